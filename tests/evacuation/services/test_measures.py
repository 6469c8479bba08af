"""Interim help: given by one at once, ratified by another, never more than it may."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.errors import KeyMissing, NotAllowed, WrongState
from evacuation.models import Deadline
from evacuation.services.ceilings import CeilingReached, same_payee
from evacuation.services.given import asked, measures, unratified
from evacuation.services.granting import grant_key
from evacuation.services.measures import (
    AboveAlone,
    AboveLevel,
    NothingToGive,
    Unratified,
    grant_help,
    ratify_help,
    require_ratified,
)
from evacuation.submissions import BudgetLine
from tests.evacuation.decisions import (
    ONE,
    PAYEE,
    in_assessment,
    opened,
    step,
    submitted_case,
    version,
)
from tests.evacuation.desk import Desk
from tests.evacuation.proposals import sql, without_guards

pytestmark = pytest.mark.proof


def gives(
    desk: Desk, case: UUID, euro: int, payee: str = PAYEE, part: str = ONE
) -> None:
    grant_help(
        actor=desk[part],
        case_id=case,
        version=version(case),
        line=BudgetLine("transport", euro * 100, payee=payee),
        why="Invented: a taxi tonight.",
    )


def ratifies(desk: Desk, case: UUID, part: str) -> None:
    ratify_help(actor=desk[part], case_id=case, version=version(case))


def lead(desk: Desk, case: UUID) -> str:
    """The lead who holds the decision's key beside who made it."""
    leads = ("lead_one", "lead_two", "lead_three")
    return next(part for part in leads if opened(desk, case, part).holds("decision"))


@pytest.mark.parametrize(
    ("checks", "most", "decided"),
    [((), 0, 1), (("channel",), 100, 101), (("channel", "papers"), 300, 501)],
)
def test_alone_one_gives_what_is_verified_for(
    desk: Desk, checks: tuple[str, ...], most: int, decided: int
) -> None:
    case = in_assessment(desk, checks=checks)
    with pytest.raises(AboveLevel):
        gives(desk, case, decided)
    if most:
        gives(desk, case, most)
        [given] = measures(opened(desk, case))
        assert (given.line.cents, given.ratified) == (most * 100, False)
        assert Deadline.objects.filter(case=case, clock="ratify").exists()


def test_another_person_ratifies_everything_that_waits(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 100)
    gives(desk, case, 80)
    with pytest.raises(SamePerson):
        ratifies(desk, case, ONE)
    ratifies(desk, case, lead(desk, case))
    assert not unratified(opened(desk, case))
    assert not Deadline.objects.filter(case=case, clock="ratify").exists()
    with pytest.raises(WrongState):
        ratifies(desk, case, lead(desk, case))


def test_nobody_ratifies_their_own_beside_that_of_another(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 50)
    other = lead(desk, case)
    ratifies(desk, case, other)
    gives(desk, case, 100, part=other)
    gives(desk, case, 1)
    ratifies(desk, case, other)
    [left] = unratified(opened(desk, case))
    assert (left.by, left.line.cents) == (desk[other].name, 10_000)
    assert Deadline.objects.filter(case=case, clock="ratify").exists()
    with pytest.raises(SamePerson):
        ratifies(desk, case, other)
    user = desk["finance"].user.pk
    grant_key(actor=desk[ONE], case_id=case, compartment="decision", user_id=user)
    ratifies(desk, case, "finance")
    assert not unratified(opened(desk, case))
    assert not Deadline.objects.filter(case=case, clock="ratify").exists()


def test_alone_counts_what_nobody_ratified_yet(desk: Desk) -> None:
    case = in_assessment(desk, checks=("channel",))
    gives(desk, case, 60)
    with pytest.raises(AboveAlone) as refused:
        gives(desk, case, 41)
    assert "40.00" in str(refused.value.text)
    gives(desk, case, 40)
    with pytest.raises(AboveAlone):
        gives(desk, case, 1)
    ratifies(desk, case, lead(desk, case))
    gives(desk, case, 100)


