"""Who is woken when a decision waits, how far it climbs, and when it stops."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.models import Alert, Member, Notice
from evacuation.models.choices import State
from evacuation.services.moving import confirm_step, refuse_step
from evacuation.services.notices import deliver, keep_watch, raise_due
from tests.evacuation.decisions import (
    ONE,
    in_assessment,
    opened,
    signed,
    state,
    step,
    submitted_case,
    version,
)
from tests.evacuation.desk import ROLES, Desk
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty

pytestmark = pytest.mark.proof

REFUSED = {
    "reason": "funds_exhausted",
    "alternative": "partner",
    "message": "Invented words to the person.",
}


@pytest.fixture
def staffed(desk: Desk, receivers: Receivers) -> Desk:
    give_addresses(desk, *ROLES)
    put_on_duty(desk, ONE, end=80 * HOUR)
    return desk


def waiting(case: UUID) -> Alert:
    return Alert.objects.get(
        case=case, kind=Alert.Kind.DECISION, acknowledged_at__isnull=True
    )


def is_quiet(case: UUID) -> bool:
    rows = Alert.objects.filter(case=case, kind=Alert.Kind.DECISION)
    return not rows.filter(acknowledged_at__isnull=True).exists()


def woken(desk: Desk, case: UUID) -> set[str]:
    """Who has a notice of what waits now, at its last step, by part."""
    raise_due()
    alert = waiting(case)
    rows = Notice.objects.filter(alert=alert, step=alert.step - 1)
    users = set(rows.values_list("user", flat=True))
    return {part for part, user in desk.users.items() if user.pk in users}


def climb(case: UUID) -> None:
    Alert.objects.filter(pk=waiting(case).pk).update(next_at=timezone.now())


def test_who_can_sign_is_woken_and_nobody_else(
    staffed: Desk, receivers: Receivers
) -> None:
    case = submitted_case(staffed)
    assert woken(staffed, case) == {"approver", "finance"}
    deliver()
    assert [to for to, _ in receivers.mails if "coordinator" in to] == []
    receivers.mails.clear()
    keep_watch()
    assert receivers.mails == []


def test_its_words_are_its_own_and_say_nothing(
    staffed: Desk, receivers: Receivers
) -> None:
    submitted_case(staffed)
    Alert.objects.exclude(kind=Alert.Kind.DECISION).delete()
    keep_watch()
    assert {call["text"] for call in receivers.calls} == {
        "Something waits for your word. Sign in."
    }


def test_the_tier_says_whose_word_it_is(staffed: Desk) -> None:
    case = submitted_case(staffed, 12_000)
    raised = woken(staffed, case)
    assert {"approver", "finance"} <= raised
    assert all("lead" in part for part in raised - {"approver", "finance"})
    assert ONE not in raised


def test_the_owner_is_never_woken_for_their_own_case(staffed: Desk) -> None:
    rows = Member.objects.filter(user=staffed.users[ONE])
    rows.update(roles=["coordinator", "approver_programme", "lead"])
    case = submitted_case(staffed)
    for _ in range(6):
        assert ONE not in woken(staffed, case)
        climb(case)


def test_unheard_it_climbs_to_leads(staffed: Desk) -> None:
    case = submitted_case(staffed)
    seen = []
    for _ in range(4):
        seen.append(woken(staffed, case))
        climb(case)
    two = {"approver", "finance"}
    leads = {"lead_one", "lead_two", "lead_three"}
    assert seen == [two, two, two | leads, two | leads]


def test_each_step_waits_a_third_of_the_time_for_deciding(staffed: Desk) -> None:
    case = submitted_case(staffed, level="critical")
    woken(staffed, case)
    left = waiting(case).next_at - timezone.now()  # type: ignore[operator]
    assert timedelta(hours=3, minutes=58) < left <= timedelta(hours=4)


def test_one_signature_of_two_leaves_the_other_alone_woken(staffed: Desk) -> None:
    case = submitted_case(staffed, 4000)
    assert woken(staffed, case) == {"approver", "finance"}
    assert not signed(staffed, case)
    assert woken(staffed, case) == {"finance"}
    assert signed(staffed, case, "finance")
    assert is_quiet(case)


def test_what_went_on_with_one_word_wakes_the_second(staffed: Desk) -> None:
    case = submitted_case(staffed, 4000, "critical")
    assert signed(staffed, case)
    assert state(case) == State.APPROVED
    assert woken(staffed, case) == {"finance"}
    assert step(staffed[ONE], case, "plan", text="Invented support.")
    assert Alert.objects.filter(case=case, kind=Alert.Kind.DECISION).count() == 2


def test_asking_back_ends_it_and_resting_too(staffed: Desk) -> None:
    case = submitted_case(staffed)
    assert step(staffed["approver"], case, "ask_back", text="Invented question.")
    assert is_quiet(case)
    other = submitted_case(staffed)
    said = {"reason": "hiding", "check_ins": "Invented plan.", "days": 5}
    assert step(staffed[ONE], other, "hold", **said)
    assert is_quiet(other)
    assert step(staffed[ONE], other, "resume")
    assert woken(staffed, other) == {"approver", "finance"}


def test_a_refusal_for_two_wakes_who_can_confirm_it(staffed: Desk) -> None:
    case = submitted_case(staffed, level="critical")
    assert not step(staffed["approver"], case, "decline", **REFUSED)
    assert woken(staffed, case) == {"finance"}
    refuse_step(actor=staffed["finance"], case_id=case, version=version(case))
    assert woken(staffed, case) == {"approver", "finance"}
    assert not step(staffed["approver"], case, "decline", **REFUSED)
    confirm_step(actor=staffed["finance"], case_id=case, version=version(case))
    assert state(case) == State.DECLINED
    assert is_quiet(case)


def test_an_appeal_wakes_who_has_not_decided_before(staffed: Desk) -> None:
    case = submitted_case(staffed)
    assert step(staffed["approver"], case, "decline", **REFUSED)
    said = {"ground": "new_facts", "text": "Invented facts."}
    assert step(staffed[ONE], case, "appeal", **said)
    assert woken(staffed, case) == {"finance"}
    assert signed(staffed, case, "finance")
    assert is_quiet(case)


def test_where_nobody_is_left_to_sign_leads_hear_of_it_at_once(staffed: Desk) -> None:
    case = submitted_case(staffed)
    gone = [staffed.users[part].pk for part in ("approver", "finance")]
    Member.objects.filter(user__in=gone).update(suspended_at=timezone.now())
    assert woken(staffed, case) == {"lead_one", "lead_two", "lead_three"}


def test_opening_the_case_is_not_acting_on_it(staffed: Desk) -> None:
    case = submitted_case(staffed)
    opened(staffed, case, "approver")
    assert not is_quiet(case)
    assert is_quiet(in_assessment(staffed))
