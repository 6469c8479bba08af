"""Go or no-go: the list as it stands, its two signatures, and setting out.

Whoever signs second may hold neither the medicine's key nor the phrases': they see what
the owner's session saw, for a day. Signed is the plan; a new look at a border, the last
yes and the host's word lie over it. Anything else that is written takes the go away.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import KeyMissing
from evacuation.journeys.packing import kept_shape
from evacuation.journeys.plan import Companion, Departure, Plan, crossing_of
from evacuation.journeys.travellers import LEAD_PERSON, Going
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.clocks import running
from evacuation.services.journeys.agreed import is_agreed
from evacuation.services.journeys.alerts import is_route_due, raised_since
from evacuation.services.journeys.countries import rules_for, way_in
from evacuation.services.journeys.expected import expected
from evacuation.services.journeys.focals import is_safeguarded
from evacuation.services.journeys.medicine import medicines
from evacuation.services.journeys.plans import WRITTEN_IN, newest, plan_of
from evacuation.services.journeys.rooms import ROUTE
from evacuation.services.journeys.travellers import travellers
from evacuation.services.moves import last_move
from evacuation.services.verified import is_trusted
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.findings import Finding, Weight, heaviest_first
from evacuation.workflow.movement.going import (
    GO_LASTS,
    Facts,
    Item,
    Line,
    Readiness,
    checklist,
    may_go,
)
from evacuation.workflow.movement.health import MedicineKind, against_going
from evacuation.workflow.movement.houses import Need, misfits
from evacuation.workflow.movement.legs import Traveller, against_all
from evacuation.workflow.movement.papers import Known, against_leaving
from evacuation.workflow.movement.ways_in import against_way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from evacuation.access import OpenCase
    from evacuation.journeys.travellers import Person
    from evacuation.services.changing import Change
    from evacuation.services.writing import Content
    from evacuation.workflow.movement.health import Medicine

LISTED = "list"
_ASK_KIN = _(
    "Ask whether people who could tell their relatives live where they arrive."
)
LIST_LASTS = timedelta(hours=24)
# What stands against a plan that was signed once it is written anew.
_SIGNED = (
    (ROUTE, RecordKind.TRAVELLER),
    (Compartment.HEALTH, RecordKind.HEALTH),
)
Taken = dict[str, "list[Medicine]"]


def lines_now(opened: OpenCase, now: datetime) -> list[Line]:
    """The list, drawn from what stands. Raises KeyMissing, NotTrusted."""
    return checklist(facts_now(opened, now), now)


def facts_now(opened: OpenCase, now: datetime) -> Facts:
    """What it is drawn from. Raises KeyMissing, NotTrusted."""
    plan = plan_of(opened)
    moved = [one for one in travellers(opened) if one.going != Going.STAYS]
    people = [one for one in moved if one.going == Going.TOGETHER]
    taken = medicines(opened)
    minors = [one for one in moved if one.is_minor]
    others = [one for one in moved if one.number != LEAD_PERSON]
    return Facts(
        people=len(people),
        asked=all(one.number in taken for one in people),
        legs=tuple(one.leg for one in plan.legs),
        on_legs=findings(plan, people, taken, now, under_way=goes_on(opened)),
        on_people=on_people(plan, moved, now),
        on_health=_on_health(plan, people, taken),
        alert=is_route_due(opened, plan),
        lawful=bool(plan.lawful_by),
        device=plan.phone,
        money=plan.money,
        companion=plan.companion != Companion.OPEN,
        host=plan.host_said_at is not None,
        protocol=is_agreed(opened),
        abort=bool(plan.abort_words.strip() and plan.fallback.strip()),
        # Who goes apart goes, too: their papers and their word count as the others'.
        dependants=all(one.consents for one in others) if others else None,
        safeguarded=is_safeguarded(opened) if minors else None,
        minor_alone=_is_minor_alone(moved),
        departure=_departure(plan),
        last_yes=plan.last_yes,
        house=misfits(needs_of(plan, taken), plan.stay_days, plan.house),
        pack=_pack(plan),
        missed=is_missed(opened, now),
        trusted=is_trusted(opened, now),
        departure_asked=plan.departure != Departure.UNASKED,
    )


def goes_on(opened: OpenCase) -> bool | None:
    """Whether they wait under way and go on as planned; None while they travel."""
    if opened.case.state not in (*WRITTEN_IN, State.READY):
        return None
    last = last_move(opened, "ready", "put_off")
    return last is not None and last.step == "put_off"


def is_missed(opened: OpenCase, now: datetime) -> bool:
    """Whether they should have been heard and nobody was. Raises KeyMissing,
    NotTrusted."""
    one = expected(opened)
    return one is not None and one.missed_at <= now


def asking(opened: OpenCase, now: datetime) -> list[tuple[int | None, Finding]]:
    """What the legal focal may let pass: (leg from 0, None for papers and medicine).

    Medicine as far as the member reads it. Raises KeyMissing, NotTrusted.
    """
    plan = plan_of(opened)
    moved = [one for one in travellers(opened) if one.going != Going.STAYS]
    people = [one for one in moved if one.going == Going.TOGETHER]
    try:
        taken = medicines(opened)
    except KeyMissing:
        taken = {}
    found: list[tuple[int | None, Finding]] = [
        (number, one)
        for number, leg in enumerate(findings(plan, people, taken, now))
        for one in leg
    ]
    whole = (*on_people(plan, moved, now), *_on_health(plan, people, taken))
    found += [(None, one) for one in whole]
    return [(number, one) for number, one in found if one.weight == Weight.OVERRIDE]


def _pack(plan: Plan) -> tuple[_StrPromise, ...]:
    """What is missing where relatives search: parts of the statement, and the question
    who could tell them."""
    if plan.departure in (Departure.NOT_NEEDED, Departure.UNASKED):
        return ()
    lacks = [one.label for one in plan.departure_lacks]
    unasked = [_ASK_KIN] if plan.kin_there == Known.UNKNOWN else []
    return (*lacks, *unasked)


def needs_of(plan: Plan, taken: Taken) -> frozenset[Need]:
    """As they were written, and what their medicine asks of a house."""
    kinds = {one.kind for found in taken.values() for one in found}
    return plan.needs | ({Need.OAT} if MedicineKind.OAT in kinds else set())


def _is_minor_alone(moved: Sequence[Person]) -> bool:
    """Whether a minor goes apart from the others, or no adult goes with them."""
    together = [one for one in moved if one.going == Going.TOGETHER]
    adults = [one for one in together if not one.is_minor]
    minors = [one for one in moved if one.is_minor]
    return any(one.going == Going.APART or not adults for one in minors)


def findings(
    plan: Plan,
    people: Sequence[Person],
    taken: Taken,
    now: datetime,
    *,
    under_way: bool | None = None,
) -> tuple[tuple[Finding, ...], ...]:
    """What speaks against each leg, heaviest first. One query for the rules, three
    for the way in where one is named.

    `under_way`: as legs.against_all takes it.
    """
    who = [
        Traveller(
            one.number,
            one.home,
            one.papers,
            frozenset(medicine.kind for medicine in taken.get(one.number, ())),
        )
        for one in people
    ]
    legs = [one.leg for one in plan.legs]
    rules = rules_for(plan.countries)
    found = against_all(legs, who, rules, now, under_way=under_way)
    way = way_in(plan.pathway)
    also = against_way(way, legs, now.date()) if way else {}
    return tuple(
        tuple(
            plan.passing(
                heaviest_first([*one, *also.get(number, ())]), crossing_of(leg)
            )
        )
        for number, (leg, one) in enumerate(zip(plan.legs, found, strict=True))
    )


def is_done(opened: OpenCase) -> bool:
    """Whether every line of the list is done, as far as it can be read; else as the
    owner's session saw it within a day, and nothing was written since."""
    now = timezone.now()
    try:
        return may_go(lines_now(opened, now))
    except KeyMissing:
        seen, due = seen_list(opened), running(opened.case).get(Clock.CHECK_IN)
        if seen is None or (due is not None and due <= now):
            return False
        return _is_of_now(opened, seen, now, LIST_LASTS)


