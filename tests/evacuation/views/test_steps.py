"""Steps of the workflow by page: what is missing, what was typed, who confirms."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from evacuation.models import Case
from evacuation.models.choices import State
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.test_triage import claimed, second_of
from tests.evacuation.views.test_case_page import page_of

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
TYPED = "Invented suspicion: somebody answered in another voice."

WAITS, NOT_DONE = "Waits for a second person", "Not done"
CONFIRMED = "confirmed by"


def press(client: Client, case: Case, name: str, **said: object) -> int:
    case.refresh_from_db()
    address = reverse("evacuation:take_step", args=[case.pk, name])
    return client.post(address, {"version": case.version, **said}).status_code


def answered(client: Client, case: Case, door: str) -> None:
    """`door`: confirm_step or refuse_step."""
    case.refresh_from_db()
    address = reverse(f"evacuation:{door}", args=[case.pk])
    assert client.post(address, {"version": case.version}).status_code == 302


def test_the_page_offers_what_may_be_done_and_says_what_is_missing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    page = page_of(unlocked_client(ONE), case)
    assert 'id="step-freeze"' in page
    assert "An urgency assessment is saved." in page
    assert 'id="step-approve"' not in page


def test_a_step_without_its_data_comes_back_with_what_was_typed(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    client = unlocked_client(ONE)
    address = reverse("evacuation:take_step", args=[case.pk, "hold"])
    sent = {"version": case.version, "check_ins": TYPED, "days": "400"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert TYPED in answer.content.decode()
    case.refresh_from_db()
    assert case.state == State.TRIAGE


def test_a_step_that_lacks_something_by_now_comes_back_with_what_was_typed(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    client = unlocked_client(ONE)
    address = reverse("evacuation:take_step", args=[case.pk, "assess"])
    answer = client.post(address, {"version": case.version, "text": TYPED})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert TYPED in page
    assert "An urgency assessment is saved." in page
    assert TYPED not in page_of(client, case)


def test_what_was_done_stands_on_the_page_with_its_words(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    client = unlocked_client(ONE)
    assert press(client, case, "freeze", text=TYPED) == 302
    done = page_of(client, case).split('id="timeline"')[1]
    assert "Stop everything" in done
    assert TYPED in done
    assert "from: In triage" in done


def test_a_second_person_confirms_on_the_page_and_the_first_cannot(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    press(unlocked_client(ONE), case, "lose_contact", text="Invented.")
    lead = unlocked_client(second_part(desk, case))
    press(lead, case, "give_up", reason="contact_lost_final", text="Invented.")
    assert "takes it back" not in page_of(lead, case)
    assert "Take it back" in page_of(lead, case)
    case.refresh_from_db()
    yes = reverse("evacuation:confirm_step", args=[case.pk])
    lead.post(yes, {"version": case.version})
    case.refresh_from_db()
    assert case.state == State.CONTACT_LOST


def test_an_unknown_step_is_not_there(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    assert press(unlocked_client(ONE), case, "teleport") == 404


def second_part(desk: Desk, case: Case) -> str:
    second = second_of(desk, case).user
    return next(part for part, user in desk.users.items() if user == second)


def test_the_page_tells_what_waits_and_what_was_refused_from_what_was_done(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    client = unlocked_client(ONE)

    def newest() -> str:
        done = page_of(client, case).split('id="timeline"')[1]
        return done.split("</li>")[0]

    press(client, case, "lose_contact", text="Invented.")
    assert "Contact is lost" in newest()
    assert not [w for w in (WAITS, NOT_DONE, CONFIRMED) if w in newest()]
    press(client, case, "give_up", reason="contact_lost_final", text=TYPED)
    assert WAITS in newest()
    answered(client, case, "refuse_step")
    assert NOT_DONE in newest()
    assert TYPED in newest()
    assert WAITS not in newest()
    press(client, case, "give_up", reason="contact_lost_final", text="Invented.")
    assert WAITS in newest()
    lead = unlocked_client(second_part(desk, case))
    answered(lead, case, "confirm_step")
    case.refresh_from_db()
    assert case.state == State.CLOSED
    assert CONFIRMED in newest()
    assert WAITS not in newest()
