"""A tool with a token reads as its maker does: while the roster lets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evacuation.errors import DeskError, NotInRoster, NotVisible, Suspended, WrongCode
from evacuation.models import Member, MemberToken
from evacuation.services.tokens import (
    Scope,
    forget_old_tokens,
    make_token,
    revoke_token,
    unlocked_from_token,
)
from tests.evacuation.desk import Desk, UnlockedClient

READ = Scope.READ_CASES


@pytest.fixture
def secret(desk: Desk) -> str:
    return make_token(actor=desk["coordinator_one"], scope=READ, days=7)


def test_a_token_opens_its_makers_keys(desk: Desk, secret: str) -> None:
    me = unlocked_from_token(secret=secret, scope=READ)
    assert me.user == desk.users["coordinator_one"]
    assert me.seeds == desk.seeds["coordinator_one"]


def test_the_row_does_not_hold_the_secret(secret: str) -> None:
    row = MemberToken.objects.values().get()
    assert secret[4:] not in str(row)


@pytest.mark.parametrize("typed", ["", "wmm_", "wmm_é", "x" * 43, "wmm_" + "A" * 43])
def test_what_is_no_token_opens_nothing(secret: str, typed: str) -> None:
    with pytest.raises(WrongCode):
        unlocked_from_token(secret=typed, scope=READ)


def test_a_date_set_later_by_hand_opens_nothing(secret: str) -> None:
    MemberToken.objects.update(expires_at=timezone.now() + timedelta(days=365))
    with pytest.raises(WrongCode):
        unlocked_from_token(secret=secret, scope=READ)


def test_a_token_given_to_another_by_hand_opens_nothing(
    desk: Desk, secret: str
) -> None:
    MemberToken.objects.update(user=desk.users["verifier"])
    with pytest.raises(DeskError):
        unlocked_from_token(secret=secret, scope=READ)


def test_a_key_exchanged_by_hand_opens_nothing(desk: Desk, secret: str) -> None:
    make_token(actor=desk["coordinator_two"], scope=READ, days=7)
    other = MemberToken.objects.get(user=desk.users["coordinator_two"])
    mine = MemberToken.objects.filter(user=desk.users["coordinator_one"])
    mine.update(boxed_seeds=other.boxed_seeds)
    with pytest.raises(WrongCode):
        unlocked_from_token(secret=secret, scope=READ)


def test_a_token_runs_out(secret: str) -> None:
    MemberToken.objects.update(expires_at=timezone.now())
    with pytest.raises(WrongCode):
        unlocked_from_token(secret=secret, scope=READ)
    assert forget_old_tokens() == 1


def test_a_token_ends_with_its_makers_place_in_the_roster(
    desk: Desk, secret: str
) -> None:
    roster = desk["lead_one"].trust.roster
    rest = [c for c in roster.members if c.user != desk.users["coordinator_one"].pk]
    desk.sign_roster("lead_one", "lead_two", members=rest, teams=roster.teams)
    with pytest.raises(NotInRoster):
        unlocked_from_token(secret=secret, scope=READ)


def test_a_suspended_members_token_opens_nothing(desk: Desk, secret: str) -> None:
    Member.objects.update(suspended_at=timezone.now())
    with pytest.raises(Suspended):
        unlocked_from_token(secret=secret, scope=READ)


@pytest.mark.parametrize("days", [0, 91])
def test_a_token_lasts_90_days_at_most(desk: Desk, days: int) -> None:
    with pytest.raises(DeskError):
        make_token(actor=desk["coordinator_one"], scope=READ, days=days)


def test_nobody_revokes_anothers_token(desk: Desk, secret: str) -> None:
    lookup = bytes(MemberToken.objects.get().lookup)
    with pytest.raises(NotVisible):
        revoke_token(actor=desk.users["verifier"], lookup=lookup)
    revoke_token(actor=desk.users["coordinator_one"], lookup=lookup)
    with pytest.raises(WrongCode):
        unlocked_from_token(secret=secret, scope=READ)


def test_tokens_are_made_and_revoked_on_a_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("coordinator_one")
    form = {"scope": READ.value, "days": 7}
    page = client.post(reverse("evacuation:make_token"), form).text
    secret = "wmm_" + page.partition("wmm_")[2].partition("<")[0]
    assert unlocked_from_token(secret=secret, scope=READ)
    assert secret not in client.get(reverse("evacuation:tokens")).text
    lookup = bytes(MemberToken.objects.get().lookup).hex()
    other = unlocked_client("verifier")
    revoke = reverse("evacuation:revoke_token")
    assert other.post(revoke, {"token": lookup}).status_code == 404
    client.post(revoke, {"token": lookup})
    assert not MemberToken.objects.exists()
