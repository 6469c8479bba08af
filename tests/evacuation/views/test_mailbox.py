from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from evacuation.models import CaseFile, MailboxVisit, Record
from evacuation.models.choices import RecordKind, Urgency
from evacuation.vault.receipts import decoy_of, make_receipt
from evacuation.vault.sealing import new_key
from evacuation.views import mailbox
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import HOME, Browser, asked, letters, replied

THINGS = (
    "pause",
    "withdraw",
    "return",
    "erase",
    "decoy",
    "keep",
    "referrer",
    "appeal",
)
PLACES = (("write", ""), ("contact", ""), ("leave", ""))


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.WAYMARK_VAR = tmp_path
    settings.WAYMARK_HEADS_FILE = str(tmp_path / "heads")


def _plain(page: bytes) -> str:
    """A page without what differs between any two visits."""
    return re.sub(r'name="token" value="\w+"', "", page.decode())


def test_nothing_is_kept_on_the_device_before_the_code_is_typed() -> None:
    page = Client(enforce_csrf_checks=True).get(HOME)
    assert page.status_code == 200
    assert not page.cookies
    assert page.headers["Cache-Control"] == "no-store"
    assert b"<script" not in page.content
    assert len(page.content) < 6000


def test_the_code_opens_the_mailbox_with_a_cookie_that_goes_with_the_browser(
    desk: Desk,
) -> None:
    case, receipt = asked()
    replied(desk["coordinator_one"], case, "Come on Tuesday.")
    browser = Browser(receipt.shown())
    assert browser.entered.status_code == 303
    assert browser.entered.headers["Location"] == HOME
    cookie = browser.entered.cookies["__Host-mailbox"]
    assert (cookie["secure"], cookie["httponly"]) == (True, True)
    assert (cookie["samesite"], cookie["path"]) == ("Strict", "/")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    page = browser.get()
    assert b"Come on Tuesday." in page.content
    assert b"They wait at the door." not in page.content
    assert page.headers["Cache-Control"] == "no-store"
    assert "Refresh" in page.headers
    assert b"<script" not in page.content


def test_the_row_of_a_visit_says_nothing_of_whose_it_is(desk: Desk) -> None:
    case, receipt = asked()
    browser = Browser(receipt.shown())
    row = MailboxVisit.objects.get()
    for known in (receipt.lookup, receipt.symbols.reveal(), case.pk.bytes):
        assert known not in bytes(row.sealed)
    assert (row.seen_at.second, row.seen_at.microsecond) == (0, 0)
    browser.client.cookies["__Host-mailbox"] = "A" * 64
    assert b'name="receipt"' in browser.get().content


def test_wrong_codes_are_all_answered_alike(desk: Desk) -> None:
    _case, receipt = asked()
    unknown = make_receipt(new_key()).shown()
    answers = [
        Client().post(HOME, {"receipt": typed})
        for typed in ("", "nonsense", receipt.shown()[:-4] + "0000", unknown)
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert not any(answer.cookies for answer in answers)
    assert unknown.encode() not in answers[-1].content


def test_a_network_that_tries_too_often_is_told_and_a_right_code_still_opens(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    _case, receipt = asked()
    monkeypatch.setattr(mailbox, "MOST_WRONG", 2)
    client = Client(REMOTE_ADDR="203.0.113.9")
    found = [client.post(HOME, {"receipt": "x"}).status_code for _try in range(4)]
    assert found == [403, 403, 429, 429]
    assert client.post(HOME, {"receipt": receipt.shown()}).status_code == 303


def test_after_fifteen_idle_minutes_the_code_is_asked_for_again(desk: Desk) -> None:
    _case, receipt = asked()
    browser = Browser(receipt.shown())
    token = browser.token
    MailboxVisit.objects.update(seen_at=timezone.now() - timedelta(minutes=17))
    answer = browser.client.post(
        f"{HOME}write/", {"token": token, "text": "Typed for twenty minutes."}
    )
    assert answer.status_code == 403
    assert not Record.objects.filter(kind=RecordKind.LETTER).exists()
    assert b"Typed for twenty minutes." in answer.content
    again = browser.client.post(
        HOME, {"receipt": receipt.shown(), "kept": "Typed for twenty minutes."}
    )
    assert again.status_code == 200
    assert b"Typed for twenty minutes.</textarea>" in again.content
    assert "__Host-mailbox" in again.cookies


def test_leaving_deletes_the_visit_and_clears_the_device(desk: Desk) -> None:
    _case, receipt = asked()
    browser = Browser(receipt.shown())
    answer = browser.post("mailbox_leave", {})
    assert answer.status_code == 200
    assert not MailboxVisit.objects.exists()
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    assert answer.cookies["__Host-mailbox"].value == ""
    assert b'name="receipt"' in browser.get().content


def test_the_quick_exit_ends_the_visit_on_its_way(
    desk: Desk, settings: Settings
) -> None:
    _case, receipt = asked()
    browser = Browser(receipt.shown())
    answer = browser.get("mailbox_exit")
    assert answer.status_code == 302
    assert answer.headers["Location"] == settings.WAYMARK_EXIT_URL
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    assert not MailboxVisit.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://elsewhere.example"}, {"Origin": "null"},
     {"Sec-Fetch-Site": "cross-site"}],
)  # fmt: skip
def test_a_form_of_another_site_changes_nothing(
    desk: Desk, headers: dict[str, str]
) -> None:
    _case, receipt = asked()
    browser = Browser(receipt.shown())
    token = browser.token
    for path, thing in (*PLACES, *(("change", thing) for thing in THINGS)):
        sent = {"token": token, "text": "x", "thing": thing, "do": "1"}
        answer = browser.client.post(f"{HOME}{path}/", sent, headers=headers)
        assert answer.status_code == 403
    data = {"receipt": receipt.shown()}
    assert browser.client.post(HOME, data, headers=headers).status_code == 403
    assert not Record.objects.filter(kind=RecordKind.LETTER).exists()
    assert MailboxVisit.objects.count() == 1


