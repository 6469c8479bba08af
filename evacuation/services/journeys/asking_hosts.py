"""Asking a host through a door of their own, and hearing what they answered.

When a member who holds the keys opens the case, what the host said is compared with
the agreed phrases and stands in the records; the right phrase is an arrival.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError
from evacuation.access import open_case
from evacuation.errors import DeskError
from evacuation.journeys.phrases import compared
from evacuation.journeys.plan import Plan
from evacuation.journeys.reception import Reception, Said
from evacuation.models import Alert, HostDoor
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.alerting import acknowledge_alerts, start_alert
from evacuation.services.changing import OWNED, changing, may_act
from evacuation.services.clocks import next_due
from evacuation.services.doors import make_door
from evacuation.services.journeys.agreed import agreed_phrases
from evacuation.services.journeys.arrivals import (
    ARRIVED,
    HEARD_IN,
    is_confirmed,
    is_missing_with,
)
from evacuation.services.journeys.beside import is_same_journey
from evacuation.services.journeys.check_ins import write_heard
from evacuation.services.journeys.host_door import MOST_ARRIVALS
from evacuation.services.journeys.host_doors import (
    BEFORE,
    HOST_DOOR,
    asked_hosts,
    close_host_doors,
)
from evacuation.services.journeys.plans import (
    HOST,
    NO_HOST,
    PLANNED,
    plan_at,
    plan_of,
)
from evacuation.services.journeys.rooms import ROUTE, open_journey_room
from evacuation.services.lockdown import require_open
from evacuation.services.moves import last_move
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
_KEYS = (ROUTE, Compartment.TRIAGE, Compartment.INBOX)
# Where they stop, the host's word is asked again.
_STOPS = ("turn_back", "put_off")
# How often a door takes each.
_MOST = {Said.RECEIVES: 1, Said.NO: 1, Said.ARRIVED: MOST_ARRIVALS}


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
        close_host_doors(change.opened)
        change.write(
            ROUTE,
            RecordKind.CHECK_IN,
            what=HOST_DOOR,
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
            actor=opened.me.user, case=change.case, kinds=[Alert.Kind.HOST]
        )
        answers = _unheard(change.opened)
        over = {pk for pk, one in answers.items() if _is_over(change.opened, one)}
        now = [one for pk, one in answers.items() if pk not in over]
        lies = HOST if all(one["said"] != Said.NO for one in now) else NO_HOST
        for record, said in answers.items():
            _take(change, record, said, what=BEFORE if record in over else lies)
        _put_back(change)
    return open_case(opened.me, opened.case.pk)


def _put_back(change: Change) -> None:
    """It was due sooner until somebody read it; what is owed next is due as members
    signed it, or as what came says by now."""
    kinds = (Alert.Kind.MESSAGE, Alert.Kind.VOUCH)
    waits = Alert.objects.filter(case=change.case, kind__in=kinds)
    if waits.filter(acknowledged_at__isnull=True).exists():
        return
    line = change.line()
    signed = datetime.fromisoformat(line.due) if line.due else None
    change.next(line.next_step, signed or next_due(change.case))


def asked_until(opened: OpenCase) -> datetime | None:
    """Until when the newest door stands open, while it does. Raises as plan_of."""
    asked = asked_hosts(opened)
    newest = max(asked, key=lambda one: str(one["at"]), default=None)
    if newest is None:
        return None
    door = bytes.fromhex(str(newest["door"]))
    row = HostDoor.objects.filter(pk=door, gone_at__gt=timezone.now()).exists()
    return datetime.fromisoformat(str(newest["ends"])) if row else None


def _take(change: Change, record: UUID, said: Content, *, what: str) -> None:
    """`what`: how it lies over the plan; with a no in the same breath no yes counts."""
    letter = {"letter": str(record), "said_at": str(said["at"])}
    if said["said"] == Said.ARRIVED:
        _take_arrival(change, said, letter)
        return
    change.write(
        ROUTE,
        RecordKind.PLAN,
        what=what,
        said=str(said["said"]),
        text=str(said.get("text", "")),
        **letter,
    )
    if said["said"] == Said.NO and what != BEFORE:
        _wake(change)


def _is_over(opened: OpenCase, said: Content) -> bool:
    """Whether it was asked of the host before, or is a yes of before they stopped or to
    another way: it is read, and says nothing of who receives them now.
    """
    asked = next(one for one in asked_hosts(opened) if one["proof"] == said["proof"])
    if str(asked["at"]) < _host_since(opened):
        return True
    if said["said"] != Said.RECEIVES:
        return False
    stopped, at = last_move(opened, *_STOPS), str(said["at"])
    if stopped is not None and at < stopped.done:
        return True
    return not is_same_journey(plan_of(opened), plan_at(opened, at))


def _host_since(opened: OpenCase) -> str:
    """When this host was first written into the plan, as text of a record."""
    said = opened.readable(ROUTE, RecordKind.PLAN).values()
    plans = [one for one in said if one["what"] == PLANNED]
    host, since = "", ""
    for one in sorted(plans, key=lambda one: str(one["at"])):
        named = Plan.unpacked(one["plan"]).host.strip()
        if named != host:
            host, since = named, str(one["at"])
    return since


def _take_arrival(change: Change, said: Content, letter: dict[str, str]) -> None:
    heard = _heard(str(said["phrase"]), agreed_phrases(change.opened))
    reception = Reception.unpacked(said)
    missing = is_missing_with(change.opened, reception.company)
    there, told = is_confirmed(change.opened), {"missing": missing, **letter}
    if heard == Heard.PHRASE:
        change.write(
            Compartment.TRIAGE,
            RecordKind.CHECK_IN,
            what=ARRIVED,
            through=str(Through.HOST),
            heard=str(heard),
            reception=reception.packed(),
            **told,
        )
    else:
        kept = reception.packed()
        write_heard(change, heard, Through.HOST, reception=kept, **told)
    # Who is there already is looked for no more by a word that does not fit.
    unfit = heard != Heard.PHRASE and not there
    too_early = change.case.state not in HEARD_IN
    if missing or unfit or too_early or heard == Heard.DURESS:
        _wake(change)


def _wake(change: Change) -> None:
    """Somebody looks at once, and again while nobody has."""
    step = Step.DECIDE if change.line().next_step == Step.DECIDE else Step.HOST
    change.next(step, timezone.now())
    start_alert(case=change.case, kind=Alert.Kind.DEADLINE)


def _heard(typed: str, phrases: Content) -> Heard:
    theirs, duress = str(phrases.get("theirs", "")), str(phrases.get("duress", ""))
    return compared(typed, theirs=theirs, duress=duress)


def _unheard(opened: OpenCase) -> dict[UUID, Content]:
    """Answers that stand in no record yet: to a door that was made, in time, and no
    more of each than a door takes.

    A letter that nobody was asked for is none: the key that it is sealed to is public
    to the server.
    """
    letters = opened.readable(ROUTE, RecordKind.LETTER)
    if not letters:
        return {}
    ends = {one["proof"]: str(one["ends"]) for one in asked_hosts(opened)}
    taken = _taken(opened)
    known = {str(one): most for one, most in _MOST.items()}
    count: Counter[tuple[str, str]] = Counter()
    found: dict[UUID, Content] = {}
    for record, said in sorted(letters.items(), key=lambda one: str(one[1]["at"])):
        proof, word = str(said.get("proof")), str(said.get("said"))
        if proof not in ends or str(said["at"]) > ends[proof]:
            continue
        count[proof, word] += 1
        if count[proof, word] <= known.get(word, 0) and str(record) not in taken:
            found[record] = said
    return found


def _taken(opened: OpenCase) -> set[str]:
    plan = opened.readable(ROUTE, RecordKind.PLAN).values()
    heard = opened.readable(Compartment.TRIAGE, RecordKind.CHECK_IN).values()
    return {str(one["letter"]) for one in (*plan, *heard) if one.get("letter")}
