"""The host's door: a link and a code, no account, and a few answers.

What they say is sealed to the key of the route; the server writes it and cannot read
it. The door knows no phrase: whether it was right is found in a member's session, and
nothing here says it. So it takes the same number of answers in any case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.clock import five_minutes
from evacuation.deadlines import MESSAGE_OPENED_WITHIN
from evacuation.errors import NotVisible
from evacuation.journeys.reception import Reception, Said
from evacuation.models import Alert, Case
from evacuation.models.choices import RecordKind
from evacuation.services.alerting import start_alert
from evacuation.services.changing import OWNED
from evacuation.services.doors import (
    close_unanswered,
    is_there,
    knock,
    seal_anew,
)
from evacuation.services.journeys.rooms import ROUTE
from evacuation.services.writing import sealed_letter
from evacuation.shredding import case_scope, shred_keys
from evacuation.vault.doors import HOSTS
from evacuation.vault.padding import KIB

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from evacuation.models import Record
    from evacuation.shredding import ShredKeys
    from evacuation.vault.doors import Door

LONGEST_PHRASE, LONGEST_TEXT = 200, 1000
# That somebody is there: who mistyped the words says them again.
MOST_ARRIVALS = 3
_ANSWER_BYTES = 16 * KIB


@dataclass(frozen=True, slots=True)
class Asking:
    """What they said already: that they receive; how often that somebody is there."""

    received: bool
    arrivals: int
    ends: datetime

    @property
    def left(self) -> int:
        """How often they can say still that somebody is there."""
        return MOST_ARRIVALS - self.arrivals


def is_open(*, link: str) -> bool:
    """Whether this link leads anywhere; unknown and over look alike."""
    return is_there(link, HOSTS)


def read_asking(*, link: str, typed: str) -> Asking:
    """What is still asked. The fifth wrong code closes the door.

    Raises NotVisible for an unknown link or one that is over, WrongCode.
    """
    door, _key = knock(link, typed, HOSTS)
    ends = datetime.fromtimestamp(door.ends, tz=UTC)
    said = _said(door)
    return Asking(Said.RECEIVES in said, said.count(Said.ARRIVED), ends)


def say_receives(*, link: str, typed: str, receives: bool, text: str = "") -> None:
    """Beforehand: a yes once, a no until they say that somebody is there.

    A no takes the yes back and closes the door: somebody looks for another place.
    Raises NotVisible, WrongCode, TooLongText.
    """
    door, key = knock(link, typed, HOSTS)
    before = _said(door)
    if Said.ARRIVED in before or (receives and before):
        raise NotVisible
    if not receives:
        no = {"said": str(Said.NO), "text": text}
        _answer(door, lambda: close_unanswered(key, door), no)
        return
    _answer(
        door,
        lambda: seal_anew(key, door, _having_said(door, Said.RECEIVES)),
        {"said": str(Said.RECEIVES), "text": text},
    )


def say_arrived(*, link: str, typed: str, phrase: str, reception: Reception) -> None:
    """They are there. The third time closes the door, whatever the phrase was.

    Raises NotVisible, WrongCode, TooLongText.
    """
    door, key = knock(link, typed, HOSTS)
    said = {"said": str(Said.ARRIVED), "phrase": phrase, **reception.packed()}
    if _said(door).count(Said.ARRIVED) + 1 >= MOST_ARRIVALS:
        _answer(door, lambda: close_unanswered(key, door), said)
        return
    after = _having_said(door, Said.ARRIVED)
    _answer(door, lambda: seal_anew(key, door, after), said)


def _said(door: Door) -> list[str]:
    """What they have said already, as codes of Said."""
    return door.question.split()


def _having_said(door: Door, said: Said) -> Door:
    return replace(door, question=" ".join([*_said(door), str(said)]))


def _answer(door: Door, use: Callable[[], bool], said: Mapping[str, Any]) -> None:
    """`use`: what makes it the only answer, in this transaction; False: too late."""
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=door.case).first()
        if case is None or case.state not in OWNED or not use():
            raise NotVisible
        # The case is locked: its shred key is the one of now.
        keys = shred_keys(case_scope(case.pk))
        record = _sealed(door, keys, said)
        record.save()
        due = five_minutes(timezone.now() + MESSAGE_OPENED_WITHIN)
        case.version += 1
        case.next_due_at = min(case.next_due_at or due, due)
        case.save(update_fields=["version", "next_due_at"])
        start_alert(case=case, kind=Alert.Kind.HOST)
        audit.write(
            actor="public",
            verb="host.answered",
            case=case.pk,
            audit_key=keys.audit,
            records=[record],
        )


def _sealed(door: Door, keys: ShredKeys, said: Mapping[str, Any]) -> Record:
    """Raises TooLongText."""
    return sealed_letter(
        keys.writing,
        door.public,
        {
            **said,
            "at": timezone.now().isoformat(timespec="milliseconds"),
            "proof": door.proof.hex(),
        },
        case=door.case,
        compartment=ROUTE,
        kind=RecordKind.LETTER,
        epoch=door.epoch,
        size=_ANSWER_BYTES,
    )
