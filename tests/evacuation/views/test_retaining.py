"""Until when a case is kept, and what is gone, on pages."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evacuation.board import case_code
from evacuation.models import Case
from evacuation.services.closing import close_case
from evacuation.services.erasure import shred_case
from evacuation.services.triage import claim_case
from evacuation.workflow.reasons import Ending
from tests.evacuation.desk import LEADS, Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.services.test_closing import second_of

pytestmark = pytest.mark.proof

ONE = "coordinator_one"


@pytest.fixture
def closed(desk: Desk) -> Case:
    case, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    close_case(
        actor=desk[ONE], case_id=case.pk, reason=Ending.SPAM, text="x", version=2
    )
    case.refresh_from_db()
    return case


def test_the_owner_holds_a_closed_case_with_a_reason(
    closed: Case, unlocked_client: UnlockedClient
) -> None:
    client, where = unlocked_client(ONE), f"/cases/{closed.pk}/keeping/"
    assert where in client.get(f"/cases/{closed.pk}/").content.decode()
    assert "forgotten on" in client.get("/cases/?show=closed").content.decode()
    said = {"version": 3, "reason": "", "text": "Invented words."}
    wrong = client.post(where, said)
    assert wrong.status_code == 422
    assert "Invented words." in wrong.content.decode()
    assert client.post(where, said | {"reason": "proceedings"}).status_code == 302
    assert "Invented words." in client.get(where).content.decode()
    before = closed.forget_at
    closed.refresh_from_db()
    assert before is not None
    assert closed.forget_at is not None
    assert (closed.forget_at - before).days == 61


def test_leads_and_auditors_read_what_is_gone(
    closed: Case, unlocked_client: UnlockedClient
) -> None:
    shred_case(case_id=closed.pk, actor="worker")
    for part, status in (("lead_one", 200), ("auditor", 200), (ONE, 404)):
        answer = unlocked_client(part).get("/desk/forgotten/")
        assert answer.status_code == status, part
        assert str(closed.pk) not in answer.content.decode()
    page = unlocked_client("lead_one").get("/desk/forgotten/").content.decode()
    assert "its time was over" in page


def test_leads_see_what_would_be_erased_and_nothing_says_why(
    closed: Case, unlocked_client: UnlockedClient
) -> None:
    Case.objects.filter(pk=closed.pk).update(forget_at=timezone.now())
    for part, seen in (("lead_one", True), ("auditor", False)):
        page = unlocked_client(part).get("/desk/forgotten/").content.decode()
        assert (case_code(closed.pk) in page) == seen
        assert ("nothing says why" in page) == seen


def test_a_part_is_destroyed_by_two_on_the_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    client, where = unlocked_client(ONE), f"/cases/{case.pk}/"
    asked = {"version": 2, "part": "identity", "text": "Invented reason."}
    assert client.post(f"{where}part/", asked).status_code == 302
    assert "Invented reason." in client.get(f"{where}keeping/").content.decode()
    second = second_of(desk, case).user
    lead = unlocked_client(next(p for p in LEADS if desk.users[p] == second))
    assert "Destroy it" in lead.get(f"{where}keeping/").content.decode()
    assert lead.post(f"{where}part/yes/", {"version": 3}).status_code == 302
    assert not case.records.filter(compartment="identity").exists()
    assert client.get(where).status_code == 200
