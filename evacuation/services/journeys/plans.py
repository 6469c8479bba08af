"""The plan of a journey: each saving is a new version, what came after lies over it.

A new look at a border, the person's last yes and the host's word do not change the
plan: whoever signed it signed the rest (services/journeys/going.py).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.journeys.packing import kept_shape, moment, packed
from evacuation.journeys.plan import MOST_LEGS, Plan, PlannedLeg
from evacuation.models.choices import RecordKind, State
from evacuation.services.changing import Change, changing
from evacuation.services.journeys.beside import by_others, kept_beside
from evacuation.services.journeys.countries import way_of
from evacuation.services.journeys.focals import require_legal
from evacuation.services.journeys.host_doors import close_host_doors
from evacuation.services.journeys.needed import write_needed
from evacuation.services.journeys.rooms import (
    PLANNERS,
    ROUTE,
    open_journey_room,
)
from evacuation.services.journeys.travellers import going, require_planner
from evacuation.services.journeys.withholding import withhold
from evacuation.services.moves import moves
from evacuation.workflow.movement.bounds import leg_faults
from evacuation.workflow.movement.going import SAFE_PHONES
from evacuation.workflow.movement.legs import BorderCheck
from evacuation.workflow.reasons import Breaking

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.answers import ContactVia
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

PLANNED, BORDER, YES, HOST = "plan", "border", "yes", "host"
NO_HOST = "no_host"
# Read from the steps of the case, not written here.
STOPPED = "stopped"
_STOPS = ("turn_back", "put_off")
_AT_A_BORDER = (str(Breaking.CLOSED), str(Breaking.TURNED_AWAY))
# Written while it is planned; looked at again until they are there.
WRITTEN_IN = (State.APPROVED, State.PLANNING)
LOOKED_AT_IN = (*WRITTEN_IN, State.READY, State.IN_TRANSIT)


class NoSuchLeg(DeskError):
    """There is no leg of this number, or it crosses no border."""

    code = "no_such_leg"

    def __init__(self) -> None:
        super().__init__("leg", _("There is no such border in the plan."))


class NoPlan(DeskError):
    """Nothing was planned that anybody could say a word on."""

    code = "no_plan"
    message = _("Write the plan first.")


class TooManyLegs(DeskError):
    """More legs than one plan carries."""

    code = "too_many_legs"
    message = _("At most twenty legs.")


class NoSuchWay(DeskError):
    """No country's record says anything of this way in."""

    code = "no_such_way"

    def __init__(self) -> None:
        super().__init__("pathway", _("No such way in is on record."))


class LegOutOfBounds(DeskError):
    """A leg at no time at which anybody travels, or longer than one is."""

    code = "leg_out_of_bounds"


@dataclass(frozen=True, slots=True)
class Written:
    """The plan as it stands. `at`: when it was saved; what lies over it is later."""

    plan: Plan
    at: str
    by: str


def save_plan(*, actor: Unlocked, case_id: UUID, version: int, plan: Plan) -> None:
    """A new version of the whole plan, by the owner, a lead or a verifier.

    What others said stays as they said it, whatever stands in `plan`: looks at borders,
    the last yes, what the legal focal signed and let pass, the host's word.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, TooManyLegs,
    LegOutOfBounds, NoSuchWay, KeyMissing, NotTrusted, TooLongText.
    """
    _require_bounds(plan)
    with planning(actor, case_id, version, "journey.planned") as change:
        if plan.pathway is not None and way_of(plan.pathway) is None:
            raise NoSuchWay
        before = plan_of(change.opened)
        if plan.host.strip() != before.host.strip():
            # Whoever holds the link of before speaks for another house.
            close_host_doors(change.opened)
        write_plan(change, kept_beside(plan, before))
        write_needed(change, going(change.opened), plan)
        if plan.phone not in SAFE_PHONES:
            # Whoever had it in their hands reads no way on it.
            withhold(change)


def check_border(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    leg: int,
    passes: bool,
) -> None:
    """A look at the border of a leg (from 0), now, by the actor.

    Raises as save_plan, NoSuchLeg.
    """
    with planning(
        actor, case_id, version, "journey.border", states=LOOKED_AT_IN
    ) as change:
        written = newest(change.opened)
        legs = written.plan.legs if written else ()
        if not 0 <= leg < len(legs) or not legs[leg].leg.crosses:
            raise NoSuchLeg
        check = BorderCheck(timezone.now(), passes, actor.name)
        _over(change, BORDER, leg=leg, check=packed(check))


def say_last_yes(
    *, actor: Unlocked, case_id: UUID, version: int, via: ContactVia
) -> None:
    """They said, now and this way, that they go. Raises as save_plan, NoPlan."""
    with planning(
        actor, case_id, version, "journey.last_yes", states=LOOKED_AT_IN
    ) as change:
        _over(change, YES, via=str(via))


def hear_host(*, actor: Unlocked, case_id: UUID, version: int, via: ContactVia) -> None:
    """The host confirmed, now and this way, that they receive them.

    Raises as save_plan, NoPlan.
    """
    with planning(
        actor, case_id, version, "journey.host", states=LOOKED_AT_IN
    ) as change:
        _over(change, HOST, via=str(via))


