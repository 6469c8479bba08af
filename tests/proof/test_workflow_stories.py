"""Every end that a request can come to, lived through by everybody it takes.

Real gunicorn, real PostgreSQL, Chromium without scripts, an account for each role; the
person has a code and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from evacuation import dumping
from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.models import Case
from evacuation.models.choices import State
from evacuation.services.auditing import verify_audit
from evacuation.services.backups import make_backup
from evacuation.shred.models import ShredRow
from evacuation.shredding import case_scope
from tests.browser.driving import chromium
from tests.cast import make_places
from tests.proof import test_vault_backups
from tests.proof.desk_stage import DeskStage
from tests.proof.test_first_message import come_back
from tests.proof.test_vault_backups import _thief
from tests.proof.test_vault_canaries import _leaks
from tests.proof.workflow_acts import (
    FINANCE,
    LEAD,
    OWNER,
    PASSED,
    PROGRAMME,
    VERIFIER,
    assess,
    before_the_decision,
    begin_the_assessment,
    keep_how_they_are,
    pay,
    record_check,
    sign,
    submit,
    submitted,
    trust,
    until_it_shows,
    vouch,
    write_proposal,
)
from tests.proof.workflow_people import (
    People,
    Request,
    answer,
    fill,
    press,
    take_step,
)
from tests.servers import StartServer

pytestmark = [pytest.mark.long, pytest.mark.browser]
empty_databases = test_vault_backups.empty_databases


def in_order(request: Request, *verbs: str) -> bool:
    """Whether these were done, one after another, whatever lay between."""
    left = iter(request.verbs)
    return all(verb in left for verb in verbs)


def ends_in_advice(people: People) -> None:
    """Triage, a lawyer's number in the mailbox, closed by two."""
    request = people.ask_for_help("advice", safe_now="no", danger="24h")
    people.take_over(OWNER, request)
    number = people.write_to(OWNER, request, "lawyersnumber")
    page = people.at(OWNER, request)
    page.get_by_text("Close the case", exact=True).click()
    form = page.locator("form[action$='/close/']")
    fill(form, reason="advice_only", text=people.words.say("ending"))
    press(form.get_by_role("button"))
    assert request.row.state == State.TRIAGE
    other = people.on_the_board(LEAD, request)
    press(other.get_by_role("button", name="Confirm and close"))
    expect(other.get_by_text("The case is closed.")).to_be_visible()
    person = people.in_the_mailbox(request)
    expect(person.get_by_text(number)).to_be_visible()
    expect(person.get_by_text("Your request is closed.")).to_be_visible()
    assert request.row.state == State.CLOSED
    assert in_order(
        request, "case.assigned", "reply.sent", "case.close_proposed", "case.closed"
    )


def is_decided_and_followed_up(people: People) -> None:
    """Vouched for, approved by two on a phone, helped, asked how they are, closed."""
    request = people.ask_for_help("helped")
    begin_the_assessment(people, request)
    assert request.row.level == "medium"
    trust(people, "Invented Aid", "Invented Shelter")
    is_verified_enough(people, request)
    submitted(people, request, euro="3200")
    # Over 3 000 euro neither of the two is enough alone.
    sign(people, PROGRAMME, request, "Signed. Another signature is missing.")
    assert request.row.state == State.DECISION_PENDING
    sign(people, FINANCE, request, "Approved.")
    assert request.row.state == State.APPROVED
    page = people.at(OWNER, request)
    take_step(page, "plan", text=people.words.say("support"))
    pay(people, request, "1200.50")
    people.at(OWNER, request)
    take_step(page, "protect", given=people.words.say("given"))
    assert request.row.state == State.FOLLOW_UP
    keep_how_they_are(people, request)
    close_as_protected(people, request)
    assert in_order(
        request,
        "case.assigned",
        "case.assess",
        "case.submit",
        "decision.signed",
        "case.approve",
        "case.plan",
        "case.protect",
        "case.finish_proposed",
        "case.finish",
    )


def is_verified_enough(people: People, request: Request) -> None:
    """One word at first hand is enough for 3 000 euro, not for more."""
    record_check(people, OWNER, request, "channel")
    page = vouch(people, request, "Invented Aid")
    expect(page.locator("#verification-now")).to_contain_text("V3")
    page = write_proposal(people, request, euro="3200")
    submit(page)
    lacks = "What was verified is enough for what is to be spent."
    expect(page.locator(".error-summary")).to_contain_text(lacks)
    assert request.row.state == State.ASSESSMENT
    vouch(people, request, "Invented Shelter")
    record_check(people, VERIFIER, request, "corroborated")
    page = people.at(OWNER, request, "verification/")
    expect(page.locator("#verification-now")).to_contain_text("V4")


def close_as_protected(people: People, request: Request) -> None:
    """The danger has passed; the owner proposes it, an approver confirms."""
    page = people.member(OWNER)
    assess(page, request, **PASSED)
    assert request.row.level == "low"
    people.at(OWNER, request)
    ended, said = "protection_without_relocation", people.words.say("outcome")
    take_step(page, "finish", reason=ended, text=said, reconciled=True)
    assert request.row.state == State.FOLLOW_UP
    other = people.on_the_board(PROGRAMME, request)
    press(other.get_by_role("button", name="Confirm", exact=True))
    assert request.row.state == State.CLOSED


