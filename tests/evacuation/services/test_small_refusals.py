"""What a service refuses by itself, whatever the page or the API let through."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.errors import WrongState
from evacuation.models import Case
from evacuation.models.choices import Urgency
from evacuation.services.assessing import WhyMissing, assess
from evacuation.services.following import Answers, WrongDay, record_follow_up
from evacuation.services.moving import confirm_step
from evacuation.workflow.rubric import Facts
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    in_assessment,
    signed,
    step,
    submitted_case,
    version,
)
from tests.evacuation.desk import Desk, UnlockedClient

WELL = {
    "safety": "safe",
    "papers": "pending",
    "health": "cared",
    "company": "few",
    "returning": "stays",
}
TODAY = timezone.now().date()


@pytest.mark.parametrize(
    "day",
    [date.min, date(1900, 1, 1), date.max, TODAY - timedelta(days=400)],
    ids=["first", "1900", "last", "long ago"],
)
def test_support_ends_on_a_day_that_can_be(desk: Desk, day: date) -> None:
    case = approved_case(desk)
    step(desk[ONE], case, "protect", given="Invented help.")
    with pytest.raises(WrongDay) as refused:
        record_follow_up(
            actor=desk[ONE],
            case_id=case,
            version=version(case),
            answers=Answers(codes=WELL, ends={"housing_until": day}),
        )
    assert refused.value.field == "housing_until"


def assesses_nothing(desk: Desk, case: UUID, text: str) -> Case:
    return assess(
        actor=desk[ONE],
        case_id=case,
        facts=Facts(),
        level=Urgency.LOW,
        text=text,
        version=version(case),
    )


def test_an_assessment_with_nothing_in_it_says_why(desk: Desk) -> None:
    case = in_assessment(desk)
    with pytest.raises(WhyMissing):
        assesses_nothing(desk, case, " ")
    assert assesses_nothing(desk, case, "Invented: spoke, nothing left.").level == "low"


def test_what_is_refused_of_a_case_speaks_of_no_entry(desk: Desk) -> None:
    case = approved_case(desk)
    with pytest.raises(WrongState) as refused:
        confirm_step(actor=desk[ONE], case_id=case, version=version(case))
    assert "entry" not in str(refused.value.text)
    assert "entry" not in str(WrongState().text)


def test_an_answer_after_the_decision_says_that_it_was_decided(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    assert signed(desk, case, "finance")
    client = unlocked_client("approver")
    where = f"/cases/{case}/decision/"
    answer = client.post(where, {"do": "approve"}, follow=True)
    page = answer.content.decode()
    assert "It was decided meanwhile." in page
    assert "This field is required" not in page
