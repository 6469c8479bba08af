"""Zones are chosen by cities that people know, in their language."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.utils import timezone, translation

from evacuation.forms.intake import AskForm
from evacuation.forms.zones import MomentField, city_of, zone_choices
from evacuation.safe_hours import ZONES

OFFSET = re.compile(r"\(UTC([+-]\d+)\)$")


@pytest.mark.parametrize(
    ("language", "almaty", "kyiv"),
    [
        ("en", "Almaty (UTC+5)", "Kyiv (UTC+2)"),
        ("ru", "Алматы (UTC+5)", "Киев (UTC+2)"),
        ("uk", "Алмати (UTC+5)", "Київ (UTC+2)"),
    ],
)
def test_a_zone_bears_the_name_of_its_city_and_its_hours(
    monkeypatch: pytest.MonkeyPatch, language: str, almaty: str, kyiv: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 1, 5, 12, tzinfo=UTC))
    with translation.override(language):
        named = dict(zone_choices())
    assert set(named) == {"", *ZONES}
    assert named["Asia/Almaty"] == almaty
    assert named["Europe/Kyiv"] == kyiv
    assert named["UTC"] == "UTC"


def test_zones_go_from_west_to_east() -> None:
    shown = [str(words) for _zone, words in zone_choices()]
    offsets = [int(found[1]) for found in map(OFFSET.search, shown) if found]
    assert len(offsets) == len(ZONES) - 1
    assert offsets == sorted(offsets)


def test_every_form_asks_in_the_language_of_its_page() -> None:
    with translation.override("ru"):
        assert "Ташкент (UTC+5)" in str(AskForm()["time_zone"])
    with translation.override("en"):
        assert "Tashkent (UTC+5)" in str(AskForm()["time_zone"])


def test_a_zone_that_is_in_no_list_bears_its_own_city() -> None:
    assert city_of("America/New_York") == "New York"


@pytest.mark.parametrize(
    ("zone", "typed"),
    [
        ("Asia/Almaty", "0001-01-01T00:00"),
        ("Asia/Almaty", "01.01.0001 04:59"),
        ("America/New_York", "9999-12-31T23:59"),
        ("UTC", "0000-01-01T00:00"),
        ("UTC", "2027-02-29T10:00"),
    ],
)
def test_a_time_that_no_calendar_has_is_refused(zone: str, typed: str) -> None:
    with timezone.override(zone), pytest.raises(forms.ValidationError) as refusal:
        MomentField("Invented").clean(typed)
    assert refusal.value.code == "invalid"


def test_a_time_by_the_clock_of_the_page_is_kept_in_utc() -> None:
    with timezone.override("Asia/Almaty"):
        found = MomentField("Invented").clean("2026-03-01T05:30")
    assert found == datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
    with timezone.override("Asia/Almaty"):
        assert MomentField("Invented").clean("9999-12-31T23:59").tzinfo == UTC
