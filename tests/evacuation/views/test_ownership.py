"""Giving a case to somebody, and taking one that nobody owns, on its page."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evacuation.models import Case, Member
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.test_triage import claimed, second_of
from tests.evacuation.views.test_case_page import page_of, part_of

pytestmark = pytest.mark.proof

ONE, TWO = "coordinator_one", "coordinator_two"


def test_the_owner_gives_the_case_away(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    client, where = unlocked_client(ONE), f"/cases/{case.pk}/assign/"
    assert "Give it to somebody else" in page_of(client, case)
    answer = client.post(where, {"to": "", "version": 2})
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    said = {"to": desk.users[TWO].pk, "version": 2}
    page = client.post(where, said, follow=True).content.decode()
    assert "The case is theirs from now on." in page
    assert "Give it to somebody else" not in page
    case.refresh_from_db()
    assert case.owner == desk.users[TWO]


def test_a_case_whose_owner_is_gone_is_taken_over_on_its_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    lead = unlocked_client(part_of(desk, case))
    assert "Nobody owns this case" not in page_of(lead, case)
    Member.objects.filter(user=desk.users[ONE]).update(suspended_at=timezone.now())
    assert "Nobody owns this case" in page_of(lead, case)
    keyless = page_of(unlocked_client(TWO), case)
    assert "Whoever takes it over needs its keys" in keyless
    version = Case.objects.get(pk=case.pk).version
    lead.post(f"/cases/{case.pk}/claim/", {"version": version})
    case.refresh_from_db()
    assert case.owner == second_of(desk, case).user
    assert "Nobody owns this case" not in page_of(lead, case)
