"""The kept answer to a partner's request, and what every other intake keeps instead.

Such a row beside every request tells nothing; beside some it would say which of them
came from a partner.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from evacuation.clock import this_hour
from evacuation.models import ReplayedAnswer
from evacuation.vault.encoding import Label
from evacuation.vault.sealing import new_key, open_seal, seal

if TYPE_CHECKING:
    from evacuation.vault.secret import Secret

REPLAYED_FOR = timedelta(hours=24)
_DIGEST, _RECEIPT = 64, 34  # characters


def keep_answer(lookup: bytes, key: Secret, *, digest: str, receipt: str) -> None:
    """Write it unless it is there: whoever comes second waits for the first.

    `digest`: SHA-256 of the body in hex. `receipt`: as shown.
    """
    said = json.dumps({"digest": digest, "receipt": receipt}).encode()
    row = ReplayedAnswer(
        lookup=lookup,
        sealed=seal(key, said, Label.REPLAY, 1),
        gone_at=this_hour() + REPLAYED_FOR + timedelta(hours=1),
    )
    ReplayedAnswer.objects.bulk_create([row], ignore_conflicts=True)


def heard_answer(lookup: bytes, key: Secret) -> dict[str, str] | None:
    """{digest, receipt} of the row, None where there is none. Raises CannotOpen."""
    row = ReplayedAnswer.objects.filter(pk=lookup).first()
    if row is None:
        return None
    found: dict[str, str] = json.loads(
        open_seal(key, bytes(row.sealed), Label.REPLAY, 1)
    )
    return found


def keep_nothing() -> None:
    """A row of the same shape that nobody finds or opens."""
    keep_answer(
        new_key().reveal(), new_key(), digest=" " * _DIGEST, receipt=" " * _RECEIPT
    )


def forget_replays() -> None:
    """For the worker's tick: answers older than a day."""
    ReplayedAnswer.objects.filter(gone_at__lte=this_hour()).delete()
