"""A new member makes keys, proves the opening code and reads out the fingerprint."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from evacuation.models import KeySession, Member
from evacuation.services.keys import open_with_password
from evacuation.vault.cards import fingerprint_of
from tests.cast import PASSWORD, Cast
from tests.evacuation.desk import Desk

CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b")
FINGERPRINT = re.compile(r"\b(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}\b")


@pytest.fixture
def newcomer(cast: Cast, client: Client) -> Client:
    client.force_login(cast.coordinator)
    return client


def shown(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    assert found
    return found.group()


def make(client: Client) -> str:
    page = client.post(reverse("evacuation:make_keys"), {"password": PASSWORD})
    return shown(CODE, page.text)


def test_keys_are_made_proven_and_wait_for_two_leads(
    desk: Desk, cast: Cast, newcomer: Client
) -> None:
    code = make(newcomer)
    assert code not in newcomer.get(reverse("evacuation:own_keys")).text
    typed = code.lower().replace("-", " ")
    page = newcomer.post(reverse("evacuation:prove_keys"), {"code": typed}).text
    assert "Waiting for two leads to sign" in page
    member = Member.objects.get(user=cast.coordinator)
    seeds = open_with_password(member=member, password=PASSWORD)
    mine = fingerprint_of(cast.coordinator.pk, seeds.box_public, seeds.sign_public)
    assert shown(FINGERPRINT, page) == mine
    refused = newcomer.post(reverse("evacuation:unlock"), {"password": PASSWORD})
    assert "signed roster" in refused.text
    assert not KeySession.objects.exists()


def test_the_fingerprint_comes_from_the_secret_and_not_from_the_column(
    desk: Desk, cast: Cast, newcomer: Client
) -> None:
    newcomer.post(reverse("evacuation:prove_keys"), {"code": make(newcomer)})
    address = reverse("evacuation:own_fingerprint")
    mine = shown(FINGERPRINT, newcomer.post(address, {"password": PASSWORD}).text)
    other = Member.objects.get(user=desk.users["verifier"])
    forged = Member.objects.filter(user=cast.coordinator)
    forged.update(box_public=other.box_public, sign_public=other.sign_public)
    page = newcomer.post(address, {"password": PASSWORD}).text
    assert FINGERPRINT.search(page) is None
    assert mine


def test_a_wrong_password_makes_nothing(cast: Cast, newcomer: Client) -> None:
    newcomer.post(reverse("evacuation:make_keys"), {"password": "not this one at all"})
    assert Member.objects.get(user=cast.coordinator).by_password is None


def test_another_code_proves_nothing(desk: Desk, cast: Cast, newcomer: Client) -> None:
    make(newcomer)
    others = desk.codes["coordinator_one"]
    page = newcomer.post(reverse("evacuation:prove_keys"), {"code": others})
    assert "not the code" in page.text
    assert Member.objects.get(user=cast.coordinator).code_proven_at is None


def test_a_lost_code_is_replaced_until_it_was_proven(
    cast: Cast, newcomer: Client
) -> None:
    lost = make(newcomer)
    code = make(newcomer)
    newcomer.post(reverse("evacuation:prove_keys"), {"code": lost})
    assert Member.objects.get(user=cast.coordinator).code_proven_at is None
    newcomer.post(reverse("evacuation:prove_keys"), {"code": code})
    proven = Member.objects.get(user=cast.coordinator)
    assert proven.code_proven_at is not None
    newcomer.post(reverse("evacuation:make_keys"), {"password": PASSWORD})
    kept = Member.objects.get(user=cast.coordinator)
    assert bytes(kept.by_code or b"") == bytes(proven.by_code or b"")


def test_the_opening_code_moves_keys_to_the_accounts_new_password(
    desk: Desk, client: Client
) -> None:
    """As after a new invitation, which knows nothing of keys."""
    user = desk.users["coordinator_one"]
    user.set_password("another password than before")
    user.save()
    client.force_login(user)
    typed = {"password": "another password than before"}
    back = reverse("evacuation:bring_keys_back")
    unlock = reverse("evacuation:unlock")
    for wrong in (
        {**typed, "code": desk.codes["coordinator_two"]},
        {"password": PASSWORD, "code": desk.codes["coordinator_one"]},
    ):
        assert client.post(back, wrong).status_code == 200
        client.post(unlock, typed)
        assert not KeySession.objects.exists()
    client.post(back, {**typed, "code": desk.codes["coordinator_one"]})
    client.post(unlock, typed)
    assert KeySession.objects.get().user == user
