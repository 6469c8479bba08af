"""Keys: who is let in, and how the others are refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from api.models import PartnerApp
from tests.api.conftest import Caller
from tests.cast import Cast

PATH = "/practice-areas/"


def code_for(key: str) -> str:
    answer = Caller(key).get(PATH)
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    return str(answer.json()["code"])


def test_a_key_opens_and_a_changed_one_does_not(cast: Cast) -> None:
    assert Caller(cast.key).get(PATH).status_code == 200
    last = "A" if cast.key[-1] != "A" else "B"
    assert code_for(cast.key[:-1] + last) == "invalid_key"
    assert code_for(f"wm_{'0' * 12}_{'a' * 43}") == "invalid_key"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("key", ["nonsense", "wm_1_2", "wm__", "wm_é_ü", "a b c"])
def test_what_is_no_key_is_refused_instead_of_read_as_the_public(key: str) -> None:
    assert code_for(key) == "invalid_key"


def test_another_scheme_is_refused(cast: Cast) -> None:
    answer = Caller().get(PATH, headers={"Authorization": f"Basic {cast.key}"})
    assert answer.status_code == 401


def test_an_ended_agreement_closes_at_once(cast: Cast, partner_app: PartnerApp) -> None:
    partner_app.ends_at = timezone.now() - timedelta(seconds=1)
    partner_app.save()
    assert code_for(cast.key) == "agreement_ended"


def test_an_agreement_that_has_not_begun_opens_nothing(
    cast: Cast, partner_app: PartnerApp
) -> None:
    partner_app.starts_at = timezone.now() + timedelta(hours=1)
    partner_app.save()
    assert code_for(cast.key) == "agreement_ended"


def test_a_suspended_app_or_user_is_refused(
    cast: Cast, partner_app: PartnerApp
) -> None:
    partner_app.suspended_at = timezone.now()
    partner_app.save()
    assert code_for(cast.key) == "key_suspended"
    partner_app.suspended_at = None
    partner_app.save()
    partner_app.user.is_active = False
    partner_app.user.save()
    assert code_for(cast.key) == "key_suspended"
