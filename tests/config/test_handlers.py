"""A page that broke, before somebody who asks for help."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.evacuation.desk import Desk
from tests.evacuation.views.test_asking import ANSWERS, begun, form_of

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
STORY = 'A heron\n"waits" & <listens>'


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def _break() -> None:
    """From here on no request can be written."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE evacuation_case RENAME TO evacuation_gone")


@pytest.mark.usefixtures("places")
def test_what_was_typed_comes_back_when_sending_breaks(
    browser: Client, desk: Desk
) -> None:
    form = form_of(begun(browser))
    _break()
    page = browser.post("/help/", {"form": form, **ANSWERS, "story": STORY})
    text = page.content.decode()
    assert page.status_code == 500
    assert page.headers["Cache-Control"] == "no-store"
    assert "We do not know whether what you sent has arrived." in text
    assert f'name="form" hidden>\n{form}</textarea>' in text
    assert "A heron\n&quot;waits&quot; &amp; &lt;listens&gt;</textarea>" in text
    assert "Leave this page" in text
    assert "Open the public list" in text
    assert "<script" not in text
    assert not page.cookies


@pytest.mark.usefixtures("places")
def test_it_answers_in_the_language_of_the_page(browser: Client, desk: Desk) -> None:
    form = form_of(begun(browser))
    _break()
    page = browser.post("/help/", {"form": form, **ANSWERS, "lang": "uk"})
    assert '<html lang="uk">' in page.content.decode()


def test_even_the_broken_page_may_break(
    browser: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(settings, "WAYMARK_HELP_TITLE")
    page = browser.get("/help/")
    assert page.status_code == 500
    assert b"This page did not work" in page.content
    assert b"go back and send again" in page.content