def is_declined(people: People) -> tuple[Request, str]:
    """By one approver, with words that the owner sends on. The words are returned."""
    request = people.ask_for_help("declined")
    begin_the_assessment(people, request)
    record_check(people, OWNER, request, "channel")
    record_check(people, OWNER, request, "papers")
    submitted(people, request, euro="250")
    page = before_the_decision(people, PROGRAMME, request)
    why = {"reason": "not_feasible_now", "alternative": "lawyer"}
    words = people.words.say("kindly")
    answer(page, "Decline", message=words, **why)
    assert request.row.state == State.DECLINED
    page = people.at(OWNER, request, "decision/")
    expect(page.get_by_label("Words to the person")).to_have_value(words)
    press(page.get_by_role("button", name="Send these words"))
    return request, words


def wins_the_appeal(people: People, request: Request, words: str) -> None:
    """The person asks again with the code; somebody else decides."""
    person = people.in_the_mailbox(request)
    until_it_shows(person, words)
    press(person.get_by_role("button", name="Ask for a new decision"))
    appeal = people.words.say("appeal")
    fill(person.locator("form").last, ground="new_facts", text=appeal)
    press(person.get_by_role("button", name="Send"))
    expect(person.get_by_text("What you sent has arrived")).to_be_visible()
    # Whoever opens it next finds that it is decided anew.
    people.on_the_board(OWNER, request)
    assert request.row.state == State.APPEAL
    first = before_the_decision(people, PROGRAMME, request)
    said = first.locator(".answers .notice")
    expect(said).to_contain_text("Who decided before does not decide again.")
    expect(first.get_by_role("button", name="Approve and sign")).to_have_count(0)
    sign(people, FINANCE, request, "Approved.")
    assert request.row.state == State.APPROVED
    assert in_order(
        request,
        "case.submit",
        "case.decline",
        "reply.sent",
        "case.appeal",
        "case.approve",
    )


def is_taken_back(people: People) -> None:
    """The person withdraws with the code; it is closed, and nobody writes."""
    request = people.ask_for_help("withdrawn", danger="72h")
    people.take_over(OWNER, request)
    person = people.in_the_mailbox(request)
    press(person.get_by_role("button", name="I withdraw my request"))
    press(person.get_by_role("button", name="Withdraw my request"))
    page = people.on_the_board(OWNER, request)
    withdrawn = page.get_by_text("The person took the request back", exact=True)
    expect(withdrawn).to_be_visible()
    step = page.locator("#step-withdraw")
    fill(step, text=people.words.say("kept"))
    press(step.get_by_role("button"))
    # At this level a second person looks at it, too.
    assert request.row.state == State.TRIAGE
    other = people.on_the_board(LEAD, request)
    press(other.get_by_role("button", name="Confirm", exact=True))
    assert request.row.state == State.CLOSED
    assert in_order(
        request,
        "case.assigned",
        "letter.received",
        "case.withdraw_proposed",
        "case.withdraw",
    )


def is_taken_over(people: People) -> Request:
    request = people.ask_for_help("erased")
    people.take_over(OWNER, request)
    return request


def is_erased(people: People, request: Request) -> None:
    """Read by the desk until the person erases it; then their code opens nothing."""
    person = people.in_the_mailbox(request)
    press(person.get_by_role("button", name="Erase everything"))
    press(person.get_by_role("button", name="Erase everything"))
    expect(person.get_by_role("heading", name="Everything is erased")).to_be_visible()
    come_back(person, request.receipt)
    expect(person.get_by_label("Your code")).to_be_visible()
    page = people.member(OWNER)
    gone = page.goto(request.page)
    assert gone is not None
    assert gone.status == 404
    assert request.verbs[-1] == "case.erased"
    assert not Case.objects.filter(pk=request.case).exists()
    assert not ShredRow.objects.filter(pk=case_scope(request.case)).exists()


def story_of(stage: DeskStage, request: Request) -> str:
    """As its owner opens it. Raises NotVisible."""
    opened = open_case(stage.desk[OWNER], request.case)
    return str(opened.only("triage", "account")["story"])


def dumps() -> list[tuple[str, bytes]]:
    """Both databases as they are now, by name."""
    return [
        (alias, b"".join(dumping.dump(alias, plain=True)))
        for alias in ("default", "shred")
    ]


def test_every_request_comes_to_its_end_through_the_doors_of_those_it_takes(
    desk_stage: DeskStage,
    start_gunicorn: StartServer,
    empty_databases: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The loop that runs in this thread is the browser's; rows are read in its pauses.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    make_places()
    server = start_gunicorn(desk_stage.database_url, **desk_stage.environment())
    with chromium() as browser:
        people = People(browser, server.url)
        won, words = is_declined(people)
        ends_in_advice(people)
        is_decided_and_followed_up(people)
        is_taken_back(people)
        wins_the_appeal(people, won, words)
        erased = is_taken_over(people)
        assert story_of(desk_stage, erased) == erased.story
        before, yesterday = dumps(), make_backup().archives["main"]
        is_erased(people, erased)
    assert verify_audit().good
    # Whatever stands in clear is found; of what was typed nothing is.
    left = [*before, *dumps()]
    assert _leaks([str(erased.case)], before)
    assert _leaks([*people.words.typed, won.receipt, erased.receipt], left) == set()
    # Yesterday's dump beside the keys of today: all rows, and nothing to read them.
    _thief(desk_stage, empty_databases(), yesterday)
    assert Case.objects.filter(pk=erased.case).exists()
    assert story_of(desk_stage, won) == won.story
    with pytest.raises(NotVisible):
        story_of(desk_stage, erased)
