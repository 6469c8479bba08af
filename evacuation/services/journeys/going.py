"""Go or no-go: the list before going, drawn from what stands.

Whoever holds neither the medicine's key nor the phrases' draws it as far as theirs
open it; what they cannot read counts as signed (services/journeys/signed.py).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evacuation.errors import KeyMissing
from evacuation.journeys.plan import Companion, Departure, Plan, crossing_of
from evacuation.journeys.travellers import LEAD_PERSON, Going
from evacuation.models.choices import Compartment, State
from evacuation.services.clocks import running
from evacuation.services.journeys.agreed import is_agreed
from evacuation.services.journeys.alerts import is_route_due
from evacuation.services.journeys.countries import rules_for, way_in
from evacuation.services.journeys.expected import expected
from evacuation.services.journeys.focals import is_safeguarded
from evacuation.services.journeys.medicine import medicines
from evacuation.services.journeys.plans import WRITTEN_IN, plan_at, plan_of
from evacuation.services.journeys.travellers import travellers
from evacuation.services.moves import last_move
from evacuation.services.under_way import is_on_the_way
from evacuation.services.verified import is_trusted
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.findings import Finding, Weight, heaviest_first
from evacuation.workflow.movement.going import (
    Facts,
    Item,
    Line,
    checklist,
)
from evacuation.workflow.movement.health import MedicineKind, against_going
from evacuation.workflow.movement.houses import Need, misfits
from evacuation.workflow.movement.legs import Traveller, against_all, first_ahead
from evacuation.workflow.movement.papers import Known, against_leaving
from evacuation.workflow.movement.ways_in import against_way

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from evacuation.access import OpenCase
    from evacuation.journeys.travellers import Person
    from evacuation.workflow.movement.health import Medicine

_ASK_KIN = _(
    "Ask whether people who could tell their relatives live where they arrive."
)
# Which lines rest on a part that who signs second need not hold.
RESTS_ON = {
    Compartment.HEALTH: (Item.RISKS, Item.MEDICINE, Item.HOUSE),
    Compartment.INBOX: (Item.PROTOCOL,),
    Compartment.VERIFICATION: (Item.TELLABLE,),
}
_SEVERAL = 2
Taken = dict[str, "list[Medicine]"]


def lines_now(opened: OpenCase, now: datetime) -> list[Line]:
    """The list, drawn from what stands. Raises KeyMissing, NotTrusted."""
    return _named(opened, checklist(facts_now(opened, now), now))


def lines_read(opened: OpenCase, now: datetime) -> tuple[list[Line], frozenset[Item]]:
    """The same as far as this member's keys open it, and the lines of which they read
    nothing or a part: these as if what is shut were in order.

    Raises KeyMissing without the key of the way, NotTrusted.
    """
    shut = unread(opened)
    facts = facts_now(opened, now, shut)
    lines = _named(opened, checklist(facts, now))
    return lines, frozenset(item for part in shut for item in RESTS_ON[part])


def _named(opened: OpenCase, lines: list[Line]) -> list[Line]:
    """What would clear them, with what each is called where several go."""
    called = {one.number: one.called or one.number for one in travellers(opened)}
    if len(called) < _SEVERAL:
        return lines
    return [replace(one, cleared_by=_of_whom(one, called)) for one in lines]


def _of_whom(line: Line, called: Mapping[str, str]) -> tuple[_StrPromise, ...]:
    people = line.of or ("",) * len(line.cleared_by)
    return tuple(
        format_lazy("{}: {}", called[who], words) if who in called else words
        for words, who in zip(line.cleared_by, people, strict=True)
    )


def unread(opened: OpenCase) -> frozenset[Compartment]:
    """Parts that the list rests on and this member does not open."""
    made = {row.compartment for row in opened.all_keys()}
    return frozenset(
        part for part in RESTS_ON if part in made and not opened.holds(part)
    )


def facts_now(
    opened: OpenCase, now: datetime, shut: frozenset[Compartment] = frozenset()
) -> Facts:
    """What it is drawn from; of what is `shut`, as if it were in order.

    Raises KeyMissing, NotTrusted.
    """
    plan = plan_of(opened)
    moved = [one for one in travellers(opened) if one.going != Going.STAYS]
    people = [one for one in moved if one.going == Going.TOGETHER]
    healthy = Compartment.HEALTH in shut
    taken = {} if healthy else medicines(opened)
    minors = [one for one in moved if one.is_minor]
    others = [one for one in moved if one.number != LEAD_PERSON]
    needs = needs_of(plan, taken, people)
    return Facts(
        people=len(people),
        asked=healthy or all(one.number in taken for one in people),
        legs=tuple(one.leg for one in plan.legs),
        on_legs=findings(plan, people, taken, now, goes_from=goes_from(opened, plan)),
        on_people=on_people(plan, moved, now),
        on_health=_on_health(plan, people, taken),
        alert=is_route_due(opened, plan),
        lawful=bool(plan.lawful_by),
        device=plan.phone,
        money=plan.money,
        companion=plan.companion != Companion.OPEN,
        host=plan.host_said_at is not None,
        protocol=Compartment.INBOX in shut or is_agreed(opened),
        abort=bool(plan.abort_words.strip() and plan.fallback.strip()),
        # Who goes apart goes, too: their papers and their word count as the others'.
        dependants=all(one.consents for one in others) if others else None,
        safeguarded=is_safeguarded(opened) if minors else None,
        minor_alone=_is_minor_alone(moved),
        departure=_departure(plan),
        last_yes=plan.last_yes,
        house=misfits(needs, plan.stay_days, plan.house),
        # Of medicine that who looks cannot read, a house may be asked.
        house_asked=healthy or plan.needs_none or bool(needs) or bool(plan.stay_days),
        pack=_pack(plan),
        missed=is_missed(opened, now),
        trusted=Compartment.VERIFICATION in shut or is_trusted(opened, now),
        departure_asked=plan.departure != Departure.UNASKED,
    )


def goes_from(opened: OpenCase, plan: Plan) -> int | None:
    """The leg (from 0) from which they go; None while they travel.

    Who waits half-way has legs behind them, as they stood when they stopped; where who
    looks cannot read when that was, any may be. Raises KeyMissing, NotTrusted.
    """
    if opened.case.state not in (*WRITTEN_IN, State.READY):
        return None
    if not is_on_the_way(opened.case):
        return 0
    legs = [one.leg for one in plan.legs]
    stopped = last_move(opened, "put_off")
    if stopped is None:
        return first_ahead(legs, legs)
    behind = plan_at(opened, stopped.done).legs
    return first_ahead(legs, [one.leg for one in behind])


def is_missed(opened: OpenCase, now: datetime) -> bool:
    """Whether they should have been heard and nobody was; by the clock for who cannot
    read when that is. Raises NotTrusted."""
    if not opened.holds(Compartment.TRIAGE):
        due = running(opened.case).get(Clock.CHECK_IN)
        return due is not None and due <= now
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


def needs_of(plan: Plan, taken: Taken, people: Iterable[Person]) -> frozenset[Need]:
    """As they were written, and what their medicine and a child ask of a house."""
    kinds = {one.kind for found in taken.values() for one in found}
    found = set(plan.needs)
    if MedicineKind.OAT in kinds:
        found.add(Need.OAT)
    if any(one.is_minor for one in people):
        found.add(Need.CHILD)
    return frozenset(found)


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
    goes_from: int | None = None,
) -> tuple[tuple[Finding, ...], ...]:
    """What speaks against each leg, heaviest first. One query for the rules, three
    for the way in where one is named.

    `goes_from`: as legs.against_all takes it.
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
    found = against_all(legs, who, rules, now, goes_from=goes_from)
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