def stands(opened: OpenCase) -> bool:
    """Whether two people signed within 72 hours, and all of it holds still."""
    now = timezone.now()
    signed, seen = last_move(opened, "ready"), seen_list(opened)
    if signed is None or seen is None:
        return False
    if not _is_of_now(opened, seen, now, GO_LASTS):
        return False
    if raised_since(plan_of(opened), _signed_at(seen)):
        # A look of one alone is no new signature of two.
        return False
    return may_go(lines_now(opened, now))


def write_list(change: Change) -> None:
    """What the owner's session saw when it signed. Raises KeyMissing, NotTrusted."""
    lines = lines_now(change.opened, timezone.now())
    change.write(
        ROUTE,
        RecordKind.PLAN,
        what=LISTED,
        lines=[[str(one.item), str(one.readiness)] for one in lines],
    )


def seen_list(opened: OpenCase) -> Content | None:
    """The last that was signed. Raises KeyMissing, NotTrusted."""
    said = [opened.content(row) for row in opened.records(ROUTE, RecordKind.PLAN)]
    seen = [one for one in said if one["what"] == LISTED]
    return max(seen, key=lambda one: str(one["at"]), default=None)


def seen_lines(opened: OpenCase) -> list[Line]:
    """The list as it was signed last; empty where it never was."""
    seen = seen_list(opened)
    if seen is None:
        return []
    with kept_shape():
        return [Line(Item(one), Readiness(said)) for one, said in seen["lines"]]


