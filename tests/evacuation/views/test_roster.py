"""The pages of roster, holders, leaving and lock down, through signed-in browsers."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.services.reveals import reveal_contact
from directory.viewer import viewer_for
from evacuation.access import open_case
from evacuation.board import BoardLine, case_code
from evacuation.models import LockDown, Member, RosterDraft
from evacuation.models.choices import Compartment, Urgency
from evacuation.services.keys import make_keys, prove_code
from evacuation.services.lockdown import LockedDown, lock_down
from evacuation.services.opening import NewRequest, open_request
from evacuation.services.roster_changes import waiting
from evacuation.trusting import trust_now
from evacuation.vault.cards import fingerprint_of
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from tests.cast import PASSWORD, Cast, _user
from tests.evacuation.desk import Desk, UnlockedClient

pytestmark = pytest.mark.proof

ROSTER = "/desk/roster/"


@pytest.fixture
def case(desk: Desk) -> UUID:
    found = open_request(
        actor="requester",
        request=NewRequest(BoardLine(country="GE"), Urgency.HIGH),
        receipt=make_receipt(new_key()),
    ).case
    assert found is not None
    return found


@pytest.fixture
def newcomer(desk: Desk) -> str:
    """Somebody activated and not signed; their fingerprint as they read it."""
    now = timezone.now()
    user = _user("newcomer")
    Member.objects.create(
        user=user,
        roles=["coordinator"],
        starts_at=now,
        ends_at=now + timedelta(days=9),
    )
    seeds, code = make_keys(actor=user, password=PASSWORD)
    prove_code(actor=user, typed=code.shown())
    desk.users["newcomer"], desk.seeds["newcomer"] = user, seeds
    return fingerprint_of(user.pk, seeds.box_public, seeds.sign_public)


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, name
    return found[1]


def test_two_leads_take_somebody_in_by_their_pages(
    desk: Desk,
    newcomer: str,
    unlocked_client: UnlockedClient,
    django_capture_on_commit_callbacks: Any,
) -> None:
    first, second = unlocked_client("lead_one"), unlocked_client("lead_two")
    page = _text(first.get(ROSTER))
    assert newcomer in page
    (one,) = waiting(trust_now())
    answer = first.post(f"{ROSTER}propose/", {f"user_{one.user}": one.answer})
    assert answer.status_code == 302
    page = _text(second.get(ROSTER))
    assert newcomer in page
    form = {"seen": _field(page, "seen")}
    refused = second.post(f"{ROSTER}sign/", form)
    assert refused.status_code == 422
    assert RosterDraft.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        second.post(f"{ROSTER}sign/", {**form, "compared": "on"})
    assert trust_now().member(one.user) is not None
    assert "newcomer" in _text(unlocked_client("newcomer").get(ROSTER))


def test_the_roster_says_nothing_to_strangers_and_offers_others_no_steps(
    desk: Desk, newcomer: str, unlocked_client: UnlockedClient, client: Client
) -> None:
    assert client.get(ROSTER).status_code == 404
    auditor = unlocked_client("auditor")
    page = _text(auditor.get(ROSTER))
    assert "lead_one" in page
    assert newcomer not in page
    assert "Suspend" not in page
    user = desk.users["verifier"].pk
    for path in (
        f"{ROSTER}propose/",
        f"{ROSTER}sign/",
        f"{ROSTER}withdraw/",
        f"/desk/members/{user}/suspend/",
        f"/desk/members/{user}/end/",
        "/desk/lock-down/",
        "/desk/lock-down/lift/",
    ):
        assert auditor.post(path).status_code == 404, path
    assert auditor.get(f"/desk/members/{user}/leaving/").status_code == 404
    assert auditor.get("/desk/holders/").status_code == 404
    assert Member.objects.get(user=user).suspended_at is None


def test_every_change_needs_the_forms_own_token(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    lead = unlocked_client("lead_one", enforce_csrf_checks=True)
    user = desk.users["verifier"].pk
    for path in (
        f"{ROSTER}propose/",
        f"/desk/members/{user}/suspend/",
        f"/desk/members/{user}/end/",
        "/desk/lock-down/",
        f"/desk/holders/{case}/grant/",
        f"/desk/holders/{case}/remove/",
    ):
        assert lead.post(path, {"user": user}).status_code == 403, path


def test_a_lead_suspends_and_ends_by_page(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    lead, other = unlocked_client("lead_one"), unlocked_client("coordinator_one")
    user = desk.users["coordinator_one"].pk
    other.get(reverse("evacuation:case", args=[case]))
    page = _text(lead.get(f"/desk/members/{user}/leaving/"))
    assert case_code(case) in page
    assert "The page of the case × 1" in page
    assert "case.opened" not in page
    lead.post(f"/desk/members/{user}/suspend/")
    assert other.get(ROSTER).status_code == 404
    for typed in ("", "coordinator_two"):
        said = {"code_name": typed}
        page = _text(lead.post(f"/desk/members/{user}/end/", said, follow=True))
        assert "Nothing was ended" in page
    assert not RosterDraft.objects.exists()
    lead.post(f"/desk/members/{user}/end/", {"code_name": "coordinator_one"})
    assert RosterDraft.objects.count() == 1
    assert "coordinator_one" in _text(unlocked_client("lead_two").get(ROSTER))


def test_a_holder_hands_a_key_over_by_page(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    member = unlocked_client("coordinator_one")
    page = _text(member.get("/desk/holders/"))
    assert case_code(case) in page
    user = desk.users["verifier"].pk
    said = {"compartment": "triage", "user": user}
    where = f"/desk/holders/{case}/grant/"
    page = _text(member.post(where, said, follow=True))
    assert "tick the box" in page
    assert not open_case(desk["verifier"], case).holds(Compartment.TRIAGE)
    member.post(where, {**said, "sure": "on"})
    assert open_case(desk["verifier"], case).holds(Compartment.TRIAGE)


def test_nobody_learns_of_a_case_by_handing_over(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    approver = unlocked_client("approver")
    form = {"compartment": "triage", "user": desk.users["verifier"].pk}
    assert approver.post(f"/desk/holders/{case}/grant/", form).status_code == 404
    assert approver.post(f"/desk/holders/{case}/remove/", form).status_code == 404


def test_a_lock_down_signs_the_lead_out_as_well_and_says_so(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    lead = unlocked_client("lead_one")
    assert lead.get("/desk/lock-down/").status_code == 200
    assert "It is locked down" not in _text(lead.get(reverse("account_login")))
    landed = lead.post("/desk/lock-down/", follow=True)
    assert "It is locked down" in _text(landed)
    assert lead.get(ROSTER).status_code == 404
    assert LockDown.objects.filter(lifted_at=None).exists()
    banner = "nothing is revealed or exported until two leads lift it"
    for part, said in (
        ("lead_one", "It is lifted when a second lead has done this"),
        ("lead_two", "The lock down is lifted."),
    ):
        again = unlocked_client(part)
        for path in (ROSTER, reverse("evacuation:case", args=[case]), "/desk/rota/"):
            assert banner in _text(again.get(path)), path
        page = _text(again.post("/desk/lock-down/lift/", follow=True))
        assert said in page
    assert banner not in page
    assert not LockDown.objects.filter(lifted_at=None).exists()


def test_nothing_is_revealed_under_a_lock_down(
    desk: Desk, case: UUID, cast: Cast, unlocked_client: UnlockedClient
) -> None:
    identity = reverse("evacuation:reveal_identity", args=[case])
    lock_down(actor=desk["lead_one"])
    verifier = unlocked_client("verifier")
    assert verifier.post(identity).status_code == 302
    with pytest.raises(LockedDown):
        reveal_contact(
            actor=cast.editor,
            viewer=viewer_for(cast.editor),
            contact_id=uuid4(),
            reason="client_asks",
        )
