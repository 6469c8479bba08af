"""Times on the desk's pages are those of the clock on the wall of who asks."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.template import Context, Template
from django.utils import timezone

from evacuation.forms.journeys.check_ins import CheckInForm
from evacuation.forms.journeys.plan import legs
from evacuation.forms.zones import there, zone_now
from evacuation.models import Member
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import Desk, UnlockedClient

BISHKEK, BERLIN = "Asia/Bishkek", "Europe/Berlin"
AT = datetime(2027, 3, 1, 3, tzinfo=UTC)
LEG = {
    "leg-TOTAL_FORMS": "1",
    "leg-INITIAL_FORMS": "0",
    "leg-0-origin": "KG",
    "leg-0-target": "GE",
    "leg-0-begins": "2027-03-01T09:00",
    "leg-0-ends": "01.03.2027 16:00",
    "leg-0-begins_at": "Invented station",
}


def test_the_page_says_whose_clock_it_goes_by_and_leaves_it(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    assert ">Times: UTC</a>" in client.get("/cases/").content.decode()
    Member.objects.filter(user=desk.users[ONE]).update(time_zone=BISHKEK)
    page = client.get("/cases/").content.decode()
    assert '<a class="desk-zone" href="/desk/rota/reach/">' in page
    assert ">Times: Bishkek (UTC+6)</a>" in page
    assert timezone.get_current_timezone_name() == "UTC"
    gone = client.get(f"/cases/{UUID(int=0)}/")
    assert gone.status_code == 404
    assert ">Times: Bishkek (UTC+6)</a>" in gone.content.decode()
    Member.objects.filter(user=desk.users[ONE]).update(time_zone="Mars/Olympus")
    assert ">Times: UTC</a>" in client.get("/cases/").content.decode()


def test_what_is_typed_on_that_clock_is_kept_in_utc_and_shown_on_it() -> None:
    with timezone.override(BISHKEK):
        rows = legs(LEG)
        assert rows.is_valid()
        [found] = rows.legs
        assert found.leg.begins == AT
        assert found.leg.begins.utcoffset() == UTC.utcoffset(None)
        assert (found.leg.ends - found.leg.begins).total_seconds() == 7 * 3600
        assert 'value="2027-03-01T09:00"' in str(rows.forms[0]["begins"])


def test_labels_say_whose_clock_is_meant() -> None:
    said = {}
    for zone in ("UTC", BISHKEK, BERLIN):
        with timezone.override(zone):
            said[zone] = str(CheckInForm()["at"].label)
    assert said["UTC"] == "When they should be heard (your time, UTC)"
    assert said[BISHKEK] == "When they should be heard (your time, UTC+6)"
    # Its clocks are changed: a number would be wrong for half of the year.
    assert said[BERLIN] == "When they should be heard (your time, Berlin)"


def test_an_hour_that_the_clocks_leave_out_is_refused() -> None:
    with timezone.override(BERLIN):
        form = CheckInForm({"at": "2030-03-31T02:30"})
        assert "at" in form.errors


@pytest.mark.parametrize(
    ("country", "shown"),
    [
        ("KG", "1 March, 09:00, UTC+6"),
        ("UZ", "1 March, 08:00, UTC+5"),  # Two zones that agree.
        ("RU", ""),
        ("GB", ""),  # As on the page.
        ("ZZ", ""),
    ],
)
def test_a_leg_says_the_time_of_a_country_where_all_clocks_agree(
    country: str, shown: str
) -> None:
    assert there(AT, country) == shown


def test_a_time_to_pass_on_bears_how_far_the_clock_is_ahead_then() -> None:
    shown = Template("{% load clocks %}{{ at|date:'H:i' }} {{ at|offset }}")
    with timezone.override(BERLIN):
        assert shown.render(Context({"at": AT})) == "04:00 UTC+1"
        assert "Berlin" in zone_now()
        assert zone_now().endswith("now")
        june = AT.replace(month=6)
        assert shown.render(Context({"at": june})) == "05:00 UTC+2"
