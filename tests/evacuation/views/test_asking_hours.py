"""When somebody may be reached, and in the time of which place."""

from __future__ import annotations

import pytest
from django.test import Client

from evacuation.access import open_case
from evacuation.models import Case
from tests.evacuation.desk import Desk
from tests.evacuation.views.test_asking import asked, begun

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


HOURS = {
    "contact1-channel": "signal",
    "contact1-handle": "heron-7",
    "contact1-safe_from": "09:00",
    "contact1-safe_until": "11:30",
}


def test_safe_hours_are_in_the_time_of_a_country_that_has_one(
    browser: Client, desk: Desk
) -> None:
    asked(browser, **HOURS)
    case = open_case(desk["coordinator_one"], Case.objects.get().id)
    [profile] = case.only("inbox", "contact")["profiles"]
    hours = [profile[name] for name in ("safe_from", "safe_until", "time_zone")]
    assert hours == ["09:00", "11:30", "Asia/Tbilisi"]


def test_where_a_country_has_many_times_it_is_asked(
    browser: Client, desk: Desk
) -> None:
    wide = {**HOURS, "country": "ZZ", "country_words": "Atlantis"}
    page = asked(browser, **wide)
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_time_zone"' in text
    assert 'value="11:30"' in text
    assert len(page.content) < 30_000
    assert asked(browser, **wide, time_zone="Asia/Almaty").status_code == 200
    half = {**HOURS, "contact1-safe_until": ""}
    assert "both times" in asked(browser, **half).content.decode()
    strange = asked(browser, **{**HOURS, "contact1-safe_from": "noon"})
    assert 'value="noon"' in strange.content.decode()
    assert 'name="time_zone"' not in begun(browser).content.decode()
