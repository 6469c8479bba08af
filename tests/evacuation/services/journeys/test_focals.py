"""Who looks after the law, the medicine and the minors, and which key they get."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evacuation.errors import NotAllowed
from evacuation.models import Member
from evacuation.models.choices import Compartment
from evacuation.services.journeys.focals import Focal, focals, is_legal
from evacuation.services.journeys.medicine import medicines
from evacuation.services.journeys.naming import NoSuchMember, name_focal, nameable
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import in_planning

pytestmark = pytest.mark.proof

TWO = "coordinator_two"


def named(desk: Desk, case: object, what: Focal, part: str, by: str = ONE) -> None:
    name_focal(
        actor=desk[by],
        case_id=case,  # type: ignore[arg-type]
        version=version(case),  # type: ignore[arg-type]
        what=what,
        user=desk.users[part].pk,
    )


def test_the_medical_focal_point_reads_the_medicine_and_not_the_account(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    assert not opened(desk, case, TWO).holds(Compartment.HEALTH)
    named(desk, case, Focal.MEDICAL, TWO)
    theirs = opened(desk, case, TWO)
    assert medicines(theirs) == {"1": []}
    assert not theirs.holds(Compartment.TRIAGE)
    assert not theirs.holds(Compartment.LOGISTICS)


def test_the_legal_focal_point_reads_the_way_and_signs_it(desk: Desk) -> None:
    case = in_planning(desk)
    named(desk, case, Focal.LEGAL, TWO)
    theirs = opened(desk, case, TWO)
    assert theirs.holds(Compartment.LOGISTICS)
    assert not theirs.holds(Compartment.HEALTH)
    assert is_legal(theirs)


def test_who_was_named_last_looks_after_it(desk: Desk) -> None:
    case = in_planning(desk)
    named(desk, case, Focal.SAFEGUARDING, TWO)
    named(desk, case, Focal.SAFEGUARDING, "lead_two", by="lead_one")
    assert focals(opened(desk, case)) == {Focal.SAFEGUARDING: desk.users["lead_two"].pk}


@pytest.mark.parametrize(
    ("what", "part"),
    [
        (Focal.LEGAL, ONE),
        (Focal.LEGAL, "approver"),
        (Focal.MEDICAL, "verifier"),
        (Focal.SAFEGUARDING, "auditor"),
    ],
)
def test_nobody_is_named_whose_right_does_not_fit(
    desk: Desk, what: Focal, part: str
) -> None:
    case = in_planning(desk)
    with pytest.raises(NoSuchMember):
        named(desk, case, what, part)
    assert focals(opened(desk, case)) == {}


def test_who_was_stopped_is_not_offered(desk: Desk) -> None:
    case, user = in_planning(desk), desk.users[TWO].pk
    assert user in nameable(opened(desk, case))[Focal.MEDICAL]
    Member.objects.filter(user=user).update(
        suspended_at=timezone.now() - timedelta(minutes=1)
    )
    assert user not in nameable(opened(desk, case))[Focal.MEDICAL]
    with pytest.raises(NoSuchMember):
        named(desk, case, Focal.MEDICAL, TWO)


def test_a_verifier_and_a_coordinator_of_other_cases_name_nobody(desk: Desk) -> None:
    case = in_planning(desk)
    for part in ("verifier", TWO):
        with pytest.raises(NotAllowed):
            named(desk, case, Focal.SAFEGUARDING, TWO, by=part)