def test_a_form_without_the_visits_token_changes_nothing(desk: Desk) -> None:
    _case, receipt = asked()
    browser = Browser(receipt.shown())
    for path, thing in (*PLACES, *(("change", thing) for thing in THINGS)):
        for data in ({}, {"token": "0" * 64}):
            sent = {"text": "x", "thing": thing, "do": "1", **data}
            answer = browser.client.post(f"{HOME}{path}/", sent)
            assert answer.status_code == 403
    assert not Record.objects.filter(kind=RecordKind.LETTER).exists()
    assert MailboxVisit.objects.count() == 1


def test_a_message_with_a_file_arrives(desk: Desk) -> None:
    case, receipt = asked()
    browser = Browser(receipt.shown())
    upload = SimpleUploadedFile("note.txt", b"abc", "text/plain")
    answer = browser.post("mailbox_write", {"text": "See this.", "files": upload})
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"{HOME}?n=1",
    )
    assert letters(desk["coordinator_one"], case)[-1]["text"] == "See this."
    assert CaseFile.objects.count() == 1
    shown = browser.client.get(f"{HOME}?n=1").content
    assert b"What you sent has arrived" in shown
    assert b"See this." not in shown


def test_files_that_are_too_large_are_refused_and_the_words_stay(
    desk: Desk, settings: Settings
) -> None:
    _case, receipt = asked()
    browser = Browser(receipt.shown())
    token = browser.token
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
    big = SimpleUploadedFile("big.bin", bytes(3 * 1024 * 1024))
    data = {"token": token, "text": "Do not lose this.", "files": big}
    answer = browser.client.post(f"{HOME}write/", data)
    assert answer.status_code == 422
    assert b"Do not lose this.</textarea>" in answer.content
    assert b"2 megabytes" in answer.content
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1024
    big.seek(0)
    assert browser.client.post(f"{HOME}write/", data).status_code == 413
    assert not CaseFile.objects.exists()


def test_too_much_text_is_refused_and_kept(desk: Desk) -> None:
    _case, receipt = asked()
    answer = Browser(receipt.shown()).post("mailbox_write", {"text": "ж" * 4001})
    assert answer.status_code == 422
    assert ("ж" * 4001).encode() in answer.content


def test_how_to_be_reached_goes_to_the_desk(desk: Desk) -> None:
    case, receipt = asked()
    browser = Browser(receipt.shown())
    wrong = browser.post("mailbox_contact", {"channel": "signal", "handle": ""})
    assert wrong.status_code == 422
    said = {"channel": "signal", "handle": "+995 555 000 000", "who_sees": "only_me"}
    assert browser.post("mailbox_contact", said).status_code == 303
    (letter,) = letters(desk["coordinator_one"], case)
    (profile,) = letter["contact"]["profiles"]
    assert profile["handle"] == "+995 555 000 000"
    assert profile["may_write_first"] == "no"


def test_a_critical_request_says_when_it_goes_and_can_be_kept(desk: Desk) -> None:
    _case, receipt = asked(Urgency.CRITICAL)
    browser = Browser(receipt.shown())
    assert browser.change("erase").status_code == 303
    assert b"Everything will be erased in 1\xc2\xa0day" in browser.get().content
    assert browser.change("keep").status_code == 303
    assert b"Everything will be erased in 1\xc2\xa0day" not in browser.get().content


def test_erased_at_once_the_visit_is_over_too(desk: Desk) -> None:
    _case, receipt = asked()
    browser = Browser(receipt.shown())
    answer = browser.change("erase")
    assert answer.status_code == 200
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    assert Browser(receipt.shown()).entered.status_code == 403


def test_the_language_that_was_chosen_stays(desk: Desk) -> None:
    _case, receipt = asked()
    client = Client()
    page = client.get(f"{HOME}?lang=uk")
    assert 'lang="uk"' in page.content.decode()
    answer = client.post(HOME, {"receipt": receipt.shown(), "lang": "uk"})
    assert answer.headers["Location"] == f"{HOME}?lang=uk"
    assert f"{HOME}write/?lang=uk" in client.get(f"{HOME}?lang=uk").content.decode()


