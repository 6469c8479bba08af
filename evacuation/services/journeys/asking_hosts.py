"""Asking a host through a door of their own, and hearing what they answered.

When a member who holds the keys opens the case, what the host said is compared with
the agreed phrases and stands in the records; the right phrase is an arrival.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError
from evacuation.access import open_case
from evacuation.errors import DeskError
from evacuation.journeys.reception import Reception, Said
from evacuation.models import Alert, HostDoor
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.alerting import acknowledge_alerts, start_alert
from evacuation.services.changing import OWNED, changing, may_act
from evacuation.services.doors import make_door
from evacuation.services.journeys.agreed import agreed_phrases
from evacuation.services.journeys.arrivals import ARRIVED
from evacuation.services.journeys.check_ins import write_heard
from evacuation.services.journeys.meanwhile import sounds_like
from evacuation.services.journeys.plans import HOST, NO_HOST, plan_of
from evacuation.services.journeys.rooms import ROUTE, open_journey_room
from evacuation.services.lockdown import require_open
from evacuation.steps import Step
from evacuation.vault.doors import HOSTS, Door, new_door_key
from evacuation.vault.sealing import box_public, new_key
from evacuation.workflow.movement.check_ins import Heard, Through

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

LASTS = timedelta(days=14)
ASKED_IN = (State.APPROVED, State.PLANNING, State.READY, State.IN_TRANSIT)
_DOOR = "host_door"
_KEYS = (ROUTE, Compartment.TRIAGE, Compartment.INBOX)


class NoHost(DeskError):
    """The plan says nobody who receives them."""

    code = "no_host"
    status = 409
    message = _("Write into the plan who receives them first.")


@dataclass(frozen=True, slots=True)
class AskedHost:
    """What the member passes on, by two ways; shown once and kept nowhere."""

    link: str = field(repr=False)
    code: str = field(repr=False)
    ends: datetime


def ask_host(*, actor: Unlocked, case_id: UUID, version: int) -> AskedHost:
    """A new link and code, for 14 days; the ones before open nothing any more.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, LockedDown, NoHost,
    KeyMissing, NotTrusted.
    """
    require_open()
    key, proof = new_door_key(HOSTS), new_key().reveal()
    ends = timezone.now() + LASTS
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="host.asked",
        states=ASKED_IN,
    ) as change:
        if not plan_of(change.opened).host.strip():
            raise NoHost
        open_journey_room(change, ROUTE)
        _close_before(change.opened)
        change.write(
            ROUTE,
            RecordKind.CHECK_IN,
            what=_DOOR,
            proof=proof.hex(),
            door=key.lookup.hex(),
            ends=ends.isoformat(timespec="seconds"),
        )
        secret, epoch = change.opened.writing_key(ROUTE)
        made = Door(
            case=case_id,
            public=box_public(secret),
            epoch=epoch,
            proof=proof,
            ends=int(ends.timestamp()),
            question="",
        )
        make_door(key, made)
    return AskedHost(key.shown_link(), key.shown_code(), ends)


def hear_host(opened: OpenCase) -> OpenCase:
    """The case with what the host said in its records; as it was where they did not."""
    if opened.case.state not in OWNED or not may_act(opened.me):
        return opened
    if not all(map(opened.holds, _KEYS)) or not _unheard(opened):
        return opened
    with (
        # Somebody else was quicker: it keeps.
        suppress(DirectoryError),
        changing(
            actor=opened.me,
            case_id=opened.case.pk,
            version=opened.case.version,
            verb="host.heard",
            states=OWNED,
        ) as change,
    ):
        acknowledge_alerts(
            actor=opened.me.user, case=change.case, kinds=[Alert.Kind.VOUCH]
        )
        for record, said in _unheard(change.opened).items():
            _take(change, record, said)
    return open_case(opened.me, opened.case.pk)


def asked_until(opened: OpenCase) -> datetime | None:
    """Until when the newest door stands open, while it does. Raises as plan_of."""
    asked = _asked(opened)
    newest = max(asked, key=lambda one: str(one["at"]), default=None)
    if newest is None:
        return None
    door = bytes.fromhex(str(newest["door"]))
    row = HostDoor.objects.filter(pk=door, gone_at__gt=timezone.now()).exists()
    return datetime.fromisoformat(str(newest["ends"])) if row else None


def _take(change: Change, record: UUID, said: Content) -> None:
    letter = {"letter": str(record), "said_at": str(said["at"])}
    if said["said"] == Said.ARRIVED:
        _take_arrival(change, said, letter)
        return
    receives = said["said"] == Said.RECEIVES
    what = HOST if receives else NO_HOST
    change.write(
        ROUTE, RecordKind.PLAN, what=what, text=str(said.get("text", "")), **letter
    )
    if not receives:
        _wake(change)


def _take_arrival(change: Change, said: Content, letter: dict[str, str]) -> None:
    heard = _heard(str(said["phrase"]), agreed_phrases(change.opened))
    reception = Reception.unpacked(said).packed()
    if heard != Heard.PHRASE:
        write_heard(change, heard, Through.HOST, reception=reception, **letter)
        _wake(change)
        return
    change.write(
        Compartment.TRIAGE,
        RecordKind.CHECK_IN,
        what=ARRIVED,
        through=str(Through.HOST),
        heard=str(heard),
        reception=reception,
        **letter,
    )


def _wake(change: Change) -> None:
    """Somebody looks at once, and again while nobody has."""
    step = Step.DECIDE if change.line().next_step == Step.DECIDE else Step.REVIEW
    change.next(step, timezone.now())
    start_alert(case=change.case, kind=Alert.Kind.DEADLINE)


def _heard(typed: str, phrases: Content) -> Heard:
    if sounds_like(typed, str(phrases.get("duress", ""))):
        return Heard.DURESS
    if sounds_like(typed, str(phrases.get("theirs", ""))):
        return Heard.PHRASE
    return Heard.WRONG


def _unheard(opened: OpenCase) -> dict[UUID, Content]:
    """Answers that stand in no record yet: to a door that was made, in time, once each.

    A letter that nobody was asked for is none: the key that it is sealed to is public
    to the server.
    """
    letters = opened.readable(ROUTE, RecordKind.LETTER)
    if not letters:
        return {}
    ends = {one["proof"]: str(one["ends"]) for one in _asked(opened)}
    taken = _taken(opened)
    first: dict[tuple[str, bool], UUID] = {}
    for record, said in letters.items():
        proof, arrived = str(said.get("proof")), said.get("said") == Said.ARRIVED
        if proof in ends and str(said["at"]) <= ends[proof]:
            first.setdefault((proof, arrived), record)
    return {
        record: letters[record] for record in first.values() if str(record) not in taken
    }


def _taken(opened: OpenCase) -> set[str]:
    plan = opened.readable(ROUTE, RecordKind.PLAN).values()
    heard = opened.readable(Compartment.TRIAGE, RecordKind.CHECK_IN).values()
    return {str(one["letter"]) for one in (*plan, *heard) if one.get("letter")}


def _asked(opened: OpenCase) -> list[Content]:
    said = opened.readable(ROUTE, RecordKind.CHECK_IN).values()
    return [one for one in said if one.get("what") == _DOOR]


def _close_before(opened: OpenCase) -> None:
    doors = [bytes.fromhex(str(one["door"])) for one in _asked(opened)]
    HostDoor.objects.filter(pk__in=doors).delete()
