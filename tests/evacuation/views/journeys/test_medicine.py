"""The medicine's page: for who holds its key, with or without that of the way."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from evacuation.services.journeys.focals import Focal
from evacuation.services.journeys.medicine import medicines, save_medicines
from evacuation.services.journeys.needed import needed
from evacuation.services.journeys.plans import plan_of, save_plan
from evacuation.workflow.movement.health import RESERVE, Medicine, MedicineKind
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.journeys.test_focals import TWO, named
from tests.evacuation.travels import (
    H,
    arrived_case,
    in_planning,
    one_goes,
    two_legs,
)
from tests.evacuation.views.journeys.test_journey import post

pytestmark = pytest.mark.proof

ROW = {
    "medicine-TOTAL_FORMS": "1",
    "medicine-INITIAL_FORMS": "0",
    "medicine-0-kind": "hormones",
    "medicine-0-days": "12",
}


def looked_after(desk: Desk) -> UUID:
    """A second coordinator is the medical focal point and holds no other key."""
    case = in_planning(desk)
    named(desk, case, Focal.MEDICAL, TWO)
    return case


def read(client: Client, case: UUID) -> str:
    answer = client.get(f"/cases/{case}/journey/medicine/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_who_looks_after_it_writes_it_and_reads_what_runs_out(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = looked_after(desk), unlocked_client(TWO)
    assert (
        f"/cases/{case}/journey/medicine/"
        in client.get(f"/cases/{case}/").content.decode()
    )
    assert "No medicine needed" in read(client, case)
    today = timezone.localdate().isoformat()
    answer = post(
        client, case, "medicine/1/", **ROW, **{"medicine-0-counted_on": today}
    )
    assert answer.status_code == 302
    page = read(client, case)
    for words in ("Hormones", "Medicine runs out", "Get more before they go", "12"):
        assert words in page
    for hidden in ("Invented Wren", "Invented House", "Armenia", "Station"):
        assert hidden not in page
    assert medicines(opened(desk, case))["1"][0].days == 12


def test_every_other_page_of_the_journey_is_not_there_for_them(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = looked_after(desk), unlocked_client(TWO)
    pages = ("", "plan/", "told/", "person/1/", "interview/1/", "medicine/3/")
    for where in pages:
        assert client.get(f"/cases/{case}/journey/{where}").status_code == 404, where
    other = unlocked_client("verifier")
    for where in ("medicine/", "medicine/1/"):
        assert other.get(f"/cases/{case}/journey/{where}").status_code == 404
    assert post(other, case, "medicine/1/", **ROW).status_code == 404


def test_they_are_told_who_goes_and_until_when_and_hear_of_every_change(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = looked_after(desk)
    ends = plan_of(opened(desk, case)).legs[-1].leg.ends
    assert needed(opened(desk, case, TWO)).ends == ends.date()
    one_goes(desk[ONE], case, number="2", called="Invented Robin")
    legs = two_legs().legs[:1]
    save_plan(
        actor=desk[ONE], case_id=case, version=version(case), plan=two_legs(legs=legs)
    )
    found = needed(opened(desk, case, TWO))
    assert found.people == ("1", "2")
    assert found.ends == legs[0].leg.ends.date() != (ends + 48 * H).date()
    assert "Not asked yet" in read(unlocked_client(TWO), case)


def test_enough_of_it_is_no_warning(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = looked_after(desk), unlocked_client(TWO)
    days = RESERVE.days + 3
    enough = Medicine(MedicineKind.ART, days, timezone.localdate())
    save_medicines(
        actor=desk[TWO],
        case_id=case,
        version=version(case),
        person="1",
        medicines=[enough],
    )
    page = read(client, case)
    assert "Antiretrovirals" in page
    assert "less than the journey" not in page


def test_after_arrival_the_owner_reads_on_the_case_that_it_runs_out(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = arrived_case(desk), unlocked_client(ONE)
    where = f"/cases/{case}/"
    assert "runs out on" not in client.get(where).content.decode()
    named(desk, case, Focal.MEDICAL, TWO)
    save_medicines(
        actor=desk[TWO],
        case_id=case,
        version=version(case),
        person="1",
        medicines=[Medicine(MedicineKind.ART, 5, timezone.localdate())],
    )
    assert "runs out on" in client.get(where).content.decode()
    page = read(unlocked_client(TWO), case)
    assert "Medicine runs out where they are" in page
    for words in ("Stops it", "before they go", "They are to arrive"):
        assert words not in page


def test_a_stale_page_and_a_wrong_row_keep_what_was_typed(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = looked_after(desk), unlocked_client(TWO)
    day = {"medicine-0-counted_on": "2026-03-01"}
    for said in ({**ROW, **day, "version": 1}, ROW):
        answer = post(client, case, "medicine/1/", **said)
        assert (answer.status_code, 'value="12"' in answer.content.decode()) == (
            422,
            True,
        )
    assert medicines(opened(desk, case)) == {"1": []}


def test_the_journey_says_who_is_heard_next_and_what_is_done_if_not(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_planning(desk)
    where = f"/cases/{case}/journey/"
    page = unlocked_client(ONE).get(where).content.decode()
    assert "Nobody waits to hear from them." in page
    assert "Invented number" in page
    assert page.index("After 30 min:") < page.index("After 1 h 30 min:")
    other = unlocked_client("verifier").get(where).content.decode()
    assert "Invented number" not in other
    assert "You hold no key for check-ins." in other


def test_who_checks_the_plan_finds_the_journey_from_the_case(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_planning(desk)
    page = unlocked_client("verifier").get(f"/cases/{case}/").content.decode()
    assert f'href="/cases/{case}/journey/"' in page
    other = unlocked_client("approver").get(f"/cases/{case}/").content.decode()
    assert f'href="/cases/{case}/journey/"' not in other
