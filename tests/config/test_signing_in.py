"""Signing in takes a password and a second factor; nothing else opens the door."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from directory.services.people import end_access
from tests.cast import PASSWORD, TOTP_SECRET, Cast
from tests.second_factor import code_now


@pytest.fixture(autouse=True)
def no_earlier_attempts(db: None) -> None:
    """Used codes and attempts are kept in the cache, which is a table."""
    cache.clear()


def give_password(client: Client, name: str, password: str = PASSWORD) -> str:
    """Where the login form leads."""
    answer = client.post(
        reverse("account_login"), {"login": name, "password": password}
    )
    return str(answer.headers.get("Location", ""))


def test_password_and_code_sign_in(cast: Cast, client: Client) -> None:
    assert give_password(client, cast.editor.username) == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    answer = client.post(reverse("mfa_authenticate"), {"code": code_now(TOTP_SECRET)})
    assert answer.headers["Location"] == reverse("directory:start")
    assert client.session["_auth_user_id"] == str(cast.editor.pk)


def test_a_code_works_once(cast: Cast, client: Client) -> None:
    code = code_now(TOTP_SECRET)
    for visitor in (client, Client()):
        give_password(visitor, cast.editor.username)
        visitor.post(reverse("mfa_authenticate"), {"code": code})
        signed_in = "_auth_user_id" in visitor.session
        assert signed_in == (visitor is client)


@pytest.mark.parametrize("code", ["", "000000", "abcdef"])
def test_a_wrong_code_opens_nothing(cast: Cast, client: Client, code: str) -> None:
    give_password(client, cast.editor.username)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert client.get(reverse("directory:edit_entries")).status_code == 404


def test_a_recovery_code_works_in_place_of_the_app(cast: Cast, client: Client) -> None:
    codes = RecoveryCodes.activate(cast.editor).get_unused_codes()
    give_password(client, cast.editor.username)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "_auth_user_id" in client.session


def test_without_a_second_factor_every_page_leads_to_setting_one_up(
    cast: Cast, client: Client
) -> None:
    Authenticator.objects.filter(user=cast.editor).delete()
    client.force_login(cast.editor)
    for name in ("search", "edit_entries", "requests", "people"):
        answer = client.get(reverse(f"directory:{name}"))
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            reverse("mfa_index"),
        )
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(cast: Cast, client: Client) -> None:
    Authenticator.objects.filter(user=cast.editor).delete()
    RecoveryCodes.activate(cast.editor)
    client.force_login(cast.editor)
    assert client.get(reverse("directory:edit_entries")).status_code == 302


def test_setting_up_the_app_opens_the_pages(cast: Cast, client: Client) -> None:
    Authenticator.objects.filter(user=cast.editor).delete()
    give_password(client, cast.editor.username)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.status_code == 302  # who it is, once more
    client.post(asked.headers["Location"], {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    done = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    shown = client.get(done.headers["Location"])
    assert len(shown.context["unused_codes"]) == 10
    assert client.get(reverse("directory:edit_entries")).status_code == 200


def test_the_last_second_factor_cannot_be_taken_away(
    cast: Cast, client: Client
) -> None:
    give_password(client, cast.editor.username)
    client.post(reverse("mfa_authenticate"), {"code": code_now(TOTP_SECRET)})
    page = client.get(reverse("mfa_deactivate_totp"))
    client.post(page.headers["Location"], {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    kept = Authenticator.objects.filter(user=cast.editor, type="totp")
    assert kept.exists()


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_add_webauthn",
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_being_asked_who_it_is_keeps_nothing_of_what_was_sent(
    cast: Cast, client: Client, name: str, signed_in: bool
) -> None:
    if name == "mfa_activate_totp":
        Authenticator.objects.filter(user=cast.editor).delete()
    if signed_in:
        client.force_login(cast.editor)
    url = reverse(name)
    answer = client.post(url, {"code": "typed-here"}, REMOTE_ADDR="192.0.2.7")
    asks = reverse("account_reauthenticate" if signed_in else "account_login")
    assert answer.headers["Location"] == f"{asks}?next={url}"
    for session in Session.objects.all():
        kept = json.dumps(session.get_decoded())
        assert "192.0.2.7" not in kept
        assert "typed-here" not in kept
    if signed_in:
        done = client.post(answer.headers["Location"], {"password": PASSWORD})
        assert done.headers["Location"] == url
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "account_request_login_code",
        "mfa_login_webauthn",
        "mfa_signup_webauthn",
        "mfa_trust",
    ],
)
def test_other_ways_in_have_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["signup/", "password/reset/", "login/code/", "email/", "confirm-email/"]
)
def test_the_closed_entrances_answer_404(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404


def test_an_ended_person_cannot_sign_in(cast: Cast, client: Client) -> None:
    end_access(actor=cast.administrator, user_id=cast.monitor.pk)
    give_password(client, cast.monitor.username)
    assert "_auth_user_id" not in client.session


def test_the_clients_address_is_kept_only_as_a_mark_of_the_day(
    cast: Cast, client: Client
) -> None:
    client.post(
        reverse("account_login"),
        {"login": cast.editor.username, "password": "wrong"},
        REMOTE_ADDR="203.0.113.77",
    )
    table = settings.CACHES["default"]["LOCATION"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key, value FROM {table}")  # noqa: S608
        kept = cursor.fetchall()
    assert kept
    assert "203.0.113.77" not in str(kept)


def test_too_many_wrong_passwords_are_refused(cast: Cast, client: Client) -> None:
    for _attempt in range(12):
        give_password(client, cast.editor.username, "wrong")
    assert give_password(client, cast.editor.username) == ""


def test_the_admins_login_leads_to_the_one_login(cast: Cast, client: Client) -> None:
    answer = client.get(reverse("admin:login"))
    assert answer.headers["Location"].startswith(reverse("account_login"))
    posted = client.post(
        reverse("admin:login"), {"username": "root", "password": PASSWORD}
    )
    assert "_auth_user_id" not in client.session
    assert posted.status_code == 302
