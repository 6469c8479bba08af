"""Which sums the people available cannot decide on."""

from __future__ import annotations

from django.utils import timezone

from evacuation.models import Member
from evacuation.services.gaps import Gap, gaps, missing_now
from tests.evacuation.desk import Desk

PROGRAMME, FINANCE = (
    frozenset({"approver_programme"}),
    frozenset({"approver_finance"}),
)


def suspended(desk: Desk, part: str) -> None:
    rows = Member.objects.filter(user=desk.users[part])
    rows.update(suspended_at=timezone.now())


def test_with_both_approvers_and_a_lead_there_is_none(desk: Desk) -> None:
    assert gaps(desk["lead_one"].trust) == []


def test_without_a_finance_approver_nothing_above_three_thousand(desk: Desk) -> None:
    suspended(desk, "finance")
    assert gaps(desk["lead_one"].trust) == [Gap(4, 300_000, (FINANCE,))]


def test_with_nobody_nothing_at_all_is_decided(desk: Desk) -> None:
    for part in ("finance", "approver"):
        suspended(desk, part)
    found = gaps(desk["lead_one"].trust)
    assert found[0] == Gap(1, 0, (PROGRAMME | FINANCE,))
    assert [gap.tier for gap in found] == [1, 4]


def test_who_is_barred_from_one_decision_is_missing_there(desk: Desk) -> None:
    trust, user = desk["lead_one"].trust, desk.users["approver"].pk
    assert missing_now(trust, 4, [], [user]) == ([PROGRAMME], None)
    assert missing_now(trust, 4, [user], []) == ([], None)
    suspended(desk, "approver")
    assert missing_now(trust, 4, [], []) == ([PROGRAMME], None)
    assert missing_now(trust, 4, [user], []) == ([], None)