def sign_lawful(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """Every crossing of the plan is lawful: by the legal focal or a lead.

    It falls with the next version of the plan. Raises as save_plan.
    """
    with legally(actor, case_id, version, "journey.lawful") as change:
        plan = plan_of(change.opened)
        write_plan(change, replace(plan, lawful_by=actor.name))


def newest(opened: OpenCase) -> Written | None:
    """Raises KeyMissing, NotTrusted."""
    said, saved = _said(opened), _saved(opened)
    if not saved:
        return None
    last = saved[-1]
    plan = Plan.unpacked(last["plan"])
    later = _stops_after(opened, str(last["at"]))
    later += [one for one in said if str(one["at"]) > str(last["at"])]
    for one in sorted(later, key=lambda one: str(one["at"])):
        plan = _laid_over(plan, one)
    return Written(by_others(opened, plan), str(last["at"]), str(last["by"]))


def plan_at(opened: OpenCase, at: str) -> Plan:
    """As it was written at that time (ISO), what lay over it aside; an empty one before
    the first. Raises KeyMissing, NotTrusted."""
    before = [one for one in _saved(opened) if str(one["at"]) <= at]
    return Plan.unpacked(before[-1]["plan"]) if before else Plan()


def plan_of(opened: OpenCase) -> Plan:
    """An empty one where nothing was written yet. Raises KeyMissing, NotTrusted."""
    written = newest(opened)
    return written.plan if written else Plan()


def _require_bounds(plan: Plan) -> None:
    """Raises TooManyLegs, LegOutOfBounds."""
    if len(plan.legs) > MOST_LEGS:
        raise TooManyLegs
    now = timezone.now()
    for one in plan.legs:
        for _name, why in leg_faults(one.leg, now):
            raise LegOutOfBounds("legs", why)


def write_plan(change: Change, plan: Plan) -> None:
    """In the caller's change."""
    open_journey_room(change, ROUTE)
    change.write(ROUTE, RecordKind.PLAN, what=PLANNED, plan=plan.packed())


@contextmanager
def planning(
    actor: Unlocked,
    case_id: UUID,
    version: int,
    verb: str,
    *,
    states: tuple[State, ...] = WRITTEN_IN,
) -> Iterator[Change]:
    """A change by somebody who plans. Raises what `changing` does, NotAllowed."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb=verb,
        states=states,
        rights=PLANNERS,
    ) as change:
        require_planner(change.opened)
        yield change


@contextmanager
def legally(
    actor: Unlocked, case_id: UUID, version: int, verb: str
) -> Iterator[Change]:
    """A change by the legal focal or a lead. Raises as `changing`, NotAllowed."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb=verb,
        states=WRITTEN_IN,
        rights=PLANNERS,
    ) as change:
        require_legal(change.opened)
        yield change


def require_plan(opened: OpenCase) -> None:
    """Raises NoPlan, KeyMissing, NotTrusted."""
    if newest(opened) is None:
        raise NoPlan


def way_of_word(opened: OpenCase, what: str) -> tuple[str, str] | None:
    """By which way (ContactVia) a member heard it last, and who; of YES or HOST.

    None where the host said it on their own page, or it is of before ways were asked.
    Raises KeyMissing, NotTrusted.
    """
    found = [one for one in _said(opened) if one["what"] == what]
    if not found or not found[-1].get("via"):
        return None
    return str(found[-1]["via"]), str(found[-1]["by"])


def _over(change: Change, what: str, **said: Any) -> None:
    require_plan(change.opened)
    change.write(ROUTE, RecordKind.PLAN, what=what, **said)


def _saved(opened: OpenCase) -> list[Content]:
    return [one for one in _said(opened) if one["what"] == PLANNED]


def _said(opened: OpenCase) -> list[Content]:
    rows = opened.records(ROUTE, RecordKind.PLAN)
    return sorted((opened.content(row) for row in rows), key=lambda one: str(one["at"]))


def _laid_over(plan: Plan, said: Content) -> Plan:
    with kept_shape():
        if said["what"] == YES:
            return replace(plan, last_yes=moment(said["at"]))
        if said["what"] == HOST:
            return replace(plan, host_said_at=moment(said["at"]))
        if said["what"] == STOPPED:
            return _stopped(plan, border=bool(said["border"]))
        if said["what"] == NO_HOST:
            return replace(plan, host_said_at=None)
        if said["what"] == BORDER:
            return replace(plan, legs=_with_check(plan.legs, said))
    return plan


def _stops_after(opened: OpenCase, at: str) -> list[Content]:
    """Steps that stopped them on the way, whoever wrote them; as far as keys open."""
    return [
        {
            "what": STOPPED,
            "at": one.done,
            "border": one.said.get("breaking") in _AT_A_BORDER,
        }
        for one in moves(opened)
        if one.step in _STOPS and one.done > at
    ]


def _stopped(plan: Plan, *, border: bool) -> Plan:
    """What was said before they stopped is asked again; where a border stopped them,
    every look at one, since a step does not say at which they stood.
    """
    legs = plan.legs
    if border:
        legs = tuple(replace(one, leg=replace(one.leg, check=None)) for one in legs)
    return replace(plan, legs=legs, last_yes=None, host_said_at=None)


def _with_check(legs: tuple[PlannedLeg, ...], said: Content) -> tuple[PlannedLeg, ...]:
    number, kept = int(said["leg"]), said["check"]
    at = moment(kept["at"])
    if at is None or not 0 <= number < len(legs):
        raise ValueError(said)
    check = BorderCheck(at, bool(kept["passes"]), str(kept["by"]))
    one = legs[number]
    return (
        *legs[:number],
        replace(one, leg=replace(one.leg, check=check)),
        *legs[number + 1 :],
    )
