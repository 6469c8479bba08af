"""Limits: counted for all workers together, told in headers."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import pytest
from django.core.exceptions import ImproperlyConfigured

from api import throttling
from api.models import PartnerApp, RequestCount
from tests.api.conftest import Caller
from tests.api.v1.test_cases import tool
from tests.evacuation.desk import Desk

PATH = "/practice-areas/"


def test_the_public_is_stopped_at_its_rate_and_told_when_to_return(
    public: Caller, settings: Any
) -> None:
    settings.WAYMARK_THROTTLE_ANONYMOUS = "2/day"
    first = public.get(PATH)
    assert first["RateLimit-Policy"] == '"anonymous";q=2;w=86400'
    assert first["RateLimit"].startswith('"anonymous";r=1;t=')
    assert public.get(PATH).status_code == 200
    stopped = public.get(PATH)
    assert stopped.status_code == 429
    assert stopped.json()["code"] == "throttled"
    assert 0 < int(stopped["Retry-After"]) <= 86400
    assert stopped["RateLimit"].startswith('"anonymous";r=0;t=')


def test_a_partner_has_a_rate_of_its_own(
    public: Caller, partner: Caller, settings: Any
) -> None:
    settings.WAYMARK_THROTTLE_ANONYMOUS = "1/day"
    settings.WAYMARK_THROTTLE_PARTNER = "2/day"
    public.get(PATH)
    assert public.get(PATH).status_code == 429
    assert [partner.get(PATH).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.django_db(databases=["default", "shred"])
def test_members_are_counted_each_by_themselves(desk: Desk, settings: Any) -> None:
    settings.WAYMARK_THROTTLE_ANONYMOUS = "1/day"
    settings.WAYMARK_THROTTLE_PARTNER = "2/day"
    for part in ("coordinator_one", "coordinator_two"):
        caller = tool(desk, part)
        answers = [caller.get("/cases/") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429], part
    assert answers[0]["RateLimit-Policy"] == '"member";q=2;w=86400'


@pytest.mark.usefixtures("unthrottled")
def test_an_exempt_app_is_neither_counted_nor_stopped(
    partner: Caller, settings: Any
) -> None:
    settings.WAYMARK_THROTTLE_PARTNER = "1/day"
    answers = [partner.get(PATH) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert not answers[0].has_header("RateLimit")
    assert not RequestCount.objects.exists()


def test_an_address_is_not_kept_and_cannot_be_guessed(public: Caller) -> None:
    public.get(PATH)
    caller = RequestCount.objects.get().caller
    assert "127.0.0.1" not in caller
    assert hashlib.sha256(b"127.0.0.1").hexdigest()[:20] not in caller


def test_a_made_up_forwarding_header_does_not_reset_the_count(
    public: Caller, settings: Any
) -> None:
    settings.WAYMARK_THROTTLE_ANONYMOUS = "1/day"
    public.get(PATH, headers={"X-Forwarded-For": "198.51.100.1"})
    answer = public.get(PATH, headers={"X-Forwarded-For": "198.51.100.2"})
    assert answer.status_code == 429


@pytest.mark.django_db
def test_a_new_window_counts_from_one() -> None:
    assert throttling.count_request("somebody", 60)[0] == 1
    assert throttling.count_request("somebody", 60)[0] == 2
    RequestCount.objects.update(window_start=0)
    count, left = throttling.count_request("somebody", 60)
    assert count == 1
    assert 0 < left <= 60
    throttling.forget_old_counts()
    assert RequestCount.objects.count() == 1
    RequestCount.objects.update(window_start=0)
    throttling.forget_old_counts()
    assert not RequestCount.objects.exists()


def test_concurrent_requests_are_each_counted_once(cloned_database: str) -> None:
    def count(_number: int) -> int:
        link = psycopg2.connect(cloned_database)
        link.autocommit = True
        with link, link.cursor() as cursor:
            cursor.execute(throttling._COUNT, ["somebody", 86_400, 86_400])
            (counted, _left) = cursor.fetchone()
        link.close()
        return int(counted)

    with ThreadPoolExecutor(8) as pool:
        counts = sorted(pool.map(count, range(24)))
    assert counts == list(range(1, 25))


@pytest.mark.parametrize("rate", ["", "many/minute", "5", "5/fortnight", "-1/day"])
def test_a_rate_that_is_none_is_refused(rate: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        throttling.read_rate(rate)


def test_keys_are_counted_apart_from_each_other(
    partner: Caller, partner_app: PartnerApp
) -> None:
    partner.get(PATH)
    assert RequestCount.objects.get().caller == f"key:{partner_app.key_id}"
