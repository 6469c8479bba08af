"""Every refusal is a problem document, wherever under /api/ it happens."""

from __future__ import annotations

from typing import Any

import pytest

from api.v1 import terms
from tests.api.conftest import Caller


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "code", "detail"} <= set(problem)
    assert (problem["status"], problem["code"]) == (status, code)
    return problem


@pytest.mark.parametrize(
    "path", ["/nothing/", "/providers", "/providers/not-a-uuid/", "/../secrets/"]
)
def test_an_unknown_address_is_a_404_problem(public: Caller, path: str) -> None:
    refused(public.get(path), 404, "not_found")


def test_a_wrong_method_is_a_405_problem(public: Caller) -> None:
    answer = public.post("/providers/", {})
    refused(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET, HEAD"
    refused(public.get("/providers/search/"), 405, "method_not_allowed")


def test_only_json_is_spoken(public: Caller) -> None:
    answer = public.get("/languages/", headers={"Accept": "text/html"})
    refused(answer, 406, "not_acceptable")
    answer = public._client.post(
        "/api/v1/providers/search/", "country=GE", content_type="text/plain"
    )
    refused(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("body", ["{", "\ufeff", "[" * 5000, '{"a": NaN}', b"\xff"])
def test_what_is_not_json_is_refused(public: Caller, body: str | bytes) -> None:
    refused(public.post("/providers/search/", body), 400, "parse_error")


def test_a_large_body_is_refused_unread(public: Caller) -> None:
    body = {"q": "a" * 70_000}
    refused(public.post("/providers/search/", body), 413, "body_too_large")


def test_a_foreign_host_is_refused(public: Caller) -> None:
    answer = public._client.get("/api/", headers={"Host": "evil.example"})
    refused(answer, 400, "parse_error")
    assert b"evil.example" not in answer.content


def test_our_own_mistake_is_a_500_problem_that_tells_nothing(
    public: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr(terms, "countries", broken)
    public._client.raise_request_exception = False
    answer = public.get("/countries/")
    refused(answer, 500, "internal_error")
    assert b"inside" not in answer.content
    assert "Internal Server Error" in caplog.text


def test_problems_speak_the_callers_language(public: Caller) -> None:
    answer = public.get("/nothing/", headers={"Accept-Language": "de, ru;q=0.8"})
    assert refused(answer, 404, "not_found")["detail"]
    assert answer["Cache-Control"] == "no-store"
