"""A lost password: a lead's link in person; the opening code brings the keys back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evacuation.models import KeySession, Member, MemberToken, ResetLink
from evacuation.services.tokens import Scope, make_token
from tests.cast import PASSWORD
from tests.evacuation.desk import Desk, UnlockedClient

ANOTHER = "quite another long password"


@pytest.fixture(autouse=True)
def no_earlier_attempts(db: None) -> None:
    cache.clear()


@pytest.fixture
def key(desk: Desk, unlocked_client: UnlockedClient) -> str:
    return given(desk, unlocked_client("lead_one"))


def given(desk: Desk, lead: Client) -> str:
    page = lead.post(give(desk, "coordinator_one"))
    found = re.search(r"[?]key=([\w-]+)", unescape(page.text))
    assert found
    return found.group(1)


def give(desk: Desk, part: str) -> str:
    return reverse("evacuation:give_reset_link", args=[desk.users[part].pk])


def reset(key: str, code: str = "", password: str = ANOTHER) -> str:
    form = {"key": key, "new_password1": password, "new_password2": password}
    return Client().post(reverse("evacuation:reset"), {**form, "code": code}).text


def unlocks(desk: Desk, password: str) -> bool:
    client = Client()
    client.force_login(desk.users["coordinator_one"])
    client.post(reverse("evacuation:unlock"), {"password": password})
    mine = KeySession.objects.filter(user=desk.users["coordinator_one"])
    return mine.exists()


def test_the_opening_code_brings_the_keys_back(desk: Desk, key: str) -> None:
    assert "came back" in reset(key, desk.codes["coordinator_one"])
    desk.users["coordinator_one"].refresh_from_db()
    assert unlocks(desk, ANOTHER)


def test_without_the_code_the_keys_are_gone(desk: Desk, key: str) -> None:
    make_token(actor=desk["coordinator_one"], scope=Scope.READ_CASES, days=7)
    assert "old keys are gone" in reset(key)
    user = desk.users["coordinator_one"]
    user.refresh_from_db()
    assert user.check_password(ANOTHER)
    assert Member.objects.get(user=user).by_password is None
    assert not MemberToken.objects.exists()
    client = Client()
    client.force_login(user)
    client.post(reverse("evacuation:make_keys"), {"password": ANOTHER})
    assert Member.objects.get(user=user).by_password is not None
    assert not unlocks(desk, ANOTHER)


def test_a_wrong_code_uses_nothing_up(desk: Desk, key: str) -> None:
    reset(key, desk.codes["coordinator_two"])
    user = desk.users["coordinator_one"]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert "came back" in reset(key, desk.codes["coordinator_one"])


def test_a_weak_password_uses_nothing_up(desk: Desk, key: str) -> None:
    reset(key, desk.codes["coordinator_one"], password="short")
    assert "came back" in reset(key, desk.codes["coordinator_one"])


def test_leads_find_the_button_on_the_roster(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    page = reverse("evacuation:roster")
    lead, coordinator = unlocked_client("lead_one"), unlocked_client("coordinator_two")
    assert give(desk, "coordinator_one") in lead.get(page).text
    assert give(desk, "lead_one") not in lead.get(page).text
    assert give(desk, "coordinator_one") not in coordinator.get(page).text


def test_a_link_works_once(desk: Desk, key: str) -> None:
    reset(key, desk.codes["coordinator_one"])
    assert "does not work any more" in reset(key, desk.codes["coordinator_one"])


def test_a_link_works_for_an_hour(key: str) -> None:
    ResetLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = Client().get(reverse("evacuation:reset"), {"key": key})
    assert answer.status_code == 410


def test_a_second_link_ends_the_first(
    desk: Desk, key: str, unlocked_client: UnlockedClient
) -> None:
    second = given(desk, unlocked_client("lead_two"))
    assert "does not work any more" in reset(key)
    assert "came back" in reset(second, desk.codes["coordinator_one"])


def test_only_its_hash_is_kept(key: str) -> None:
    kept = bytes(ResetLink.objects.get().digest)
    assert len(kept) == 32
    assert key.encode() not in kept


def test_the_second_factor_stays(desk: Desk, key: str) -> None:
    reset(key, desk.codes["coordinator_one"])
    client = Client()
    login = {"login": "coordinator_one", "password": ANOTHER}
    answer = client.post(reverse("account_login"), login)
    assert answer.headers["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    ("giver", "to"), [("coordinator_two", "coordinator_one"), ("lead_one", "lead_one")]
)
def test_who_may_not_give_a_link(
    desk: Desk, unlocked_client: UnlockedClient, giver: str, to: str
) -> None:
    assert unlocked_client(giver).post(give(desk, to)).status_code == 404
    assert not ResetLink.objects.exists()
