"""Suspending, ending, listing what somebody saw, and the lock down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.access import open_case, record_reading
from evacuation.board import BoardLine, case_code
from evacuation.errors import NotAllowed, WrongState
from evacuation.models import KeySession, Member, MemberToken, RosterDraft, Shift
from evacuation.models.choices import Compartment, Urgency
from evacuation.services.exposure import exposure
from evacuation.services.lockdown import (
    LockedDown,
    current,
    lift,
    lock_down,
    require_open,
)
from evacuation.services.offboarding import off_board, suspend_member
from evacuation.services.opening import NewRequest, open_request
from evacuation.services.roster_changes import draft_mark, sign_draft
from evacuation.services.sessions import begin
from evacuation.shredding import case_scope, drop_shred_row
from evacuation.trusting import trust_now
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from evacuation.vault.sessions import Stage
from tests.evacuation.desk import Desk


@pytest.fixture
def case(desk: Desk) -> UUID:
    found = open_request(
        actor="requester",
        request=NewRequest(BoardLine(), Urgency.LOW),
        receipt=make_receipt(new_key()),
    ).case
    assert found is not None
    return found


def _signed_in(desk: Desk, part: str) -> Client:
    begin(user=desk.users[part], seeds=desk.seeds[part], stage=Stage.OPEN)
    now = timezone.now()
    MemberToken.objects.create(
        lookup=part.encode().ljust(32),
        user=desk.users[part],
        public=b"1" * 32,
        sealed_secret=b"",
        boxed_seeds=b"",
        scope="",
        signature=b"",
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    client = Client()
    client.force_login(desk.users[part])
    return client


def _anonymous(client: Client) -> bool:
    return client.get("/people/").wsgi_request.user.is_anonymous


def test_a_lead_suspends_at_once(desk: Desk) -> None:
    client = _signed_in(desk, "coordinator_one")
    user = desk.users["coordinator_one"]
    suspend_member(actor=desk["lead_one"], user_id=user.pk)
    assert Member.objects.get(user=user).suspended_at is not None
    assert not KeySession.objects.filter(user=user).exists()
    assert not MemberToken.objects.filter(user=user).exists()
    assert _anonymous(client)
    with pytest.raises(WrongState):
        suspend_member(actor=desk["lead_one"], user_id=user.pk)


def test_nobody_suspends_or_ends_themselves_or_without_being_lead(desk: Desk) -> None:
    other = desk.users["verifier"].pk
    for service in (suspend_member, off_board):
        with pytest.raises(NotAllowed):
            service(actor=desk["coordinator_one"], user_id=other)
        with pytest.raises(NotAllowed):
            service(actor=desk["lead_one"], user_id=desk.users["lead_one"].pk)
    with pytest.raises(NotAllowed):
        exposure(actor=desk["auditor"], user_id=other)


def test_off_boarding_ends_everything_and_proposes_the_roster(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    client = _signed_in(desk, "coordinator_one")
    user, now = desk.users["coordinator_one"], timezone.now()
    for start in (-1, 20):
        Shift.objects.create(
            user=user,
            starts_at=now + timedelta(hours=start),
            ends_at=now + timedelta(hours=start + 8),
        )
    draft = off_board(actor=desk["lead_one"], user_id=user.pk)
    assert draft is not None
    user.refresh_from_db()
    assert not user.is_active
    assert not user.has_usable_password()
    assert not Authenticator.objects.filter(user=user).exists()
    assert not KeySession.objects.filter(user=user).exists()
    assert not Shift.objects.filter(user=user, ends_at__gt=timezone.now()).exists()
    assert Member.objects.get(user=user).ended_by == desk.users["lead_one"]
    assert _anonymous(client)
    with django_capture_on_commit_callbacks(execute=True):
        sign_draft(actor=desk["lead_two"], seen=draft_mark(draft))
    assert trust_now().member(user.pk) is None


def test_off_boarding_waits_for_a_draft_that_is_there(desk: Desk) -> None:
    first = off_board(actor=desk["lead_one"], user_id=desk.users["coordinator_one"].pk)
    assert first is not None
    user = desk.users["coordinator_two"]
    assert off_board(actor=desk["lead_one"], user_id=user.pk) is None
    assert Member.objects.get(user=user).ended_at is not None
    assert RosterDraft.objects.count() == 1


def test_the_exposure_list_names_what_was_opened(desk: Desk, case: UUID) -> None:
    reader = desk["coordinator_one"]
    record_reading(open_case(reader, case), "case.opened")
    record_reading(open_case(reader, case), "case.opened")
    found = exposure(actor=desk["lead_one"], user_id=reader.user.pk)
    (seen,) = found.cases
    assert seen.code == case_code(case)
    assert (seen.opened, seen.changes) == ((("The page of the case", 2),), 0)
    assert set(seen.parts) == {
        str(part.label)
        for part in (Compartment.TRIAGE, Compartment.INBOX, Compartment.REPLIES)
    }
    assert found.shredded == 0
    other = exposure(actor=desk["lead_one"], user_id=desk.users["verifier"].pk)
    assert other.cases == ()
    drop_shred_row(case_scope(case))
    found = exposure(actor=desk["lead_one"], user_id=reader.user.pk)
    assert (found.cases, found.shredded) == ((), 1)


def test_the_exposure_list_leaves_housekeeping_out_and_names_the_parts(
    desk: Desk, case: UUID
) -> None:
    verifier = desk["verifier"]
    opened = open_case(verifier, case)
    for verb in ("letter.resealed", "case.new_epochs"):
        record_reading(opened, verb)
    lead = desk["lead_one"]
    assert exposure(actor=lead, user_id=verifier.user.pk).cases == ()
    record_reading(opened, "identity.revealed")
    record_reading(opened, "vouch.recorded")
    (seen,) = exposure(actor=lead, user_id=verifier.user.pk).cases
    assert (seen.opened, seen.changes) == ((("Identity", 1),), 1)
    assert set(seen.parts) == {"Identity", "Verification and vouches"}


def test_one_lead_locks_down_and_two_lift_it(desk: Desk) -> None:
    client = _signed_in(desk, "coordinator_one")
    require_open()
    lock_down(actor=desk["lead_one"])
    assert _anonymous(client)
    assert not KeySession.objects.exists()
    assert not MemberToken.objects.exists()
    with pytest.raises(LockedDown):
        require_open()
    with pytest.raises(WrongState):
        lock_down(actor=desk["lead_two"])
    with pytest.raises(NotAllowed):
        lift(actor=desk["coordinator_one"])
    assert lift(actor=desk["lead_one"]) is False
    with pytest.raises(SamePerson):
        lift(actor=desk["lead_one"])
    assert current() is not None
    assert lift(actor=desk["lead_two"]) is True
    assert current() is None
    require_open()


def test_intake_goes_on_under_a_lock_down(desk: Desk) -> None:
    lock_down(actor=desk["lead_one"])
    found = open_request(
        actor="requester",
        request=NewRequest(BoardLine(), Urgency.CRITICAL),
        receipt=make_receipt(new_key()),
    )
    assert found.created
