from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.crypto import get_random_string

from config.middleware import SESSION_KEY, HeadersMiddleware, PageLocaleMiddleware

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
}
LOGIN = "/accounts/login/"


def directives(policy: str) -> set[str]:
    return {part.strip() for part in policy.split(";")}


@pytest.mark.django_db
def test_a_page_carries_every_security_header(client: Client) -> None:
    headers = client.get(LOGIN).headers
    assert directives(headers["Content-Security-Policy"]) == POLICY
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_an_error_page_carries_the_policy_too(client: Client) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert directives(answer.headers["Content-Security-Policy"]) == POLICY


@pytest.mark.django_db
def test_the_api_passes_no_page_middleware(client: Client) -> None:
    client.cookies["__Host-session"] = "x" * 32
    answer = client.get("/api/v1/no-such-thing", HTTP_ACCEPT_LANGUAGE="ru")
    request = answer.wsgi_request
    # DRF puts a user of its own on the request; a session it would not have.
    for name in ("session", "csp_nonce", "_messages", "LANGUAGE_CODE"):
        assert not hasattr(request, name), name
    assert "Content-Language" not in answer.headers
    assert not answer.cookies
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = directives(answer.headers["Content-Security-Policy"])
    assert policy == {"default-src 'none'", "frame-ancestors 'none'"}


@pytest.mark.django_db
def test_the_documentation_of_the_api_is_a_page(client: Client) -> None:
    answer = client.get("/api/docs/no-such-thing")
    assert hasattr(answer.wsgi_request, "session")
    assert directives(answer.headers["Content-Security-Policy"]) == POLICY


def test_the_api_does_not_speak_the_language_of_the_page_before() -> None:
    spoken: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        spoken.append(translation.get_language() or "")
        return HttpResponse()

    middleware = PageLocaleMiddleware(answer)
    middleware(RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE="ru"))
    middleware(RequestFactory().get("/api/v1/", HTTP_ACCEPT_LANGUAGE="ru"))
    assert spoken == ["ru", "en"]


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(LOGIN, {"login": "birch", "password": "x"}).status_code == 403


@pytest.mark.django_db
def test_a_signed_in_page_is_not_stored(client: Client) -> None:
    client.force_login(User.objects.create_user("birch"))
    assert client.get("/no-such-page").headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_public_page_may_be_stored(client: Client) -> None:
    assert "no-store" not in client.get("/no-such-page").headers.get(
        "Cache-Control", ""
    )


@pytest.mark.django_db
def test_cookies_are_bound_to_this_host_and_to_tls(client: Client) -> None:
    client.get(LOGIN)
    cookie = client.cookies["__Host-csrf"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_a_policy_set_by_an_api_view_stays() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = HeadersMiddleware(answer)(RequestFactory().get("/api/v1/"))
    assert response.headers["Content-Security-Policy"] == "sandbox"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ['"\\000aaaaaaaa"', '"\\000aaaa"', "aa aa", "aa-aa-aa"])
def test_a_session_key_that_cannot_be_one_is_none(client: Client, key: str) -> None:
    sent = f"{settings.SESSION_COOKIE_NAME}={key}"
    assert client.get(LOGIN, HTTP_COOKIE=sent).status_code == 200
    assert client.get("/cases/", HTTP_COOKIE=sent).status_code == 404


def test_every_key_that_django_makes_is_looked_up() -> None:
    keys = [get_random_string(32, VALID_KEY_CHARS) for _ in range(200)]
    assert all(SESSION_KEY.fullmatch(key) for key in keys)


@pytest.mark.django_db
def test_an_address_a_browser_asks_by_itself_leaves_no_cookie(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 404
    assert not answer.cookies
