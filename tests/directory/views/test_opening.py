from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from directory.views.opening import opening_at, zone_named, zone_of

TBILISI = ZoneInfo("Asia/Tbilisi")
# 2026-11-20 is a Friday; Tbilisi is four hours ahead of UTC.
OFFICE = [{"weekday": n, "opens": "09:30", "closes": "18:00"} for n in range(1, 6)]
NIGHT = [{"weekday": 5, "opens": "20:00", "closes": "06:00"}]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "is_open", "until"),
    [
        ("2026-11-20T05:29", False, "2026-11-20T09:30+04:00"),
        ("2026-11-20T05:30", True, "2026-11-20T18:00+04:00"),
        ("2026-11-20T13:59", True, "2026-11-20T18:00+04:00"),
        ("2026-11-20T14:00", False, "2026-11-23T09:30+04:00"),
    ],
)
def test_hours_are_read_in_the_providers_own_zone(
    now: str, is_open: bool, until: str
) -> None:
    found = opening_at(OFFICE, TBILISI, at(now))
    assert found is not None
    assert found.is_open == is_open
    assert found.until == datetime.fromisoformat(until)


def test_night_hours_go_on_after_midnight() -> None:
    found = opening_at(NIGHT, TBILISI, at("2026-11-20T23:00"))
    assert found is not None
    assert found.is_open
    assert found.until == datetime.fromisoformat("2026-11-21T06:00+04:00")


def test_hours_that_touch_at_midnight_are_one_opening() -> None:
    hours = [
        {"weekday": 5, "opens": "18:00", "closes": "00:00"},
        {"weekday": 6, "opens": "00:00", "closes": "09:00"},
    ]
    found = opening_at(hours, TBILISI, at("2026-11-20T15:00"))
    assert found is not None
    assert found.until == datetime.fromisoformat("2026-11-21T09:00+04:00")


def test_without_hours_nothing_is_claimed() -> None:
    assert opening_at([], TBILISI, at("2026-11-20T12:00")) is None


def test_a_country_of_several_zones_has_none_of_its_own() -> None:
    assert zone_of("GE") == TBILISI
    assert zone_of("KZ") is None
    assert zone_named("../etc/passwd") is None
    assert zone_named("Nowhere/At_all") is None
