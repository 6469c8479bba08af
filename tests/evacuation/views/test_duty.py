from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evacuation.models import Absence, Member, Shift
from evacuation.services.notices import deliver, keep_watch
from tests.cast import Cast
from tests.evacuation.desk import Desk
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty

pytestmark = pytest.mark.proof

PAGES = ("/desk/rota/", "/desk/away/", "/desk/rota/reach/", "/desk/status/")
ACTS = (
    "/desk/rota/1/drop/",
    "/desk/away/1/drop/",
    "/desk/rota/test/",
    "/desk/rota/test/mail/",
)


def client_of(desk: Desk, part: str) -> Client:
    client = Client()
    client.force_login(desk.users[part])
    return client


def shift(desk: Desk, **changed: str | int) -> dict[str, str | int]:
    return {
        "user": desk.users["coordinator_one"].pk,
        "stand_in": desk.users["lead_one"].pk,
        "day": "2030-03-30",
        "start": "20:00",
        "end": "08:00",
        "days": 2,
        **changed,
    }


@pytest.mark.parametrize("page", PAGES)
def test_members_see_the_page_and_nobody_else(
    desk: Desk, cast: Cast, page: str
) -> None:
    for part in ("lead_one", "coordinator_one", "auditor"):
        assert client_of(desk, part).get(page).status_code == 200
    for user in (cast.editor, cast.superuser):
        other = Client()
        other.force_login(user)
        assert other.get(page).status_code == 404
    assert Client().get(page).status_code == 404


@pytest.mark.parametrize("page", [*ACTS, "/desk/status/rehearsed/"])
def test_changes_are_posted_by_members(desk: Desk, cast: Cast, page: str) -> None:
    assert client_of(desk, "lead_one").get(page).status_code == 405
    stranger = Client()
    stranger.force_login(cast.editor)
    assert stranger.post(page).status_code == 404
    assert Client().post(page).status_code == 404


def test_a_lead_adds_nights_by_the_clock_on_their_wall(desk: Desk) -> None:
    Member.objects.update(time_zone="Europe/Berlin")
    answer = client_of(desk, "lead_two").post("/desk/rota/", shift(desk))
    assert answer.status_code == 302
    rows = Shift.objects.order_by("starts_at").values_list("starts_at", "ends_at")
    # The clocks go forward in the first of these nights.
    assert list(rows) == [
        (
            datetime(2030, 3, 30, 19, tzinfo=UTC),
            datetime(2030, 3, 31, 6, tzinfo=UTC),
        ),
        (datetime(2030, 3, 31, 18, tzinfo=UTC), datetime(2030, 4, 1, 6, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"day": "soon"}, "Enter a valid date."),
        ({"days": 32}, "less than or equal to 31"),
        ({"user": 999_999}, "Select a valid choice"),
    ],
)
def test_a_wrong_shift_comes_back_with_its_errors(
    desk: Desk, changed: dict[str, str | int], said: str
) -> None:
    answer = client_of(desk, "lead_one").post("/desk/rota/", shift(desk, **changed))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="20:00"' in answer.text
    assert not Shift.objects.exists()


def test_nobody_stands_in_for_themselves(desk: Desk) -> None:
    own = desk.users["coordinator_one"].pk
    answer = client_of(desk, "lead_one").post("/desk/rota/", shift(desk, stand_in=own))
    assert "Somebody else must stand in." in answer.text


def test_a_coordinator_sees_the_rota_and_changes_nothing(desk: Desk) -> None:
    row = put_on_duty(desk, "coordinator_one")
    client = client_of(desk, "coordinator_two")
    page = client.get("/desk/rota/").text
    assert "coordinator_one" in page
    assert "Put somebody on duty" not in page
    assert client.post("/desk/rota/", shift(desk)).status_code == 404
    assert client.post(f"/desk/rota/{row.pk}/drop/").status_code == 404
    assert Shift.objects.count() == 1
    client_of(desk, "lead_one").post(f"/desk/rota/{row.pk}/drop/")
    assert not Shift.objects.exists()


def test_the_rota_shows_each_zone_and_utc(desk: Desk) -> None:
    at = (timezone.now() + timedelta(days=2)).replace(hour=10, minute=0)
    Shift.objects.create(
        user=desk.users["coordinator_one"], starts_at=at, ends_at=at + HOUR
    )
    zones = {"coordinator_one": "Asia/Almaty", "lead_one": "Asia/Tbilisi"}
    for part, zone in zones.items():
        rows = Member.objects.filter(user=desk.users[part])
        rows.update(time_zone=zone)
    page = client_of(desk, "lead_one").get("/desk/rota/").text
    for shown in ("10:00", "14:00", "15:00", "Asia/Almaty"):
        assert shown in page


def test_gaps_and_alarms_stand_on_the_page(desk: Desk) -> None:
    page = client_of(desk, "lead_one").get("/desk/rota/").text
    assert "Nobody is on duty, in the next three days" in page
    assert "Alerts reach nobody" in page
    assert 'role="alert"' in page


