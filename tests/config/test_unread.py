"""What was sent could not be read: a plain page, nothing kept, no cookie."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.evacuation.desk import Desk
from tests.evacuation.views.test_asking import begun

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.usefixtures("places"),
]
FORM = "application/x-www-form-urlencoded"
DOORS = ("/help/", "/mailbox/", "/mailbox/write/", "/vouch/no-such-link/")
NOT_ARRIVED = "This did not arrive"


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "koi8-r"])
@pytest.mark.parametrize("path", [*DOORS, "/accounts/login/"])
def test_a_form_in_another_encoding_is_refused_not_broken(
    browser: Client, desk: Desk, path: str, charset: str
) -> None:
    kind = f"{FORM}; charset={charset}"
    page = browser.generic("POST", path, b"text=x", kind)
    assert page.status_code == 400
    assert not page.cookies
    assert page.headers["Cache-Control"] == "no-store"


def test_a_program_is_answered_as_programs_are(browser: Client, desk: Desk) -> None:
    for kind in (f"{FORM}; charset=utf-16", "application/json; charset=utf-16"):
        answer = browser.generic("POST", "/api/v1/cases/", b"text=x", kind)
        assert answer.status_code in {400, 401, 405, 415}
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_another_name_for_utf_8_is_no_other_encoding(
    browser: Client, desk: Desk
) -> None:
    page = browser.generic("POST", "/help/", b"start=1", f"{FORM}; charset=utf8")
    assert 'name="form"' in page.content.decode()


def test_an_origin_that_is_no_address_is_a_foreign_one(
    browser: Client, desk: Desk
) -> None:
    for path in ("/help/", "/mailbox/"):
        page = browser.post(path, {"start": "1"}, headers={"Origin": "http://["})
        assert page.status_code == 403


@pytest.mark.parametrize("path", DOORS)
def test_what_is_too_much_gets_a_page_without_name_or_cookie(
    browser: Client, desk: Desk, path: str
) -> None:
    fields = "&".join(f"a{number}=1" for number in range(3000))
    for body in (b"text=" + b"x" * 3_000_000, fields.encode()):
        page = browser.generic("POST", path, body, FORM)
        text = page.content.decode()
        assert page.status_code == 400
        assert NOT_ARRIVED in text
        assert "Waymark" not in text
        assert "Open the public list" in text
        assert not page.cookies
        assert page.headers["Cache-Control"] == "no-store"
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_too_many_files_and_names_too_long_get_it_too(
    browser: Client, desk: Desk
) -> None:
    for names in ([f"{number}.txt" for number in range(200)], ["n" * 9000]):
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n'
            "\r\nx\r\n"
            for name in names
        ]
        body = f"{''.join(parts)}--b--\r\n".encode()
        kind = "multipart/form-data; boundary=b"
        page = browser.generic("POST", "/mailbox/write/", body, kind)
        assert page.status_code == 400
        assert NOT_ARRIVED in page.content.decode()
        assert not page.cookies


def test_it_speaks_the_language_that_was_asked_for(browser: Client, desk: Desk) -> None:
    body = b"text=" + b"x" * 3_000_000
    page = browser.generic("POST", "/help/?lang=uk", body, FORM)
    assert '<html lang="uk">' in page.content.decode()


def test_the_house_gives_no_cookie_for_what_it_could_not_read(browser: Client) -> None:
    browser.get("/accounts/login/")
    body = b"text=" + b"x" * 3_000_000
    page = browser.generic("POST", "/accounts/login/", body, FORM)
    assert page.status_code == 400
    assert "This request could not be read" in page.content.decode()
    assert not page.cookies
    assert page.headers["Cache-Control"] == "no-store"


def test_a_body_that_came_whole_is_read(browser: Client, desk: Desk) -> None:
    assert begun(browser).status_code == 200
