"""One password opens a member's keys, and only with the second factor."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from evacuation.device import COOKIE
from evacuation.models import AuditRow, KeySession, Member
from tests.cast import PASSWORD, TOTP_SECRET, Cast
from tests.evacuation.desk import Desk
from tests.second_factor import code_now

pytestmark = pytest.mark.urls("tests.evacuation.views.probing")

PROBE = "/desk/probe/"
ANOTHER = "quite another long password"
REFUSE_CHANGES = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
CREATE TRIGGER refuse BEFORE UPDATE ON evacuation_member
FOR EACH ROW EXECUTE FUNCTION refuse();
"""


@pytest.fixture(autouse=True)
def no_earlier_attempts(db: None) -> None:
    cache.clear()


def give_password(client: Client, name: str, password: str = PASSWORD) -> None:
    client.post(reverse("account_login"), {"login": name, "password": password})


def give_code(client: Client) -> str:
    """Where it leads."""
    answer = client.post(reverse("mfa_authenticate"), {"code": code_now(TOTP_SECRET)})
    return str(answer.headers.get("Location", ""))


def test_signing_in_unlocks_with_one_password(desk: Desk, client: Client) -> None:
    give_password(client, "coordinator_one")
    pending, session = client.cookies[COOKIE].value, client.session.session_key
    assert give_code(client) == reverse("evacuation:cases")
    assert client.cookies[COOKIE].value != pending
    assert client.session.session_key != session
    assert client.get(PROBE).status_code == 200
    assert [row.stage for row in KeySession.objects.all()] == ["open"]


def test_what_waits_for_the_second_factor_opens_nothing(
    desk: Desk, client: Client
) -> None:
    give_password(client, "coordinator_one")
    assert KeySession.objects.get().stage == "pending"
    assert client.get(PROBE).status_code == 404
    # Not even in a session that is signed in.
    client.force_login(desk.users["coordinator_one"])
    assert client.get(PROBE).status_code == 403


def test_a_code_that_was_used_opens_nothing(desk: Desk) -> None:
    code = code_now(TOTP_SECRET)
    first, second = Client(), Client()
    for client in (first, second):
        give_password(client, "coordinator_one")
        client.post(reverse("mfa_authenticate"), {"code": code})
    assert first.get(PROBE).status_code == 200
    assert second.get(PROBE).status_code == 404
    assert KeySession.objects.filter(stage="open").count() == 1


def test_signing_out_locks_the_keys(desk: Desk, client: Client) -> None:
    give_password(client, "coordinator_one")
    give_code(client)
    client.post(reverse("account_logout"))
    assert not KeySession.objects.exists()
    assert not client.cookies[COOKIE].value
    assert client.get(PROBE).status_code == 404


def test_failed_sign_ins_are_recorded_without_what_was_typed(
    desk: Desk, client: Client
) -> None:
    give_password(client, "coordinator_one", ANOTHER)
    give_password(client, "a-name-of-nobody", ANOTHER)
    rows = AuditRow.objects.filter(verb="member.sign_in_failed").order_by("number")
    member = f"member:{desk.users['coordinator_one'].pk}"
    assert list(rows.values_list("actor", flat=True)) == [member, "unknown"]


def test_who_takes_too_long_unlocks_by_hand(desk: Desk, client: Client) -> None:
    give_password(client, "coordinator_one")
    KeySession.objects.update(opened_at=timezone.now() - timedelta(minutes=6))
    give_code(client)
    assert client.get(PROBE).status_code == 403
    client.post(reverse("evacuation:unlock"), {"password": PASSWORD})
    assert client.get(PROBE).status_code == 200


def test_another_browsers_pending_cookie_is_not_taken(desk: Desk) -> None:
    mine, thief = Client(), Client()
    give_password(mine, "coordinator_one")
    give_password(thief, "coordinator_two")
    thief.cookies[COOKIE] = mine.cookies[COOKIE].value
    give_code(thief)
    assert thief.get(PROBE).status_code in (200, 403)
    assert not KeySession.objects.filter(
        user=desk.users["coordinator_two"], stage="open"
    ).exists()


def test_a_member_without_signed_keys_signs_in_and_is_told(
    cast: Cast, desk: Desk, client: Client
) -> None:
    give_password(client, cast.coordinator.username)
    assert give_code(client) == reverse("evacuation:own_keys")
    assert client.session["_auth_user_id"] == str(cast.coordinator.pk)
    assert "make them first" in client.get(PROBE).text


def test_a_stolen_row_of_a_member_without_keys_is_anonymous_too(
    cast: Cast, client: Client
) -> None:
    give_password(client, cast.coordinator.username)
    give_code(client)
    thief = Client()
    thief.cookies["__Host-session"] = client.session.session_key or ""
    assert not thief.get(reverse("directory:search")).wsgi_request.user.is_authenticated


def test_who_is_no_member_gets_no_cookie(cast: Cast, client: Client) -> None:
    give_password(client, cast.editor.username)
    give_code(client)
    assert client.session["_auth_user_id"] == str(cast.editor.pk)
    assert COOKIE not in client.cookies


def test_a_new_password_moves_the_keys_and_locks_every_device(
    desk: Desk, client: Client
) -> None:
    give_password(client, "coordinator_one")
    give_code(client)
    elsewhere = Client()
    elsewhere.force_login(desk.users["coordinator_one"])
    elsewhere.post(reverse("evacuation:unlock"), {"password": PASSWORD})
    form = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    client.post(reverse("account_change_password"), form)
    assert not KeySession.objects.exists()
    assert elsewhere.get(PROBE).status_code == 404
    client.post(reverse("evacuation:unlock"), {"password": PASSWORD})
    assert client.get(PROBE).status_code == 403
    client.post(reverse("evacuation:unlock"), {"password": ANOTHER})
    assert client.get(PROBE).status_code == 200


def test_a_wrong_old_password_changes_neither(desk: Desk, client: Client) -> None:
    client.force_login(desk.users["coordinator_one"])
    before = Member.objects.get(user=desk.users["coordinator_one"]).by_password
    form = {"oldpassword": ANOTHER, "password1": ANOTHER, "password2": ANOTHER}
    client.post(reverse("account_change_password"), form)
    member = Member.objects.get(user=desk.users["coordinator_one"])
    assert bytes(member.by_password or b"") == bytes(before or b"")
    assert member.user.check_password(PASSWORD)


def test_where_keys_cannot_be_sealed_anew_the_old_password_stays(
    desk: Desk, client: Client
) -> None:
    client.force_login(desk.users["coordinator_one"])
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute(REFUSE_CHANGES)
    form = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    answer = client.post(reverse("account_change_password"), form)
    assert answer.status_code == 500
    user = User.objects.get(pk=desk.users["coordinator_one"].pk)
    assert user.check_password(PASSWORD)


@pytest.mark.proof
def test_a_name_of_nobody_costs_as_much_as_a_members(
    desk: Desk, settings: Settings
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = desk.users["coordinator_one"]
    user.set_password(PASSWORD)
    user.save()
    known, unknown = seconds_for("coordinator_one"), seconds_for("a-name-of-nobody")
    assert 0.5 < known / unknown < 2


def seconds_for(name: str) -> float:
    """The shortest of five refused sign-ins."""
    taken = []
    for _attempt in range(5):
        before = time.perf_counter()
        give_password(Client(), name, ANOTHER)
        taken.append(time.perf_counter() - before)
    return min(taken)
