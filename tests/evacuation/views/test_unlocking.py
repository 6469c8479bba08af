"""Members' pages open with their keys, and nothing typed is lost on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evacuation.device import COOKIE
from evacuation.models import KeySession, Member
from evacuation.services import sessions
from tests.cast import PASSWORD
from tests.evacuation.desk import Desk, UnlockedClient

UNLOCK = "evacuation:unlock"


def signed_in(desk: Desk, part: str) -> Client:
    client = Client()
    client.force_login(desk.users[part])
    return client


def test_the_password_opens_the_keys(desk: Desk) -> None:
    client = signed_in(desk, "coordinator_one")
    answer = client.post(reverse(UNLOCK), {"password": PASSWORD})
    assert answer.status_code == 302
    cookie = answer.cookies[COOKIE]
    assert cookie["secure"] and cookie["httponly"] and not cookie["max-age"]
    assert cookie["samesite"] == "Strict"
    row = KeySession.objects.get(user=desk.users["coordinator_one"])
    assert row.stage == "open"


def test_a_wrong_password_opens_nothing(desk: Desk) -> None:
    client = signed_in(desk, "coordinator_one")
    answer = client.post(reverse(UNLOCK), {"password": "another long password"})
    assert answer.status_code == 200
    assert not KeySession.objects.exists()