def _is_of_now(
    opened: OpenCase, seen: Content, now: datetime, lasts: timedelta
) -> bool:
    at = _signed_at(seen)
    written = newest(opened)
    if written is None or now - at > lasts:
        return False
    return _last_written(opened, written.at) <= str(seen["at"])


def _signed_at(seen: Content) -> datetime:
    with kept_shape():
        return datetime.fromisoformat(str(seen["at"]))


def _last_written(opened: OpenCase, planned: str) -> str:
    """The hour counts where a member lacks the key: rows say no more."""
    times = [planned]
    for compartment, kind in _SIGNED:
        for row in opened.records(compartment, kind):
            try:
                times.append(str(opened.content(row)["at"]))
            except KeyMissing:
                times.append(row.written_at.isoformat(timespec="milliseconds"))
    return max(times)


def on_people(
    plan: Plan, people: Sequence[Person], now: datetime
) -> tuple[Finding, ...]:
    """What speaks against the papers of each; nothing while no border is crossed."""
    crosses = [one.leg for one in plan.legs if one.leg.crosses]
    if not crosses:
        return ()
    ends, today = crosses[-1].ends.date(), now.date()
    found: list[Finding] = []
    for one in people:
        found += against_leaving(one.papers, one.number, ends=ends, today=today)
    return tuple(plan.passing(heaviest_first(found)))


def _on_health(
    plan: Plan, people: Sequence[Person], taken: Taken
) -> tuple[Finding, ...]:
    if not plan.legs:
        return ()
    ends = plan.legs[-1].leg.ends.date()
    found: list[Finding] = []
    for person in people:
        for one in taken.get(person.number, ()):
            found += against_going(one, person.number, ends=ends)
    return tuple(plan.passing(heaviest_first(found)))


def _departure(plan: Plan) -> bool | None:
    if plan.departure == Departure.NOT_NEEDED:
        return None
    return plan.departure == Departure.MADE
