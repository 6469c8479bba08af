"""A monitor asks together with the person; nothing of it points back at the monitor."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from evacuation.access import open_case
from evacuation.models import AuditRow, Case
from evacuation.vault.receipts import read_receipt
from tests.browser.driving import session_of
from tests.cast import Cast
from tests.evacuation.desk import Desk
from tests.evacuation.views.test_asking import ANSWERS, form_of, lines_of, receipt_of

pytestmark = pytest.mark.usefixtures("places")
PAGE = "/help/for-someone/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def signed_in(user: User, *, enforce_csrf_checks: bool = False) -> Client:
    """A browser in which this person has signed in with both factors."""
    client = Client(enforce_csrf_checks=enforce_csrf_checks)
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    return client


def test_only_monitors_find_the_page(desk: Desk, cast: Cast) -> None:
    assert Client().get(PAGE).status_code == 404
    assert signed_in(cast.stranger).get(PAGE).status_code == 404
    assert signed_in(cast.monitor).get(PAGE).status_code == 200


def test_the_request_is_the_persons_and_names_no_monitor(
    desk: Desk, cast: Cast
) -> None:
    client = signed_in(cast.monitor)
    form = form_of(client.post(PAGE, {"start": "1"}))
    page = client.post(PAGE, {**ANSWERS, "asking": "agreed", "form": form})
    assert read_receipt(receipt_of(page)).lookup
    assert "keep no copy" in page.content.decode()
    [line] = lines_of(desk)
    assert line.marks[:2] == ("third_party", "assisted")
    case = open_case(desk["coordinator_one"], Case.objects.get().id)
    account = case.only("triage", "account")
    assert account["origin"] == "assisted"
    assert cast.monitor.username not in str(account)
    rows = AuditRow.objects.filter(verb="request.received")
    assert {row.actor for row in rows} == {"requester"}


def test_the_page_of_a_monitor_needs_its_token(desk: Desk, cast: Cast) -> None:
    client = signed_in(cast.monitor, enforce_csrf_checks=True)
    assert client.post(PAGE, {"start": "1"}).status_code == 403
    token = TOKEN.search(client.get(PAGE).content.decode())
    assert token is not None
    told = {"start": "1", "csrfmiddlewaretoken": token[1]}
    assert client.post(PAGE, told).status_code == 200


def test_a_monitor_never_asks_for_themselves(desk: Desk, cast: Cast) -> None:
    client = signed_in(cast.monitor)
    start = client.get(PAGE).content.decode()
    assert "If the person is in danger this minute" in start
    assert "If you are in danger" not in start
    questions = client.post(PAGE, {"start": "1"})
    assert 'value="self"' not in questions.content.decode()
    assert "Are they safe right now?" in questions.content.decode()
    sent = client.post(PAGE, {**ANSWERS, "form": form_of(questions)})
    assert sent.status_code == 422
    assert not Case.objects.exists()
    told = {**ANSWERS, "asking": "agreed", "form": form_of(questions)}
    receipt = client.post(PAGE, told).content.decode()
    assert "The code of the person you wrote for" in receipt
    assert "<h2>Your code</h2>" not in receipt


def test_monitors_alone_find_it_in_their_menu(desk: Desk, cast: Cast) -> None:
    link = f'href="{PAGE}"'
    assert link in signed_in(cast.monitor).get("/").content.decode()
    assert link not in signed_in(cast.stranger).get("/").content.decode()
    assert link not in Client().get("/").content.decode()


def test_the_name_on_the_tab_is_in_the_language_of_the_page(
    desk: Desk, settings: Settings
) -> None:
    settings.WAYMARK_HELP_TITLE = "Search"
    page = Client().get("/help/?lang=uk").content.decode()
    assert "<title>Знайти</title>" in page
