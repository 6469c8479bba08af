"""What stays beside a plan that is written anew: what others said of it, where that is
of the same way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evacuation.services.journeys.countries import is_same_way
from evacuation.vault.cards import member_name

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.journeys.plan import Plan, PlannedLeg


def by_others(opened: OpenCase, plan: Plan) -> Plan:
    """Without what the owner signed or let pass, before the case was theirs or since:
    nobody checks their own plan."""
    owners = {member_name(user) for user in opened.owners}
    return replace(
        plan,
        lawful_by="" if plan.lawful_by in owners else plan.lawful_by,
        passed=tuple(one for one in plan.passed if one.by not in owners),
    )


def kept_beside(plan: Plan, before: Plan) -> Plan:
    """A signature falls with other crossings or another way in; the last yes with any
    other way, since they said it to this one, and so does the host's word, also with
    another host."""
    same = _is_same_crossed(plan, before)
    to_this = is_same_journey(plan, before)
    received = to_this and plan.host.strip() == before.host.strip()
    checks = {_ends(one): one.leg.check for one in before.legs}
    legs = (
        replace(one, leg=replace(one.leg, check=checks.get(_ends(one))))
        for one in plan.legs
    )
    return replace(
        plan,
        legs=tuple(legs),
        lawful_by=before.lawful_by if same else "",
        passed=before.passed if same else (),
        host_said_at=before.host_said_at if received else None,
        last_yes=before.last_yes if to_this else None,
    )


def is_same_journey(plan: Plan, before: Plan) -> bool:
    """Whether who said yes to the one said it to the other."""
    return _is_same_crossed(plan, before) and _way(plan) == _way(before)


def _is_same_crossed(plan: Plan, before: Plan) -> bool:
    same = _crossings(plan) == _crossings(before)
    return same and is_same_way(plan.pathway, before.pathway)


def _ends(one: PlannedLeg) -> tuple[str, ...]:
    """Where a border is crossed and by what: another bus looks the same, a boat not."""
    leg = one.leg
    return leg.origin, leg.target, str(leg.means), one.begins_at, one.ends_at


def _way(plan: Plan) -> list[tuple[str, ...]]:
    """What they said yes to, and the host to whose end: each leg and on which days."""
    return [
        (
            *_ends(one),
            one.leg.begins.date().isoformat(),
            one.leg.ends.date().isoformat(),
        )
        for one in plan.legs
    ]


def _crossings(plan: Plan) -> list[tuple[str, ...]]:
    """What is signed as lawful: also on which day, and what is noted of it."""
    return [
        (*_ends(one), one.leg.begins.date().isoformat(), one.note)
        for one in plan.legs
        if one.leg.crosses
    ]
