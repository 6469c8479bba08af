"""Members' pages open with their keys, and nothing typed is lost on the way."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evacuation.device import COOKIE
from evacuation.models import AuditRow, KeySession, Member
from evacuation.services import sessions
from tests.cast import PASSWORD
from tests.evacuation.desk import Desk, UnlockedClient

pytestmark = pytest.mark.urls("tests.evacuation.views.probing")

UNLOCK = "evacuation:unlock"
PROBE = "/desk/probe/?at=2"
TYPED = {"text": 'Стихи\r\n& <b>"two"</b> lines', "chosen": ["one", "two"]}


@pytest.fixture(autouse=True)
def no_earlier_attempts(db: None) -> None:
    cache.clear()


def signed_in(desk: Desk, part: str, **how: Any) -> Client:
    client = Client(**how)
    client.force_login(desk.users[part])
    return client


def hidden_fields(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    for name, value in pairs:
        found.setdefault(unescape(name), []).append(unescape(value))
    return found


def age(part: str, desk: Desk, **columns: Any) -> None:
    KeySession.objects.filter(user=desk.users[part]).update(**columns)


def test_the_password_opens_the_keys(desk: Desk) -> None:
    client = signed_in(desk, "coordinator_one")
    assert client.get(PROBE).status_code == 403
    answer = client.post(reverse(UNLOCK), {"password": PASSWORD, "next": PROBE})
    assert answer.headers["Location"] == PROBE
    cookie = answer.cookies[COOKIE]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    name = f"member:{desk.users['coordinator_one'].pk}"
    assert client.get(PROBE).json()["name"] == name


def test_unlocking_leads_nowhere_else(desk: Desk) -> None:
    client = signed_in(desk, "coordinator_one")
    elsewhere = {"password": PASSWORD, "next": "https://elsewhere.example/"}
    answer = client.post(reverse(UNLOCK), elsewhere)
    assert answer.headers["Location"] == reverse("evacuation:cases")


def test_a_wrong_password_opens_nothing_and_is_recorded(desk: Desk) -> None:
    client = signed_in(desk, "coordinator_one")
    answer = client.post(reverse(UNLOCK), {"password": "another long password"})
    assert answer.status_code == 200
    assert not KeySession.objects.exists()
    assert AuditRow.objects.filter(verb="member.unlock_failed").count() == 1
    assert client.get(PROBE).status_code == 403


def test_attempts_are_limited(desk: Desk) -> None:
    client = signed_in(desk, "coordinator_one")
    for _attempt in range(10):
        client.post(reverse(UNLOCK), {"password": "another long password"})
    client.post(reverse(UNLOCK), {"password": PASSWORD})
    assert not KeySession.objects.exists()


def test_unlocking_changes_session_key_and_cookie(desk: Desk) -> None:
    client = signed_in(desk, "coordinator_one")
    before = client.session.session_key
    client.post(reverse(UNLOCK), {"password": PASSWORD})
    middle, cookie = client.session.session_key, client.cookies[COOKIE].value
    client.post(reverse(UNLOCK), {"password": PASSWORD})
    assert len({before, middle, client.session.session_key}) == 3
    assert client.cookies[COOKIE].value != cookie
    assert KeySession.objects.count() == 1


def test_a_session_row_without_its_cookie_is_anonymous(
    unlocked_client: UnlockedClient,
) -> None:
    client = unlocked_client("coordinator_one")
    thief = Client()
    thief.cookies["__Host-session"] = client.session.session_key or ""
    assert not thief.get(reverse("directory:search")).wsgi_request.user.is_authenticated
    page = thief.get(PROBE)
    assert "member:" not in page.text
    assert "at=2" in page.text
    assert thief.post(PROBE, {"desk_password": PASSWORD}).status_code == 404
    assert client.get(PROBE).status_code == 200


def test_a_cookie_of_another_session_opens_nothing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    first, second = (unlocked_client("coordinator_one") for _ in range(2))
    second.cookies[COOKIE] = first.cookies[COOKIE].value
    assert second.get(PROBE).status_code == 200
    assert "Continue" in second.get(PROBE).text


def test_a_click_from_elsewhere_drops_nothing(unlocked_client: UnlockedClient) -> None:
    client = unlocked_client("coordinator_one")
    strict = client.cookies.pop(COOKIE).value
    page = client.get(PROBE)
    assert f'href="{PROBE}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    client.cookies[COOKIE] = strict
    assert client.get(PROBE).json()["name"]


@pytest.mark.parametrize(
    "columns",
    [
        {"seen_at": timedelta(minutes=17)},
        {"opened_at": timedelta(hours=13, minutes=1)},
    ],
)
def test_keys_lock_after_a_while(
    desk: Desk, unlocked_client: UnlockedClient, columns: dict[str, timedelta]
) -> None:
    client, now = unlocked_client("coordinator_one"), timezone.now()
    age("coordinator_one", desk, **{k: now - ago for k, ago in columns.items()})
    assert client.get(PROBE).status_code == 403
    assert not KeySession.objects.exists()


def test_whoever_works_stays_unlocked(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client, now = unlocked_client("coordinator_one"), timezone.now()
    age("coordinator_one", desk, seen_at=now - timedelta(minutes=14))
    assert client.get(PROBE).status_code == 200
    row = KeySession.objects.get()
    assert now - row.seen_at < timedelta(minutes=1)


def test_a_warning_stands_half_an_hour_before_the_end(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client, now = unlocked_client("coordinator_one"), timezone.now()
    page = client.get(f"{PROBE}&page").text
    assert reverse("evacuation:lock") in page
    assert "Your keys lock in" not in page
    age("coordinator_one", desk, opened_at=now - timedelta(hours=12, minutes=31))
    assert "Your keys lock in" in client.get(f"{PROBE}&page").text


def test_what_was_typed_comes_back_and_is_then_sent(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("coordinator_one", enforce_csrf_checks=True)
    token = client.get(reverse(UNLOCK)).context["csrf_token"]
    KeySession.objects.all().delete()
    page = client.post(PROBE, {**TYPED, "csrfmiddlewaretoken": str(token)})
    assert page.status_code == 403
    carried = hidden_fields(page.text)
    assert carried["text"] == [TYPED["text"]]
    assert carried["chosen"] == TYPED["chosen"]
    wrong = client.post(PROBE, {**carried, "desk_password": "another long password"})
    assert wrong.status_code == 403
    again = hidden_fields(wrong.text)
    assert (again["text"], again["chosen"]) == (carried["text"], carried["chosen"])
    done = client.post(PROBE, {**again, "desk_password": PASSWORD}).json()
    assert done["posted"].pop("csrfmiddlewaretoken")
    assert done["posted"] == {"text": [TYPED["text"]], "chosen": TYPED["chosen"]}
    assert client.get(PROBE).status_code == 200


def test_a_locked_post_stores_nothing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("coordinator_one")
    KeySession.objects.all().delete()
    before = {s.pk: s.session_data for s in Session.objects.all()}
    client.post(PROBE, TYPED)
    assert {s.pk: s.session_data for s in Session.objects.all()} == before


def test_files_are_said_to_be_lost(unlocked_client: UnlockedClient) -> None:
    client = unlocked_client("coordinator_one")
    KeySession.objects.all().delete()
    file = SimpleUploadedFile("invented.txt", b"words")
    assert "choose them again" in client.post(PROBE, {"file": file}).text
    assert "choose them again" not in client.post(PROBE, TYPED).text


def test_a_post_without_a_token_is_refused(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("coordinator_one", enforce_csrf_checks=True)
    for name in ("unlock", "lock", "revoke_sessions", "make_keys", "prove_keys"):
        answer = client.post(reverse(f"evacuation:{name}"), {"password": PASSWORD})
        assert answer.status_code == 403
    assert KeySession.objects.count() == 1


def test_locking_keeps_the_member_signed_in(unlocked_client: UnlockedClient) -> None:
    client = unlocked_client("coordinator_one")
    client.post(reverse("evacuation:lock"))
    assert client.get(PROBE).status_code == 403
    assert client.get(reverse(UNLOCK)).status_code == 200


def test_a_member_locks_every_device(unlocked_client: UnlockedClient) -> None:
    first, second = (unlocked_client("coordinator_one") for _ in range(2))
    other = unlocked_client("coordinator_two")
    first.post(reverse("evacuation:revoke_sessions"))
    assert second.get(PROBE).status_code == first.get(PROBE).status_code == 403
    assert other.get(PROBE).status_code == 200


def test_who_leaves_the_roster_is_locked_at_the_next_request(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("coordinator_one")
    roster = desk["lead_one"].trust.roster
    rest = [c for c in roster.members if c.user != desk.users["coordinator_one"].pk]
    desk.sign_roster("lead_one", "lead_two", members=rest, teams=roster.teams)
    assert "signed roster" in client.get(PROBE).text
    assert not KeySession.objects.exists()
    assert "signed roster" in client.get(reverse(UNLOCK)).text


def test_a_suspended_member_is_told_and_locked(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("coordinator_one")
    mine = Member.objects.filter(user=desk.users["coordinator_one"])
    mine.update(suspended_at=timezone.now())
    page = client.get(PROBE)
    assert page.status_code == 403
    assert "suspended" in page.text
    assert not KeySession.objects.exists()


def test_whoever_is_no_member_meets_404(desk: Desk, cast: Any) -> None:
    client = Client()
    for address in (PROBE, reverse(UNLOCK), reverse("evacuation:own_keys")):
        assert client.get(address).status_code == 404
    client.force_login(cast.monitor)
    assert client.get(PROBE).status_code == 404
    assert client.post(PROBE, {"desk_password": PASSWORD}).status_code == 404


def test_keys_that_a_column_names_and_no_roster_open_nothing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    """A member's row is exchanged for another's: the seeds no longer fit the card."""
    other = Member.objects.get(user=desk.users["coordinator_two"])
    mine = Member.objects.filter(user=desk.users["coordinator_one"])
    mine.update(
        box_public=other.box_public,
        sign_public=other.sign_public,
        salt=other.salt,
        by_password=other.by_password,
    )
    client = signed_in(desk, "coordinator_one")
    client.post(reverse(UNLOCK), {"password": PASSWORD})
    assert not KeySession.objects.exists()


def test_old_rows_are_forgotten(desk: Desk, unlocked_client: UnlockedClient) -> None:
    unlocked_client("coordinator_one")
    unlocked_client("coordinator_two")
    age("coordinator_two", desk, seen_at=timezone.now() - timedelta(hours=1))
    assert sessions.forget_old_sessions() == 1
    assert KeySession.objects.get().user == desk.users["coordinator_one"]
