"""Crowds are told by network, for a day, and only where an address can be trusted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from evacuation.models import NetworkCount
from evacuation.networks import count_request, forget_networks, network_of
from evacuation.shred.models import DayKey


def seen(settings: Settings, proxies: int, **meta: str) -> bytes | None:
    settings.WAYMARK_TRUSTED_PROXIES = proxies
    return network_of(RequestFactory().get("/", **meta))  # type: ignore[arg-type]


def test_neighbours_are_one_network_and_strangers_are_not(settings: Settings) -> None:
    first = seen(settings, 0, REMOTE_ADDR="203.0.113.7")
    assert first == seen(settings, 0, REMOTE_ADDR="203.0.113.200")
    assert first == seen(settings, 0, REMOTE_ADDR="::ffff:203.0.113.9")
    assert first != seen(settings, 0, REMOTE_ADDR="198.51.100.7")
    assert seen(settings, 0, REMOTE_ADDR="2001:db8:1::1") == seen(
        settings, 0, REMOTE_ADDR="2001:db8:1:ffff::2"
    )


def test_a_visitor_cannot_say_where_they_come_from(settings: Settings) -> None:
    told = {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}
    plain = seen(settings, 0, REMOTE_ADDR="203.0.113.7")
    assert seen(settings, 0, **told) == plain
    forged = "192.0.2.1, 203.0.113.7"
    behind = seen(settings, 1, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forged)
    assert behind == plain


@pytest.mark.parametrize(
    "meta",
    [
        {"REMOTE_ADDR": "127.0.0.1"},
        {"REMOTE_ADDR": "::1"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "unix:"},
    ],
)
def test_without_an_address_to_trust_there_is_none(
    settings: Settings, meta: dict[str, str]
) -> None:
    assert seen(settings, 0, **meta) is None
    assert seen(settings, 1, **meta) is None


def test_it_can_be_switched_off(settings: Settings) -> None:
    settings.WAYMARK_CLIENT_ADDRESSES = False
    assert seen(settings, 0, REMOTE_ADDR="203.0.113.7") is None


def test_yesterdays_keys_and_counts_are_forgotten(settings: Settings) -> None:
    network = seen(settings, 0, REMOTE_ADDR="203.0.113.7")
    assert network is not None
    assert [count_request(network), count_request(network)] == [1, 2]
    yesterday = timezone.localdate() - timedelta(days=1)
    NetworkCount.objects.create(network=b"old", day=yesterday, count=9)
    DayKey.objects.create(day=yesterday, key=bytes(32))
    forget_networks()
    assert NetworkCount.objects.get().count == 2
    assert DayKey.objects.get().day == timezone.localdate()
