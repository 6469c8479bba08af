"""Files of a case for a member who holds the inbox key: cleaned, or as they came."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evacuation.access import open_case, record_reading
from evacuation.board import case_code
from evacuation.cleaning.running import ENDINGS, Copy, cleaned
from evacuation.errors import Busy, KeyMissing, NotTrusted, NotVisible
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.files import path_of
from evacuation.services.lockdown import require_open
from evacuation.services.stretching import a_place
from evacuation.vault.files import CHUNK, open_file
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

_WAIT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Original:
    """A file's name and bytes, as the person sent it."""

    name: str = field(repr=False)
    plain: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class CleanedFile:
    """A copy under a name that says the case's code and the file's place in it."""

    name: str
    copy: Copy = field(repr=False)


def download_original(*, actor: Unlocked, case_id: UUID, record_id: UUID) -> Original:
    """As the person sent it, never cleaned. Recorded before it is given out.

    Whole in memory: nothing goes out of a stream before its end has proven it. Raises
    NotVisible (no such file, or no key for it), NotTrusted for one cut or changed,
    LockedDown.
    """
    opened = open_case(actor, case_id)
    said = _said(opened, record_id)
    require_open()
    plain = _plain(case_id, said)
    record_reading(opened, "file.opened")
    return Original(str(said["name"]), plain)


def open_cleaned(*, actor: Unlocked, case_id: UUID, record_id: UUID) -> CleanedFile:
    """A copy without what is not seen, made now and kept nowhere. Recorded.

    Raises NotVisible and NotTrusted as the original; Unsuited, TooBigToClean, Damaged
    where there is no copy; Busy where as many as there are cores are being made.
    """
    opened = open_case(actor, case_id)
    said = _said(opened, record_id)
    copy = _copy(case_id, said)
    record_reading(opened, "file.opened_clean")
    number = _place(opened, record_id)
    name = f"{case_code(case_id)}-{number}.{ENDINGS[copy.kind]}"
    return CleanedFile(name, copy)


def _said(opened: OpenCase, record_id: UUID) -> Content:
    row = opened.case.records.filter(pk=record_id, kind=RecordKind.FILE).first()
    if row is None:
        raise NotVisible
    try:
        return opened.content(row)
    except KeyMissing:
        raise NotVisible from None


def _copy(case_id: UUID, said: Content) -> Copy:
    is_text = str(said["type"]).partition(";")[0] == "text/plain"
    try:
        with a_place("cleaning", _WAIT_SECONDS):
            return cleaned(_plain(case_id, said), is_text=is_text)
    except Busy:
        raise Busy(
            "", _("Other files are being cleaned. Try again in a moment.")
        ) from None


def _place(opened: OpenCase, record_id: UUID) -> int:
    """From 1, in the order of the case page."""
    rows = opened.records(Compartment.INBOX, RecordKind.FILE)
    return [row.pk for row in rows].index(record_id) + 1


def _plain(case_id: UUID, said: Content) -> bytes:
    file, key = UUID(said["file"]), Secret(bytes.fromhex(said["key"]))
    try:
        sealed = _sealed(path_of(case_id, file))
        return b"".join(open_file(key, file, sealed, int(said["length"])))
    except CannotOpen:
        raise NotTrusted from None
    except FileNotFoundError:
        raise NotVisible from None


def _sealed(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece
