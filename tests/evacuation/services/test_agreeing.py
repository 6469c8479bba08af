"""Help above what one gives alone: asked for, agreed to by another, then given."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.errors import KeyMissing, NotAllowed, WrongState
from evacuation.models import Alert, Deadline, Notice, Proposal
from evacuation.services import agreeing
from evacuation.services.agreeing import (
    AskedLongAgo,
    agree_to_help,
    drop_help,
)
from evacuation.services.ceilings import CeilingReached
from evacuation.services.given import asked, measures, unratified
from evacuation.services.granting import grant_key
from evacuation.services.measures import AboveLevel, grant_help, ratify_help
from evacuation.services.notices import raise_due
from evacuation.submissions import BudgetLine
from tests.evacuation.decisions import ONE, PAYEE, in_assessment, opened, step, version
from tests.evacuation.desk import ROLES, Desk
from tests.evacuation.proposals import sql, without_guards
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import give_addresses

pytestmark = pytest.mark.proof


def gives(
    desk: Desk, case: UUID, euro: int, payee: str = PAYEE, part: str = ONE
) -> bool:
    return grant_help(
        actor=desk[part],
        case_id=case,
        version=version(case),
        line=BudgetLine("lodging", euro * 100, payee=payee),
        why="Invented: three nights.",
    )


def agrees(desk: Desk, case: UUID, part: str) -> None:
    agree_to_help(actor=desk[part], case_id=case, version=version(case))


def lead(desk: Desk, case: UUID) -> str:
    leads = ("lead_one", "lead_two", "lead_three")
    return next(part for part in leads if opened(desk, case, part).holds("decision"))


def given(desk: Desk, case: UUID) -> list[tuple[int, bool]]:
    return [
        (one.line.cents // 100, one.ratified) for one in measures(opened(desk, case))
    ]


def test_it_is_given_once_a_second_person_agreed(desk: Desk) -> None:
    case = in_assessment(desk)
    assert not gives(desk, case, 500)
    assert given(desk, case) == []
    assert not Deadline.objects.filter(case=case, clock="ratify").exists()
    agrees(desk, case, lead(desk, case))
    assert given(desk, case) == [(500, True)]
    assert asked(opened(desk, case)) is None
    assert unratified(opened(desk, case)) == []
    with pytest.raises(WrongState):
        agrees(desk, case, lead(desk, case))


def test_more_than_five_hundred_takes_a_decision(desk: Desk) -> None:
    with pytest.raises(AboveLevel):
        gives(desk, in_assessment(desk), 501)
    with pytest.raises(AboveLevel):
        gives(desk, in_assessment(desk, checks=("channel",)), 101)


def test_neither_who_asked_nor_the_owner_agrees(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 400)
    with pytest.raises(SamePerson):
        agrees(desk, case, ONE)
    other = lead(desk, case)
    drop_help(actor=desk[other], case_id=case, version=version(case))
    gives(desk, case, 400, part=other)
    with pytest.raises(SamePerson):
        agrees(desk, case, ONE)


def test_who_cannot_read_it_agrees_to_nothing(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 400)
    with pytest.raises(KeyMissing):
        agrees(desk, case, "coordinator_two")
    with pytest.raises(NotAllowed):
        agrees(desk, case, "verifier")


def test_another_coordinator_agrees_once_they_hold_the_key(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 400)
    user = desk["coordinator_two"].user.pk
    grant_key(actor=desk[ONE], case_id=case, compartment="decision", user_id=user)
    agrees(desk, case, "coordinator_two")
    assert given(desk, case) == [(400, True)]


def test_an_approver_who_reads_no_checks_agrees(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 400)
    user = desk["finance"].user.pk
    grant_key(actor=desk[ONE], case_id=case, compartment="decision", user_id=user)
    agrees(desk, case, "finance")
    assert given(desk, case) == [(400, True)]


def test_what_is_taken_back_is_not_given(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 400)
    drop_help(actor=desk[ONE], case_id=case, version=version(case))
    assert given(desk, case) == []
    with pytest.raises(WrongState):
        agrees(desk, case, lead(desk, case))


def test_a_forged_word_gives_nothing(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 400)
    row = Proposal.objects.get(case=case, action="help")
    sql(
        "INSERT INTO evacuation_approval"
        " (proposal_id, approver_id, decision, roster, signature, at)"
        " VALUES (%s, %s, 'yes', 1, %s, now())",
        row.pk,
        desk["lead_two"].user.pk,
        bytes(64),
    )
    without_guards("UPDATE evacuation_proposal SET settled_at = now()")
    assert given(desk, case) == []


def test_what_waited_a_day_is_asked_for_anew(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = in_assessment(desk)
    gives(desk, case, 400)
    monkeypatch.setattr(agreeing, "LASTS", timedelta())
    with pytest.raises(AskedLongAgo):
        agrees(desk, case, lead(desk, case))
    monkeypatch.undo()
    # Asked anew it takes the place of what waited.
    gives(desk, case, 350)
    agrees(desk, case, lead(desk, case))
    assert given(desk, case) == [(350, True)]


def test_ceilings_count_it_when_it_is_asked_for_and_when_it_is_given(
    desk: Desk,
) -> None:
    case = in_assessment(desk)
    for number in range(2):
        gives(desk, case, 300, f"Invented payee {number}")
        ratify_help(actor=desk[lead(desk, case)], case_id=case, version=version(case))
    with pytest.raises(CeilingReached) as refused:
        gives(desk, case, 401, "Invented payee 2")
    assert refused.value.over == "case"
    gives(desk, case, 400, "Invented payee 2")
    gives(desk, case, 100, "Invented payee 3")
    with pytest.raises(CeilingReached):
        agrees(desk, case, lead(desk, case))
    assert (400, True) not in given(desk, case)


def test_what_two_gave_counts_for_payee_and_giver_elsewhere(desk: Desk) -> None:
    for payee in (PAYEE, "invented GUESTHOUSE"):
        case = in_assessment(desk)
        gives(desk, case, 500, payee)
        agrees(desk, case, lead(desk, case))
    with pytest.raises(CeilingReached) as refused:
        gives(desk, in_assessment(desk), 1)
    assert refused.value.over == "payee"
    with pytest.raises(CeilingReached) as refused:
        gives(desk, in_assessment(desk), 1, "Invented other")
    assert refused.value.over == "person"


def test_a_stopped_case_gets_nothing_that_was_asked_for(desk: Desk) -> None:
    case = in_assessment(desk)
    gives(desk, case, 400)
    step(desk[ONE], case, "freeze", text="Invented suspicion.")
    with pytest.raises(WrongState):
        agrees(desk, case, lead(desk, case))


def test_whoever_can_agree_is_woken(desk: Desk, receivers: Receivers) -> None:
    give_addresses(desk, *ROLES)
    case = in_assessment(desk)
    gives(desk, case, 400)
    raise_due()
    alert = Alert.objects.get(case=case, kind="decision", acknowledged_at=None)
    users = set(Notice.objects.filter(alert=alert).values_list("user", flat=True))
    assert users == {desk.users[lead(desk, case)].pk}
    agrees(desk, case, lead(desk, case))
    alert.refresh_from_db()
    assert alert.acknowledged_at is not None
    assert timezone.now() >= alert.acknowledged_at