def test_a_member_is_reached_tests_it_and_says_so(
    desk: Desk, receivers: Receivers
) -> None:
    client = client_of(desk, "coordinator_one")
    said = {
        "mail": "bittern@example.org",
        "phone": "+995 599 00 00 01",
        "language": "ru",
        "time_zone": "Asia/Tbilisi",
    }
    assert client.post("/desk/rota/reach/", said).status_code == 302
    client.post("/desk/rota/test/")
    assert "It came" not in client.get("/desk/rota/reach/").text
    deliver()
    assert receivers.calls[0]["to"] == "+995599000001"
    for channel in ("mail", "phone"):
        client.post(f"/desk/rota/test/{channel}/")
    assert client.get("/desk/rota/reach/").text.count("It came") == 2
    assert client.post("/desk/rota/test/pigeon/").status_code == 404


@pytest.mark.parametrize("phone", ["599 00 00 01", "never", "+1"])
def test_a_phone_without_a_country_is_refused(desk: Desk, phone: str) -> None:
    said = {"phone": phone, "language": "en", "time_zone": "UTC"}
    answer = client_of(desk, "lead_one").post("/desk/rota/reach/", said)
    assert answer.status_code == 422
    assert "This is no phone number" in answer.text


def test_a_suspended_member_meets_nothing(desk: Desk) -> None:
    rows = Member.objects.filter(user=desk.users["lead_one"])
    rows.update(suspended_at=timezone.now())
    assert client_of(desk, "lead_one").get("/desk/rota/").status_code == 404


def test_status_says_what_to_do(desk: Desk, receivers: Receivers) -> None:
    page = client_of(desk, "coordinator_one").get("/desk/status/").text
    assert "Fill the gaps in the rota." in page
    assert "We rehearsed it today" not in page
    lead = client_of(desk, "lead_one")
    assert "We rehearsed it today" in lead.get("/desk/status/").text
    assert lead.post("/desk/status/rehearsed/").status_code == 302
    assert "Rehearse it with two shares" not in lead.get("/desk/status/").text
    refused = client_of(desk, "coordinator_one").post("/desk/status/rehearsed/")
    assert refused.status_code == 404


def test_a_quiet_desk_shows_no_alarm(desk: Desk, receivers: Receivers) -> None:
    give_addresses(desk, "coordinator_one")
    put_on_duty(desk, "coordinator_one", end=80 * HOUR)
    keep_watch()
    assert 'role="alert"' not in client_of(desk, "lead_one").get("/desk/rota/").text


def absent(**changed: str | int) -> dict[str, str | int]:
    return {
        "starts_at": "2030-03-30T20:00",
        "ends_at": "2030-04-02T08:00",
        **changed,
    }


def test_a_member_says_that_they_are_away_in_their_own_time(desk: Desk) -> None:
    Member.objects.update(time_zone="Europe/Berlin")
    client = client_of(desk, "coordinator_one")
    # Who it is of is not theirs to say.
    answer = client.post("/desk/away/", absent(user=desk.users["finance"].pk))
    assert answer.status_code == 302
    (row,) = Absence.objects.all()
    assert row.user == desk.users["coordinator_one"]
    assert (row.starts_at, row.ends_at) == (
        datetime(2030, 3, 30, 19, tzinfo=UTC),
        datetime(2030, 4, 2, 6, tzinfo=UTC),
    )
    page = client.get("/desk/away/").text
    assert "Sat 30 March, 20:00" in page
    assert "There again" in page
    assert "There again" not in client_of(desk, "finance").get("/desk/away/").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ends_at": "2030-03-30T19:00"}, "The end has to be after the beginning."),
        ({"ends_at": "soon"}, "Enter a valid date/time."),
        (
            {"starts_at": "2020-01-01T00:00", "ends_at": "2020-01-02T00:00"},
            "That time is over already.",
        ),
        ({"user": 999_999}, "Select a valid choice"),
    ],
)
def test_wrong_dates_come_back_with_their_errors(
    desk: Desk, changed: dict[str, str | int], said: str
) -> None:
    sent = absent(**{"user": desk.users["finance"].pk, **changed})
    answer = client_of(desk, "lead_one").post("/desk/away/", sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{sent["starts_at"]}"' in answer.text
    assert not Absence.objects.exists()


def test_a_lead_says_it_of_others_and_reads_what_that_leaves_open(desk: Desk) -> None:
    client = client_of(desk, "lead_one")
    answer = client.post("/desk/away/", absent(user=desk.users["finance"].pk))
    assert answer.status_code == 302
    page = client.get("/desk/rota/").text
    assert "Everybody with this role is away:" in page
    assert "Approver, finance" in page
    row = Absence.objects.get()
    client.post(f"/desk/away/{row.pk}/drop/")
    assert not Absence.objects.exists()


def test_the_status_page_says_until_when_a_sum_waits(desk: Desk) -> None:
    now = timezone.now()
    Absence.objects.create(
        user=desk.users["finance"], starts_at=now, ends_at=now + 24 * HOUR
    )
    page = client_of(desk, "lead_one").get("/desk/status/").text
    day = f"{now + 24 * HOUR:%A}"
    said = "Above € 3,000.00 nobody can sign as: Approver, finance"
    assert f"{said} (until {day}" in " ".join(page.split())
    assert "after a refusal by two approvers" in page.lower()
