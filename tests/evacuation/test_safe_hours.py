"""When a person may be reached, in their zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from evacuation.safe_hours import safe_hours
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        # Almaty is five hours ahead of UTC.
        (("09:00", "12:00"), "2026-03-02T02:00+00:00", "2026-03-02T09:00+05:00"),
        (("09:00", "12:00"), "2026-03-02T08:00+00:00", "2026-03-03T09:00+05:00"),
        (("22:00", "02:00"), "2026-03-02T16:00+00:00", "2026-03-02T22:00+05:00"),
        (("22:00", "02:00"), "2026-03-02T22:00+00:00", "2026-03-03T22:00+05:00"),
        # Open now, also after midnight.
        (("09:00", "12:00"), "2026-03-02T05:00+00:00", "2026-03-02T05:00+00:00"),
        (("22:00", "02:00"), "2026-03-02T20:00+00:00", "2026-03-02T20:00+00:00"),
    ],
)
def test_the_next_window_opens_by_their_clock(
    hours: tuple[str, str], now: str, opens: str
) -> None:
    said = {"safe_from": hours[0], "safe_until": hours[1], "time_zone": "Asia/Almaty"}
    found = safe_hours(said, at(now))
    assert found is not None
    assert found.opens == at(opens)


def test_a_window_waits_for_no_hour_that_the_clock_change_skips() -> None:
    # In Kyiv 03:00 to 04:00 is not there on 29 March 2026.
    said = {
        "safe_from": "03:30",
        "safe_until": "06:00",
        "time_zone": "Europe/Kyiv",
    }
    found = safe_hours(said, at("2026-03-28T23:00+00:00"))
    assert found is not None
    assert at("2026-03-29T01:00+00:00") <= found.opens <= at("2026-03-29T02:00+00:00")


def test_the_page_shows_their_clock_and_not_ours(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    assert desk
    way = {"safe_from": "09:00", "safe_until": "18:00", "time_zone": "Asia/Almaty"}
    made, _receipt = invented_case(way=way)
    client = unlocked_client("coordinator_one")
    theirs = timezone.now().astimezone(ZoneInfo("Asia/Almaty"))
    page = client.get(f"/cases/{made.pk}/").content.decode()
    shown = page.split("Now there")[1].split("</span>")[0]
    assert f"{theirs:%H:}" in shown or f"{theirs + timedelta(minutes=1):%H:}" in shown