def test_with_what_waits_a_second_person_is_asked_earlier(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 200)
    gives(desk, case, 101)
    assert [one.line.cents for one in measures(opened(desk, case))] == [20_000]
    assert asked(opened(desk, case)) is not None


def test_an_approver_ratifies_once_they_hold_the_key(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 100)
    user = desk["finance"].user.pk
    grant_key(actor=desk[ONE], case_id=case, compartment="decision", user_id=user)
    ratifies(desk, case, "finance")
    assert not unratified(opened(desk, case))


def test_who_cannot_read_it_ratifies_nothing(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 100)
    with pytest.raises(KeyMissing):
        ratifies(desk, case, "coordinator_two")
    with pytest.raises(NotAllowed):
        ratifies(desk, case, "verifier")


def test_what_nobody_ratified_in_a_day_stops_all_spending(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 50)
    mine = opened(desk, case)
    require_ratified(mine, timezone.now() + timedelta(hours=23, minutes=59))
    with pytest.raises(Unratified):
        require_ratified(mine, timezone.now() + timedelta(hours=24))
    ratifies(desk, case, lead(desk, case))
    require_ratified(opened(desk, case), timezone.now() + timedelta(hours=24))


def test_a_forged_ratification_ratifies_nothing(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 50)
    [given] = measures(opened(desk, case))
    sql(
        "INSERT INTO evacuation_approval"
        " (proposal_id, approver_id, decision, roster, signature, at)"
        " VALUES (%s, %s, 'yes', 1, %s, now())",
        given.record,
        desk["lead_two"].user.pk,
        bytes(64),
    )
    without_guards("UPDATE evacuation_proposal SET settled_at = now()")
    assert unratified(opened(desk, case))


def test_a_case_gets_a_thousand_in_seven_days(desk: Desk) -> None:
    case = in_assessment(desk)
    for number in range(3):
        gives(desk, case, 300, f"Invented payee {number}")
        ratifies(desk, case, lead(desk, case))
    with pytest.raises(CeilingReached) as refused:
        gives(desk, case, 101, "Invented payee 3")
    assert refused.value.over == "case"
    gives(desk, case, 100, "Invented payee 3")


def test_a_payee_gets_no_more_from_several_cases(desk: Desk) -> None:
    for written in (
        "Invented Guesthouse",
        "INVENTED  guesthouse",
        "invented-guesthouse",
    ):
        gives(desk, in_assessment(desk), 300, written)
    with pytest.raises(CeilingReached) as refused:
        gives(desk, in_assessment(desk), 101)
    assert refused.value.over == "payee"


def test_one_person_gives_no_more_in_several_cases(desk: Desk) -> None:
    for number in range(3):
        gives(desk, in_assessment(desk), 300, f"Invented payee {number}")
    with pytest.raises(CeilingReached) as refused:
        gives(desk, in_assessment(desk), 101, "Invented payee 4")
    assert refused.value.over == "person"


def test_a_stopped_case_gets_nothing(desk: Desk) -> None:
    case = in_assessment(desk)
    step(desk[ONE], case, "freeze", text="Invented suspicion.")
    with pytest.raises(WrongState):
        gives(desk, case, 10)


def test_help_says_how_much_to_whom_and_why(desk: Desk) -> None:
    case = in_assessment(desk)
    with pytest.raises(NothingToGive):
        gives(desk, case, 10, " ")
    with pytest.raises(NothingToGive):
        gives(desk, case, 0)


def test_an_approver_gives_nothing(desk: Desk) -> None:
    case = submitted_case(desk)
    with pytest.raises(NotAllowed):
        gives(desk, case, 10, part="approver")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Ann-Lee 5", "annlee5", True), ("Ａｎｎ", "ann", True), ("Ann", "Anna", False)],
)
def test_a_payee_is_the_same_however_it_is_written(
    one: str, other: str, same: bool
) -> None:
    assert same_payee(one, other) == same
    assert not same_payee("", "")