def test_without_a_roster_that_holds_the_page_says_so(
    desk: Desk, settings: Settings
) -> None:
    _case, receipt = asked()
    settings.WAYMARK_ORGANISATION_KEY = "00" * 32
    answer = Client().post(HOME, {"receipt": receipt.shown()})
    assert answer.status_code == 503
    assert b"your code stays good" in answer.content


def test_the_second_code_stands_in_the_answer_and_opens_a_quiet_mailbox(
    desk: Desk,
) -> None:
    _case, receipt = asked()
    answer = Browser(receipt.shown()).change("decoy")
    shown = re.findall(r"<span>(\w{4})</span>", answer.content.decode())
    assert "-".join(shown) == decoy_of(receipt).shown()
    assert Browser("".join(shown)).entered.status_code == 303


def test_the_history_of_a_browser_tells_nothing_of_what_was_changed(
    desk: Desk,
) -> None:
    """Every address that this mailbox leads to, in its pages and its answers."""
    _case, receipt = asked(Urgency.CRITICAL)
    browser = Browser(receipt.shown())
    seen = set()
    for thing in THINGS:
        asked_first = browser.post("mailbox_change", {"thing": thing})
        answer = browser.change(thing, may_tell="no")
        seen.add(answer.headers.get("Location", ""))
        for page in (asked_first, answer, browser.get()):
            found = re.findall(r'(?:href|action)="([^"]*)"', page.content.decode())
            seen |= {address for address in found if address.startswith(HOME)}
    assert seen - {""} == {
        HOME,
        f"{HOME}?n=1",
        *(f"{HOME}{name}/" for name in ("write", "contact", "change", "leave", "exit")),
    }
    assert browser.get("mailbox_change").headers["Location"] == HOME


def test_what_was_stopped_is_said_on_return_and_can_be_taken_back(desk: Desk) -> None:
    case, receipt = asked()
    Browser(receipt.shown()).change("withdraw")
    browser = Browser(receipt.shown())
    assert b"you withdrew your request" in browser.get().content
    browser.change("referrer", may_tell="no")
    assert b"you withdrew your request" in browser.get().content
    browser.change("return")
    assert b"you withdrew your request" not in browser.get().content
    kinds = [said["kind"] for said in letters(desk["coordinator_one"], case)]
    assert sorted(kinds) == ["referrer", "return", "withdraw"]


def test_a_request_that_was_stopped_shows_no_work_and_one_way_back(
    desk: Desk,
) -> None:
    _case, receipt = asked(Urgency.CRITICAL)
    browser = Browser(receipt.shown())
    assert b'class="status"' in browser.get().content
    assert b'value="withdraw"' in browser.get().content
    browser.change("withdraw")
    withdrawn = browser.get().content
    assert b'class="status"' not in withdrawn
    assert b'value="return"' in withdrawn
    assert b'value="withdraw"' not in withdrawn
    browser.change("erase")
    both = browser.get().content
    assert b'class="status"' not in both
    assert b'value="keep"' in both
    assert b'value="return"' not in both
    assert b'value="erase"' not in both
    browser.change("keep")
    assert browser.get().content.count(b'value="return"') == 1
    browser.change("return")
    assert b'class="status"' in browser.get().content


def test_a_pause_is_said_on_return_until_they_write(desk: Desk) -> None:
    _case, receipt = asked()
    Browser(receipt.shown()).change("pause")
    browser = Browser(receipt.shown())
    assert b"you asked us not to write to you" in browser.get().content
    browser.post("mailbox_write", {"text": "I am here again."})
    assert b"you asked us not to write to you" not in browser.get().content


def test_times_are_told_as_what_is_left(desk: Desk) -> None:
    case, receipt = asked()
    replied(desk["coordinator_one"], case, "Come.", at=timezone.now().isoformat())
    page = Browser(receipt.shown()).get().content.decode()
    assert "0\xa0minutes ago (" in page
    assert "goes by itself in 3\xa0days" in page


def test_safe_hours_go_to_the_desk_with_their_zone(desk: Desk) -> None:
    case, receipt = asked()
    browser = Browser(receipt.shown())
    said = {"channel": "signal", "handle": "heron-7", "safe_from": "22:00"}
    said |= {"safe_until": "23:30"}
    wrong = browser.post("mailbox_contact", said)
    assert wrong.status_code == 422
    assert b'value="23:30"' in wrong.content
    told = {**said, "time_zone": "Asia/Almaty"}
    assert browser.post("mailbox_contact", told).status_code == 303
    (letter,) = letters(desk["coordinator_one"], case)
    (profile,) = letter["contact"]["profiles"]
    hours = [profile[name] for name in ("safe_from", "safe_until", "time_zone")]
    assert hours == ["22:00", "23:30", "Asia/Almaty"]
