"""Who goes with whom: dependants together, minors with somebody for their interests."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.journeys.travellers import Band, Going
from evacuation.models import Member
from evacuation.services.journeys.focals import Focal
from evacuation.services.journeys.going import lines_now
from evacuation.services.journeys.medicine import (
    NoSuchPerson,
    medicines,
    save_medicines,
)
from evacuation.services.journeys.naming import name_focal
from evacuation.services.journeys.plans import save_plan
from evacuation.services.journeys.travellers import (
    ApartUnexplained,
    LeadStays,
    travellers,
)
from evacuation.services.moving import StepLacks
from evacuation.workflow.movement.going import Item, Line, Readiness
from evacuation.workflow.movement.houses import House, Need
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import cleared, in_planning, listed, one_goes, two_legs
from tests.evacuation.workflow.movement.people import GOOD

pytestmark = pytest.mark.proof

CHILD: dict[str, Any] = {
    "number": "2",
    "called": "Invented Little Wren",
    "band": Band.CHILD,
    "papers": replace(GOOD, minor=True, parent_consents=True),
}


def line(desk: Desk, case: UUID, item: Item) -> Line:
    lines = lines_now(opened(desk, case), timezone.now())
    return next(one for one in lines if one.item == item)


def with_child(desk: Desk, **said: Any) -> UUID:
    """All else is done."""
    case = in_planning(desk)
    one_goes(desk[ONE], case, **{**CHILD, **said})
    save_medicines(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        person="2",
        medicines=[],
        none=True,
    )
    cleared(desk, case)
    return case


def safeguarded(desk: Desk, case: UUID, part: str = "lead_two") -> None:
    name_focal(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        what=Focal.SAFEGUARDING,
        user=desk.users[part].pk,
    )


def test_a_minor_goes_with_a_safeguarding_lead_who_is_named_and_not_a_note(
    desk: Desk,
) -> None:
    case = with_child(desk)
    noted = two_legs(
        safeguarding="Invented: their aunt looks after them.",
        house=House(frozenset({Need.CHILD})),
    )
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=noted)
    cleared(desk, case)
    assert line(desk, case, Item.MINORS).readiness == Readiness.BLOCKED
    with pytest.raises(StepLacks):
        listed(desk, case)
    safeguarded(desk, case)
    assert line(desk, case, Item.MINORS).readiness == Readiness.DONE
    listed(desk, case)


def test_a_safeguarding_lead_who_was_stopped_looks_after_nobody(desk: Desk) -> None:
    case = with_child(desk)
    safeguarded(desk, case)
    user = desk.users["lead_two"]
    Member.objects.filter(user=user).update(suspended_at=timezone.now())
    assert line(desk, case, Item.MINORS).readiness == Readiness.BLOCKED


def test_medicine_is_written_of_those_who_are_written_down(desk: Desk) -> None:
    case, me = with_child(desk), desk[ONE]
    said: dict[str, Any] = {"medicines": [], "none": True}
    with pytest.raises(NoSuchPerson):
        save_medicines(
            actor=me, case_id=case, version=version(case), person="9", **said
        )
    assert set(medicines(opened(desk, case))) == {"1", "2"}
    stays = {**CHILD, "number": "3", "going": Going.STAYS}
    one_goes(me, case, **stays)
    save_medicines(actor=me, case_id=case, version=version(case), person="3", **said)


def test_whose_consent_is_missing_is_named(desk: Desk) -> None:
    papers = replace(CHILD["papers"], parent_consents=False)
    case = with_child(desk, papers=papers)
    [words] = map(str, line(desk, case, Item.PAPERS).cleared_by)
    assert words.startswith(f"{CHILD['called']}: ")
    assert "the other parent's consent" in words


def test_a_minor_without_an_adult_is_referred_and_never_moved(desk: Desk) -> None:
    case = with_child(desk)
    safeguarded(desk, case)
    one_goes(desk[ONE], case, band=Band.YOUNG, papers=CHILD["papers"])
    found = line(desk, case, Item.MINORS)
    assert found.readiness == Readiness.BLOCKED
    assert any("refer them" in str(words) for words in found.cleared_by)
    with pytest.raises(StepLacks):
        listed(desk, case)


def test_a_minor_who_goes_apart_goes_alone(desk: Desk) -> None:
    case = with_child(desk, going=Going.APART, why_apart="Invented danger.")
    safeguarded(desk, case)
    found = line(desk, case, Item.MINORS)
    assert found.readiness == Readiness.BLOCKED
    assert any("refer them" in str(words) for words in found.cleared_by)


def test_a_minor_who_stays_needs_nobody_for_the_journey(desk: Desk) -> None:
    case = with_child(desk, going=Going.STAYS)
    assert line(desk, case, Item.MINORS).readiness == Readiness.NOT_NEEDED


@pytest.mark.parametrize("why", ["", "  "])
def test_nobody_goes_apart_without_a_reason(desk: Desk, why: str) -> None:
    case = in_planning(desk)
    with pytest.raises(ApartUnexplained):
        one_goes(desk[ONE], case, number="2", going=Going.APART, why_apart=why)
    assert len(travellers(opened(desk, case))) == 1
    said = {"going": Going.APART, "why_apart": "Invented: they are in danger of them."}
    one_goes(desk[ONE], case, number="2", **said)
    assert travellers(opened(desk, case))[1].why_apart == said["why_apart"]


def test_the_first_person_is_whom_the_others_go_with(desk: Desk) -> None:
    case = in_planning(desk)
    with pytest.raises(LeadStays):
        one_goes(desk[ONE], case, going=Going.APART, why_apart="Invented.")


def test_who_comes_along_is_asked_alone_before_they_go(desk: Desk) -> None:
    case = with_child(desk, consents=False)
    safeguarded(desk, case)
    assert line(desk, case, Item.DEPENDANTS).readiness == Readiness.BLOCKED
