"""What a case page says out loud: wishes, duress, consents, who can confirm."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evacuation.access import open_case
from evacuation.models import Case
from evacuation.models.choices import State, Urgency
from evacuation.services import letters
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.closing import close_case
from evacuation.services.mailbox import sign_in
from evacuation.unlocked import Unlocked
from evacuation.workflow.reasons import Ending
from tests.evacuation.assessments import set_level
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.services.test_triage import claimed, second_of

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
TAGS = re.compile(r"<[^>]*>")


def page_of(client: Client, case: Case) -> str:
    return str(client.get(f"/cases/{case.pk}/").content.decode())


def part_of(desk: Desk, case: Case) -> str:
    """The part that the lead plays who holds the keys beside the owner."""
    second = second_of(desk, case).user
    return next(part for part, user in desk.users.items() if user == second)


def propose(me: Unlocked, case: Case) -> None:
    assert not close_case(
        actor=me,
        case_id=case.pk,
        reason=Ending.ADVICE,
        text="Safe",
        version=case.version,
    )


def proposed(desk: Desk, case: Case) -> None:
    propose(desk[ONE], case)
    case.refresh_from_db()


def test_a_request_taken_back_is_said_loudly(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, receipt = claimed(desk)
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    client = unlocked_client(ONE)
    page = page_of(client, case)
    assert "The person took the request back" in page
    assert "Close it as withdrawn" in page
    assert "We may write first" not in page
    assert 'href="#step-withdraw"' in page
    assert 'id="step-withdraw" open' in page
    form = page.split('id="write"')[1]
    assert "does not want to be written to" in form
    assert "Withdrawn" in client.get("/cases/").content.decode()


def test_a_reply_is_signed_as_the_last_one_was(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    client = unlocked_client(ONE)
    assert 'value="Dental office"' not in page_of(client, case)
    said = {"text": "Hello", "name_shown": "Dental office", "version": 2}
    client.post(f"/cases/{case.pk}/reply/", said)
    assert 'value="Dental office"' in page_of(client, case)


def test_a_pause_warns_above_the_form_until_they_write_again(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, receipt = claimed(desk)
    letters.pause(actor=sign_in(typed=receipt.shown()))
    client = unlocked_client(ONE)
    warning = "asked not to be written to until they come back"
    assert warning in page_of(client, case).split('id="write"')[1]
    letters.write_letter(actor=sign_in(typed=receipt.shown()), text="I am back")
    page = page_of(client, case)
    assert warning not in page
    assert "asked us to pause" not in page.split('id="messages"')[0]


def test_duress_warns_above_the_form(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    log_attempt(actor=desk[ONE], case_id=case.pk, code=Attempt.DURESS, version=2)
    page = page_of(unlocked_client(ONE), case)
    assert "Do not contact; decide with a lead" in page
    assert "Under duress: do not write alone" in page.split('id="write"')[1]


def test_after_duress_closing_takes_two_and_words_at_any_level(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    log_attempt(actor=desk[ONE], case_id=case.pk, code=Attempt.DURESS, version=2)
    set_level(
        actor=second_of(desk, case),
        case_id=case.pk,
        level=Urgency.LOW,
        version=3,
    )
    client = unlocked_client(ONE)
    where, said = f"/cases/{case.pk}/close/", {"reason": "advice_only", "version": 4}
    assert client.post(where, {**said, "text": " "}).status_code == 422
    answer = client.post(where, {**said, "text": "Met them"}, follow=True)
    assert "a second person closes it" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == State.TRIAGE


def test_the_page_names_who_can_confirm_and_lets_them(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    proposed(desk, case)
    lead = second_of(desk, case)
    page = page_of(unlocked_client(ONE), case)
    assert "It can be confirmed by:" in page
    assert f"<bdi>{lead.user.username}</bdi>" in page.split("confirmed by:")[1][:80]
    # Whoever holds no key of it learns whom to ask.
    other = page_of(unlocked_client("coordinator_two"), case)
    assert lead.user.username in other.split("It can be confirmed by:")[1][:80]
    assert "Confirm and close" in page_of(unlocked_client(part_of(desk, case)), case)


def test_where_nobody_can_confirm_the_page_says_to_hand_the_keys_on(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    lead = second_of(desk, case)
    propose(lead, case)
    page = page_of(unlocked_client(ONE), case)
    assert "Hand them to a second person first" in page
    assert 'href="/desk/holders/"' in page


def test_a_proposal_is_refused_and_the_step_before_comes_back(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    for part in (ONE, ""):
        case, _receipt = claimed(desk)
        proposed(desk, case)
        client = unlocked_client(part or part_of(desk, case))
        assert "Do not close" in page_of(client, case)
        answer = client.post(
            f"/cases/{case.pk}/refuse/", {"version": case.version}, follow=True
        )
        assert "It stays open." in answer.content.decode()
        line = open_case(desk[ONE], case.pk).line()
        assert line is not None
        assert line.next_step == "contact"
        again = client.post(f"/cases/{case.pk}/confirm/", {"version": case.version + 1})
        assert again.status_code == 422


def test_consents_origin_and_basis_stand_in_words(
    unlocked_client: UnlockedClient,
) -> None:
    given = [{"code": "store_assess", "granted_by": "vital_interest"}]
    case, _receipt = invented_case(
        consents=given, origin="partner", asking="unaware", at="2026-03-04T05:06:07Z"
    )
    page = page_of(unlocked_client(ONE), case)
    said = " ".join(TAGS.sub(" ", page).split())
    assert "Keeping and assessing what they wrote: Allowed" in said
    assert "Sharing what is needed with a lawyer: Not allowed" in said
    assert "Asking others about them: Not allowed" in said
    assert "Referred by a partner" in page
    assert "Vital interest alone" in page
    assert "came in on 4 March" in page


def test_ages_are_no_finer_than_what_is_known(unlocked_client: UnlockedClient) -> None:
    case, _receipt = invented_case()
    client = unlocked_client(ONE)
    assert ">this hour</time>" in client.get("/cases/").content.decode()
    Case.objects.filter(pk=case.pk).update(
        created_at=case.created_at - timedelta(days=3)
    )
    assert ">3 d</time>" in client.get("/cases/").content.decode()


def test_what_is_due_in_one_hour_is_due_within_the_hour(
    unlocked_client: UnlockedClient,
) -> None:
    case, _receipt = invented_case(danger="week", safe_now="yes")
    soon = timezone.now() + timedelta(minutes=60, seconds=20)
    Case.objects.filter(pk=case.pk).update(next_due_at=soon)
    page = unlocked_client(ONE).get("/cases/").content.decode()
    assert "Within the hour" in page
    assert "Within a day" not in page


def test_a_verifier_reads_what_the_board_is_for(
    unlocked_client: UnlockedClient,
) -> None:
    words = "You may reveal identity in these cases"
    assert words in unlocked_client("verifier").get("/cases/").content.decode()
    assert words not in unlocked_client(ONE).get("/cases/").content.decode()


def test_signed_out_a_page_that_is_not_there_offers_to_sign_in(desk: Desk) -> None:
    assert desk
    for path in ("/cases/", "/nowhere/"):
        answer = Client().get(path)
        assert answer.status_code == 404
        assert f"/accounts/login/?next={path}" in answer.content.decode()


def queries_of(client: Client, case: Case) -> dict[str, int]:
    """What the page asks of each database."""
    with ExitStack() as stack:
        asked = {
            name: stack.enter_context(CaptureQueriesContext(connections[name]))
            for name in ("default", "shred")
        }
        page_of(client, case)
        return {name: len(queries) for name, queries in asked.items()}


def test_a_case_page_takes_as_many_queries_for_much_written_as_for_nothing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, receipt = claimed(desk)
    client = unlocked_client(ONE)
    page_of(client, case)
    assert queries_of(client, case) == {"default": 34, "shred": 3}
    for _again in range(4):
        case.refresh_from_db()
        said = {"text": "Invented words.", "name_shown": "", "version": case.version}
        assert client.post(f"/cases/{case.pk}/reply/", said).status_code == 302
        letters.write_letter(actor=sign_in(typed=receipt.shown()), text="Invented.")
        page_of(client, case)
    assert queries_of(client, case) == {"default": 34, "shred": 3}
