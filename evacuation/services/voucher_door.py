"""The voucher's door: a link and a code, no account, one answer, three days.

The answer is sealed to the key of the verification, like a letter of the person to
the inbox: the server writes it and cannot read it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.errors import NotVisible
from evacuation.models import Alert, Case
from evacuation.models.choices import RecordKind
from evacuation.services.alerting import start_alert
from evacuation.services.changing import OWNED
from evacuation.services.doors import close_door, is_there, knock
from evacuation.services.verification_room import ROOM
from evacuation.services.writing import sealed_letter
from evacuation.shredding import case_scope, shred_keys
from evacuation.vault.doors import VOUCHERS, Door
from evacuation.vault.padding import KIB
from evacuation.workflow.verification import Basis, Vouched

if TYPE_CHECKING:
    from evacuation.models import Record
    from evacuation.shredding import ShredKeys

_ANSWER_BYTES = 16 * KIB


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


def is_open(*, link: str) -> bool:
    """Whether there is a question behind this link; unknown and over look alike."""
    return is_there(link, VOUCHERS)


def read_question(*, link: str, typed: str) -> Question:
    """What is asked. The fifth wrong code closes the door.

    Raises NotVisible for an unknown link or one that is over, WrongCode.
    """
    door, _key = knock(link, typed, VOUCHERS)
    return Question(door.question, datetime.fromtimestamp(door.ends, tz=UTC))


def answer_question(*, link: str, typed: str, answer: Answer) -> None:
    """Seal the answer into the case, once: the door is gone. A member is alerted.

    Raises NotVisible, WrongCode, TooLongText.
    """
    door, key = knock(link, typed, VOUCHERS)
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=door.case).first()
        if case is None or case.state not in OWNED or not close_door(key):
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
