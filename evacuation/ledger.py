"""What is kept outside the databases: audit heads, signed documents, shredded cases.

One file of JSON lines that only grows (settings.WAYMARK_HEADS_FILE), to be copied
elsewhere. It holds no secret, and it is what honest restores are measured by.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from evacuation.trusting import house_secret
from evacuation.vault.encoding import Label
from evacuation.vault.sealing import sign, verify
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Iterable

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Head:
    """The chain's end as it was signed. `minute`: Unix minutes."""

    number: int
    digest: bytes
    minute: int
    signature: bytes


@dataclass(slots=True)
class Ledger:
    """What a ledger file says. `shredded`: minute and signature by case."""

    heads: list[Head] = field(default_factory=list)
    shredded: dict[UUID, tuple[int, bytes]] = field(default_factory=dict)
    documents: dict[tuple[str, int], bytes] = field(default_factory=dict)

    def shredded_by(self, houses: Iterable[bytes]) -> list[UUID]:
        """Cases whose line one of these house keys signed."""
        known = list(houses)
        return [
            case
            for case, (minute, signature) in self.shredded.items()
            if any(_signed(house, case, minute, signature) for house in known)
        ]


def this_unix_minute() -> int:
    return int(timezone.now().timestamp()) // MINUTE


def keep_head(head: Head, *, charter: int, roster: int) -> None:
    _append(
        kind="head",
        number=head.number,
        digest=head.digest.hex(),
        minute=head.minute,
        signature=head.signature.hex(),
        charter=charter,
        roster=roster,
    )


def keep_document(kind: str, number: int, data: bytes) -> None:
    """A signed charter or roster, unless it stands here already."""
    if (kind, number) not in read().documents:
        _append(kind=kind, number=number, data=data.hex())


def keep_shredded(case: UUID) -> None:
    """Call it before the shred row goes: a restore must find the case listed."""
    minute = this_unix_minute()
    signature = sign(house_secret(), Label.SHREDDED, case, minute)
    _append(kind="shredded", case=str(case), minute=minute, signature=signature.hex())


def read(path: str | Path | None = None) -> Ledger:
    """The ledger in this file, or in the setting's; empty where there is none.

    A line that cannot be read is passed over: a crash may have cut the last one.
    """
    found = Ledger()
    with suppress(FileNotFoundError):
        text = Path(path or settings.WAYMARK_HEADS_FILE).read_text(encoding="utf-8")
        for line in text.splitlines():
            with suppress(ValueError, KeyError, TypeError):
                _read_line(found, json.loads(line))
    return found


def _read_line(ledger: Ledger, line: dict[str, Any]) -> None:
    kind = line["kind"]
    if kind == "head":
        ledger.heads.append(
            Head(
                int(line["number"]),
                bytes.fromhex(line["digest"]),
                int(line["minute"]),
                bytes.fromhex(line["signature"]),
            )
        )
    elif kind == "shredded":
        signature = bytes.fromhex(line["signature"])
        ledger.shredded[UUID(line["case"])] = int(line["minute"]), signature
    elif kind in {"charter", "roster"}:
        ledger.documents[kind, int(line["number"])] = bytes.fromhex(line["data"])


def _append(**line: Any) -> None:
    path = Path(settings.WAYMARK_HEADS_FILE)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    descriptor = os.open(path, flags, 0o600)
    try:
        # One write, so that two processes do not mix; a newline before, so that a
        # line which a crash cut short spoils no other.
        os.write(descriptor, f"\n{json.dumps(line)}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _signed(house: bytes, case: UUID, minute: int, signature: bytes) -> bool:
    with suppress(CannotOpen):
        verify(house, signature, Label.SHREDDED, case, minute)
        return True
    return False
