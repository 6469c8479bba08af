"""How a journey stands in an answer: what one member reads of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.v1.countries import way_shown
from api.v1.desk_views import moment
from evacuation.forms.journeys.person import person_initial
from evacuation.forms.journeys.plan import plan_initial
from evacuation.journeys.packing import packed
from evacuation.services.journeys.countries import way_of
from evacuation.services.journeys.naming import may_name
from evacuation.services.journeys.plans import newest
from evacuation.showing.journeys.focals import shown_focals
from evacuation.workflow.movement.papers import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacuation.journeys.plan import Plan
    from evacuation.journeys.travellers import Person
    from evacuation.showing.journeys.page import (
        JourneyPage,
        ShownFinding,
        ShownLeg,
        ShownPerson,
    )
    from evacuation.workflow.movement.health import Medicine


def journey_shown(page: JourneyPage) -> dict[str, Any]:
    """The whole page. Raises KeyMissing, NotTrusted."""
    plan = page.plan
    way = way_of(plan.pathway)
    return {
        "list": [
            {
                "item": str(one.line.item),
                "words": str(one.line.item.label),
                "readiness": str(one.line.readiness),
                "cleared_by": [str(words) for words in one.line.cleared_by],
            }
            for one in page.lines
        ],
        "as_seen": page.as_seen,
        "plan": plan_shown(plan) if newest(page.opened) else None,
        "way_in": way_shown(way) if way else None,
        "legs": [_leg(one) for one in page.legs],
        "people": [_person(one) for one in page.travellers],
        "passed": [
            {**packed(one), "by": page.page.name_of(one.by)} for one in plan.passed
        ],
        "alerts": _alerts(page),
        "focals": [
            {"what": str(one.what), "member": one.who}
            for one in shown_focals(page.opened)
        ],
        "lawful_by": page.lawful_by,
        "host_said_at": moment(plan.host_said_at),
        "last_yes": moment(plan.last_yes),
        "may": _may(page),
    }


def medicines_shown(taken: Sequence[Medicine]) -> list[dict[str, Any]]:
    return [packed(one) for one in taken]


def plan_shown(plan: Plan) -> dict[str, Any]:
    """As it is sent, so that what was read can be changed and sent again."""
    legs = [
        {
            "origin": one.leg.origin,
            "target": one.leg.target,
            "means": str(one.leg.means),
            "begins": one.leg.begins.isoformat(),
            "ends": one.leg.ends.isoformat(),
            "begins_at": one.begins_at,
            "ends_at": one.ends_at,
            "note": one.note,
        }
        for one in plan.legs
    ]
    return {**plan_initial(plan), "legs": legs}


def person_shown(person: Person) -> dict[str, Any]:
    """As it is sent."""
    looks: dict[str, Any] = {}
    for scope in Scope:
        looks |= {f"listed_{scope}": "", f"on_{scope}": None}
    said = {**looks, **person_initial(person), "number": person.number}
    return {name: packed(value) for name, value in said.items()}


def _alerts(page: JourneyPage) -> list[dict[str, Any]]:
    return [
        {
            "country": one.country,
            "text": one.text,
            "source": one.source,
            "raised_at": one.raised_at.isoformat(),
        }
        for one in (shown.alert for shown in page.alerts)
    ]


def _may(page: JourneyPage) -> dict[str, bool]:
    return {
        "plan": page.may_plan,
        "look": page.may_look,
        "sign": page.may_sign and page.may_go,
        "legally": page.is_legal,
        "name": may_name(page.opened),
    }


def _leg(one: ShownLeg) -> dict[str, Any]:
    check = one.planned.leg.check
    border = None if check is None else {**packed(check), "by": one.checked_by}
    return {
        "number": one.number,
        "crosses": one.planned.leg.crosses,
        "border": border,
        "findings": _findings(one.found),
    }


def _person(one: ShownPerson) -> dict[str, Any]:
    taken = one.medicines
    return {
        "person": person_shown(one.person),
        "findings": _findings(one.found),
        "medicines": None if taken is None else medicines_shown(taken),
        "heard": one.heard,
    }


def _findings(found: Sequence[ShownFinding]) -> list[dict[str, Any]]:
    return [
        {
            "what": str(one.finding.what),
            "words": str(one.finding.what.label),
            "weight": str(one.finding.weight),
            "person": one.finding.person,
            "cleared_by": str(one.finding.cleared_by),
            "passed": one.passed,
            "source": one.finding.source,
            "checked_on": packed(one.finding.checked_on),
        }
        for one in found
    ]
