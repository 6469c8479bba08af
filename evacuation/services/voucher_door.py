"""The voucher's door: a link and a code, no account, one answer, three days.

The answer is sealed to the key of the verification, like a letter of the person to
the inbox: the server writes it and cannot read it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.errors import NotVisible, WrongCode
from evacuation.models import Alert, Case, VouchDoor
from evacuation.models.choices import RecordKind
from evacuation.services.alerting import start_alert
from evacuation.services.changing import OWNED
from evacuation.services.verification_room import ROOM
from evacuation.services.writing import sealed_letter
from evacuation.shredding import case_scope, shred_keys
from evacuation.vault.doors import (
    Door,
    DoorKey,
    open_door,
    read_door_key,
    seal_door,
)
from evacuation.vault.padding import KIB
from evacuation.vault.secret import CannotOpen
from evacuation.workflow.verification import Basis, Vouched

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from evacuation.models import Record
    from evacuation.shredding import ShredKeys

MOST_WRONG = 5
_ANSWER_BYTES = 16 * KIB
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Question:
    """What a voucher reads. `text`: "" for the usual words."""

    text: str = field(repr=False)
    ends: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What a voucher says. Not `vouches`: only `text` is kept."""

    vouches: bool
    basis: Basis = Basis.SECOND_HAND
    what: Vouched = Vouched.IDENTITY
    since: str = ""
    independent: bool = False
    conflict: bool = False
    text: str = ""


def make_door(key: DoorKey, door: Door) -> None:
    """In the transaction that asks. Raises TooLong."""
    ends = datetime.fromtimestamp(door.ends, tz=UTC)
    gone_at = ends.replace(minute=0, second=0, microsecond=0) + _HOUR
    VouchDoor.objects.create(
        lookup=key.lookup, sealed=seal_door(key, door), gone_at=gone_at
    )


def is_open(*, link: str) -> bool:
    """Whether there is a question behind this link; unknown and over look alike."""
    try:
        return _rows(_key(link)).exists()
    except NotVisible:
        return False


def read_question(*, link: str, typed: str) -> Question:
    """What is asked. The fifth wrong code closes the door.

    Raises NotVisible for an unknown link or one that is over, WrongCode.
    """
    door, _key = _opened(link, typed)
    return Question(door.question, datetime.fromtimestamp(door.ends, tz=UTC))


def answer_question(*, link: str, typed: str, answer: Answer) -> None:
    """Seal the answer into the case, once: the door is gone. A member is alerted.

    Raises NotVisible, WrongCode, TooLongText.
    """
    door, key = _opened(link, typed)
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=door.case).first()
        used, _by_model = VouchDoor.objects.filter(pk=key.lookup).delete()
        if case is None or case.state not in OWNED or not used:
            raise NotVisible
        # The case is locked: its shred key is the one of now.
        keys = shred_keys(case_scope(case.pk))
        record = _sealed(door, keys, answer)
        record.save()
        case.version += 1
        case.save(update_fields=["version"])
        start_alert(case=case, kind=Alert.Kind.VOUCH)
        audit.write(
            actor="public",
            verb="vouch.answered",
            case=case.pk,
            audit_key=keys.audit,
            records=[record],
        )


def forget_closed_doors() -> None:
    """Questions whose time is over. For the worker's tick."""
    VouchDoor.objects.filter(gone_at__lte=timezone.now()).delete()


def _opened(link: str, typed: str) -> tuple[Door, DoorKey]:
    """Raises NotVisible, WrongCode, which is counted."""
    key = _key(link, typed)
    with transaction.atomic():
        row = _rows(key).select_for_update().first()
        if row is None:
            raise NotVisible
        try:
            door = open_door(key, bytes(row.sealed))
        except CannotOpen:
            door = None
            _count_wrong(row)
    if door is None:
        raise WrongCode
    if door.ends <= timezone.now().timestamp():
        raise NotVisible
    return door, key


def _key(link: str, typed: str = "") -> DoorKey:
    try:
        return read_door_key(link, typed)
    except CannotOpen:
        raise NotVisible from None


def _rows(key: DoorKey) -> QuerySet[VouchDoor]:
    return VouchDoor.objects.filter(pk=key.lookup, gone_at__gt=timezone.now())


def _count_wrong(row: VouchDoor) -> None:
    row.wrong += 1
    if row.wrong >= MOST_WRONG:
        row.delete()
    else:
        row.save(update_fields=["wrong"])


def _sealed(door: Door, keys: ShredKeys, answer: Answer) -> Record:
    """Raises TooLongText."""
    said = {
        **asdict(answer),
        "at": timezone.now().isoformat(timespec="milliseconds"),
        "proof": door.proof.hex(),
        "basis": answer.basis.value,
        "what": answer.what.value,
    }
    return sealed_letter(
        keys.writing,
        door.public,
        said,
        case=door.case,
        compartment=ROOM,
        kind=RecordKind.LETTER,
        epoch=door.epoch,
        size=_ANSWER_BYTES,
    )
