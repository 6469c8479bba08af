"""They say in the mailbox that they are well: by the phrase, under duress, or neither.

Whoever looks over their shoulder learns nothing of which it was.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.models import Alert, Case, Deadline
from evacuation.services.journeys.check_ins import plan_check_in
from evacuation.services.journeys.expected import said_of_check_ins
from evacuation.services.triage import hear_case
from evacuation.workflow.movement.check_ins import Heard, Through
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import Browser
from tests.evacuation.services.journeys.test_check_ins import heard, with_phrases
from tests.evacuation.services.test_triage import claimed

pytestmark = pytest.mark.proof

THEIRS, DURESS = "invented it came on TUESDAY", "Invented: it came broken."
WRONG = "Invented: hello."


def waited_for(desk: Desk) -> tuple[UUID, str]:
    """A case of coordinator one that should be heard in twenty minutes."""
    case, receipt = claimed(desk)
    Case.objects.filter(pk=case.pk).update(next_due_at=None)
    with_phrases(desk, case.pk)
    plan_check_in(
        actor=desk[ONE],
        case_id=case.pk,
        version=version(case.pk),
        at=timezone.now() + timedelta(minutes=20),
        tolerance=timedelta(minutes=30),
        through=Through.MAILBOX,
    )
    return case.pk, receipt.shown()


def shown(code: str, words: str) -> tuple[int, bytes]:
    browser = Browser(code)
    sent = browser.change("well", text=words)
    page = browser.get().content
    return sent.status_code, page.replace(browser.token.encode(), b"")


def due(case: UUID) -> object:
    return Deadline.objects.get(case=case, clock="check_in").due_at


def test_the_screen_says_the_same_whatever_was_typed(desk: Desk) -> None:
    _case, code = waited_for(desk)
    pages = {shown(code, words) for words in (THEIRS, DURESS, WRONG)}
    assert len(pages) == 1
    [(status, _page)] = pages
    assert status == 303


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        (f"{THEIRS}! I call tomorrow", "phrase"),
        (f"{THEIRS}. {DURESS}", "duress"),
        (WRONG, "wrong"),
    ],
)
def test_the_next_session_of_a_holder_compares_it(
    desk: Desk, words: str, heard: str
) -> None:
    case, code = waited_for(desk)
    before = due(case)
    shown(code, words)
    assert due(case) == before
    assert Alert.objects.filter(case=case, kind="message").exists()
    hear_case(actor=desk[ONE], case_id=case)
    hear_case(actor=desk[ONE], case_id=case)
    said = said_of_check_ins(opened(desk, case))
    assert [one["heard"] for one in said if one["what"] == "heard"] == [heard]
    assert (due(case) != before) == (heard == "phrase")
    line = opened(desk, case).line()
    assert line is not None
    assert ("duress" in line.marks) == (heard == "duress")


def test_who_tries_words_until_one_fits_is_not_heard_by_it(desk: Desk) -> None:
    case, code = waited_for(desk)
    before = due(case)
    for words in (WRONG, WRONG, WRONG, THEIRS):
        shown(code, words)
    hear_case(actor=desk[ONE], case_id=case)
    said = said_of_check_ins(opened(desk, case))
    assert [one["heard"] for one in said if one["what"] == "heard"] == ["wrong"] * 4
    assert due(case) == before
    # Under duress the word counts whatever was tried before.
    shown(code, DURESS)
    hear_case(actor=desk[ONE], case_id=case)
    line = opened(desk, case).line()
    assert line is not None
    assert "duress" in line.marks
    # Whoever has spoken with them begins anew.
    heard(desk, case, Heard.PHRASE)
    shown(code, THEIRS)
    hear_case(actor=desk[ONE], case_id=case)
    last = said_of_check_ins(opened(desk, case))[-1]
    assert (last["heard"], last["through"]) == ("phrase", "mailbox")


def test_nothing_is_sent_without_words_and_they_come_back(desk: Desk) -> None:
    _case, code = waited_for(desk)
    browser = Browser(code)
    page = browser.change("well", text=" ")
    assert page.status_code == 422
    assert b"Write the words." in page.content
    long = browser.change("well", text="Invented. " * 30)
    assert long.status_code == 422
    assert long.content.count(b"Invented. ") > 20
