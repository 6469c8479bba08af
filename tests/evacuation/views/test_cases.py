"""The board, the case page and entering a request, as members meet them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from evacuation.access import open_case
from evacuation.board import case_code
from evacuation.duty_board import Show, rows
from evacuation.models import Alert, AuditRow, Case, Note
from evacuation.models.choices import State
from evacuation.services.alerting import start_alert
from evacuation.services.files import attach
from evacuation.services.mailbox import sign_in
from evacuation.services.triage import claim_case
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import (
    STORY,
    inbox_of,
    invented_case,
    invented_letter,
)

pytestmark = pytest.mark.proof

ONE = "coordinator_one"


def at(case: Case, rest: str = "") -> str:
    return f"/cases/{case.pk}/{rest}"


def test_the_board_says_codes_levels_and_steps_and_no_name(
    unlocked_client: UnlockedClient,
) -> None:
    case, _receipt = invented_case()
    page = unlocked_client(ONE).get("/cases/").content.decode()
    assert case_code(case.pk) in page
    assert "Critical" in page
    assert "Take it over" in page
    # Its name, where the countries are loaded.
    assert ">GE<" in page or ">Georgia<" in page
    assert "Invented Heron" not in page
    assert STORY not in page


def test_the_most_overdue_case_stands_first(unlocked_client: UnlockedClient) -> None:
    later, _receipt = invented_case()
    late, _receipt = invented_case(danger="week", safe_now="yes")
    Case.objects.filter(pk=late.pk).update(
        next_due_at=timezone.now() - timedelta(hours=2)
    )
    page = unlocked_client(ONE).get("/cases/").content.decode()
    assert page.index(case_code(late.pk)) < page.index(case_code(later.pk))
    assert "2 h late" in page


def test_the_board_parts_mine_from_nobodys_and_closed(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    mine, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=mine.pk, version=1)
    nobodys, _receipt = invented_case(danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    shown = {
        show: [
            case.pk
            for case in (mine, nobodys)
            if case_code(case.pk) in client.get(f"/cases/?show={show}").content.decode()
        ]
        for show in ("open", "mine", "nobody", "closed")
    }
    assert shown == {
        "open": [mine.pk, nobodys.pk],
        "mine": [mine.pk],
        "nobody": [nobodys.pk],
        "closed": [],
    }
    critical = client.get("/cases/?level=critical").content.decode()
    assert case_code(mine.pk) in critical
    assert case_code(nobodys.pk) not in critical


def test_the_board_says_where_a_case_stands_and_keeps_to_one_state(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    mine, _receipt = invented_case(danger="24h")
    nobodys, _receipt = invented_case(danger="month")
    claim_case(actor=desk[ONE], case_id=mine.pk, version=1)
    client = unlocked_client(ONE)
    page = client.get("/cases/").content.decode()
    assert '<td data-label="State">In triage</td>' in page
    assert '<td data-label="State">Received</td>' in page
    triage = client.get("/cases/?state=triage").content.decode()
    assert case_code(mine.pk) in triage
    assert case_code(nobodys.pk) not in triage
    assert '<option value="triage" selected>' in triage
    assert "No case like this." in client.get("/cases/?state=appeal").content.decode()
    for other in ("closed", "nonsense", "triage&show=closed"):
        assert client.get(f"/cases/?state={other}").status_code == 200


def test_a_state_set_by_hand_is_left_out_of_no_filter(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    made, _receipt = invented_case(danger="24h")
    Case.objects.filter(pk=made.pk).update(state="appeal")
    page = unlocked_client(ONE).get("/cases/?state=triage").content.decode()
    assert case_code(made.pk) in page
    assert "Cannot be verified" in page


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " ")])
def test_a_code_leads_to_its_case_closed_ones_too(
    desk: Desk, unlocked_client: UnlockedClient, typed: Callable[[str], str]
) -> None:
    made, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    Case.objects.filter(pk=made.pk).update(state="closed", closed_at=made.created_at)
    sent = {"code": typed(case_code(made.pk))}
    answer = unlocked_client(ONE).post("/cases/find/", sent)
    assert (answer.status_code, answer["Location"]) == (302, at(made))


def test_a_code_that_is_none_and_one_of_others_read_alike(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    made, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    client, pages = unlocked_client("approver"), []
    for code in (case_code(made.pk), case_code(uuid4())):
        answer = client.post("/cases/find/", {"code": code})
        assert answer.status_code == 404
        assert "No case with this code opens for you." in answer.content.decode()
        pages.append(answer.content.decode().replace(code, ""))
    plain = [re.sub(r'name="csrf\w+" value="\w+"', "", page) for page in pages]
    assert plain[0] == plain[1]
    for wrong in ("", "K7M2", "K7M2-9QXA-K7M2", "K7M2-9QX!", "x" * 65):
        assert client.post("/cases/find/", {"code": wrong}).status_code == 404


def test_a_board_line_that_does_not_verify_is_shown_as_such(
    unlocked_client: UnlockedClient,
) -> None:
    case, _receipt = invented_case()
    other, _receipt = invented_case()
    taken = Note.objects.get(case=other).sealed
    Note.objects.filter(case=case).update(sealed=taken)
    page = unlocked_client(ONE).get("/cases/").content.decode()
    assert case_code(case.pk) in page
    assert page.count("Cannot be verified") == 1


def test_the_board_takes_as_many_queries_for_many_cases_as_for_one(
    desk: Desk, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(6):
        invented_case()
    # Cases, notes, unheard messages, the team's wrap; their shred rows stand apart.
    me = desk[ONE]
    with django_assert_num_queries(4):
        assert len(rows(me, show=Show.OPEN)) == 6
    with django_assert_num_queries(4):
        assert len(rows(me, show=Show.OPEN, state="received")) == 6


def test_a_case_is_claimed_answered_and_closed_in_the_browser(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, receipt = invented_case(danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    page = client.get(at(case)).content.decode()
    assert STORY in page
    assert "Dental office" in page
    assert client.post(at(case, "claim/"), {"version": 1}).status_code == 302
    sent = {"version": 2, "text": "We read it. Are you alone?", "name_shown": "Wren"}
    assert client.post(at(case, "reply/"), sent).status_code == 302
    assert "Are you alone?" in client.get(at(case)).content.decode()
    assert sign_in(typed=receipt.shown()).case == case.pk
    closed = {"version": 3, "reason": "advice_only", "text": "Moved to a friend"}
    for wrong in ({}, {"code": "AAAA-AAAA"}, {"code": case_code(case.pk), "text": ""}):
        assert client.post(at(case, "close/"), closed | wrong).status_code == 422
    typed = closed | {"code": case_code(case.pk).lower().replace("-", " ")}
    answer = client.post(at(case, "close/"), typed, follow=True)
    assert "The case is closed." in answer.content.decode()
    case.refresh_from_db()
    assert case.state == State.CLOSED


def test_what_was_typed_comes_back_when_somebody_was_faster(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = invented_case(danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    answer = client.post(at(case, "remark/"), {"version": 1, "text": "A long note"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A long note" in page
    assert "Somebody changed this case meanwhile" in page
    assert 'name="version" value="2"' in page


def test_a_reply_taken_back_stands_in_the_field_again(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = invented_case(danger="week", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    client = unlocked_client(ONE)
    client.post(at(case, "reply/"), {"version": 2, "text": "Too early"})
    reply = case.records.get(kind="reply")
    answer = client.post(at(case, f"reply/{reply.pk}/recall/"), {"version": 3})
    assert answer.status_code == 200
    assert "Too early" in answer.content.decode()
    assert not case.records.filter(kind="reply").exists()


def test_a_message_under_duress_is_marked(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = invented_case(danger="week", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    inbox = inbox_of(open_case(desk[ONE], case.pk))
    invented_letter(case.pk, inbox, "All is well now", kind="duress")
    start_alert(case=case, kind=Alert.Kind.MESSAGE)
    client = unlocked_client(ONE)
    assert "New message" in client.get("/cases/").content.decode()
    page = client.get(at(case)).content.decode()
    assert "Somebody used the decoy code" in page
    assert "Critical" in page


def test_identity_opens_for_its_holders_alone_and_is_recorded(
    unlocked_client: UnlockedClient,
) -> None:
    case, _receipt = invented_case()
    assert unlocked_client(ONE).post(at(case, "identity/")).status_code == 404
    verifier = unlocked_client("verifier")
    page = verifier.get(at(case)).content.decode()
    assert "Reveal identity" in page
    assert "Invented Heron" not in page
    assert STORY not in page
    assert "Invented Heron" in verifier.post(at(case, "identity/")).content.decode()
    assert AuditRow.objects.order_by("-number")[0].verb == "identity.revealed"


def test_every_look_at_a_case_is_recorded(unlocked_client: UnlockedClient) -> None:
    case, _receipt = invented_case()
    client = unlocked_client(ONE)
    before = AuditRow.objects.filter(verb="case.opened").count()
    client.get(at(case))
    client.get(at(case))
    assert AuditRow.objects.filter(verb="case.opened").count() == before + 2


ENTERED = {
    "danger": "24h",
    "safe_now": "no",
    "country": "GE",
    "language": "ru",
    "method": "phone",
    "asking": "self",
    "story": "Invented: they wait downstairs.",
    "contact1-channel": "signal",
    "contact1-handle": "@invented.plover",
    "contact1-may_write_first": "yes",
    "safe_from": "00:00",
    "safe_until": "23:59",
    "time_zone": "Asia/Tbilisi",
    "consent_store_assess": "on",
}


def test_a_request_by_telephone_has_the_same_clocks_and_one_receipt(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    page = client.get("/cases/new/").content.decode()
    token = page.split('name="form" value="')[1].split('"')[0]
    answers = [client.post("/cases/new/", {**ENTERED, "form": token}) for _ in "ab"]
    receipts = {
        answer.content.decode().split("<code>")[1].split("</code>")[0]
        for answer in answers
    }
    case = Case.objects.get()
    assert len(receipts) == 1
    assert sign_in(typed=receipts.pop()).case == case.pk
    assert case.level == "critical"
    assert Alert.objects.filter(case=case).count() == 1
    shown = client.get(at(case)).content.decode()
    assert "Safe to reach now" in shown or "Outside safe hours" in shown


def test_an_answer_left_out_keeps_the_rest(unlocked_client: UnlockedClient) -> None:
    client = unlocked_client(ONE)
    page = client.get("/cases/new/").content.decode()
    token = page.split('name="form" value="')[1].split('"')[0]
    answer = client.post("/cases/new/", {**ENTERED, "form": token, "danger": ""})
    assert answer.status_code == 422
    assert "they wait downstairs" in answer.content.decode()
    assert not Case.objects.exists()


def test_hours_are_in_the_time_of_the_country_unless_it_has_many(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)

    def entered(**said: str) -> int:
        page = client.get("/cases/new/").content.decode()
        token = page.split('name="form" value="')[1].split('"')[0]
        sent = {**ENTERED, "form": token, "time_zone": "", **said}
        return client.post("/cases/new/", sent).status_code

    assert entered(country="ZZ", country_words="Atlantis") == 422
    assert entered(safe_until="") == 422
    assert not Case.objects.exists()
    assert entered() == 200
    case = open_case(desk[ONE], Case.objects.get().pk)
    [profile] = case.only("inbox", "contact")["profiles"]
    assert profile["time_zone"] == "Asia/Tbilisi"
    without = {"safe_from": "", "safe_until": "", "time_zone": "Asia/Almaty"}
    assert entered(**without) == 200


@pytest.mark.parametrize("part", ["verifier", "approver", "auditor", "steward"])
def test_only_the_desk_enters_requests(
    unlocked_client: UnlockedClient, part: str
) -> None:
    assert unlocked_client(part).get("/cases/new/").status_code == 404


def test_the_original_of_a_file_goes_to_holders_of_the_inbox_and_is_recorded(
    desk: Desk, unlocked_client: UnlockedClient, settings: Settings, tmp_path: Path
) -> None:
    settings.WAYMARK_VAR = tmp_path
    case, receipt = invented_case()
    sent = SimpleUploadedFile("summons.txt", b"invented" * 20_000, "text/plain")
    attach(actor=sign_in(typed=receipt.shown()), files=[sent], text="Look")
    record = case.records.get(kind="file")
    client = unlocked_client(ONE)
    assert "summons.txt" in client.get(at(case)).content.decode()
    answer = client.post(at(case, f"file/{record.pk}/"))
    assert answer.content == b"invented" * 20_000
    assert answer["Content-Disposition"] == 'attachment; filename="summons.txt"'
    assert AuditRow.objects.order_by("-number")[0].verb == "file.opened"
    verifier = unlocked_client("verifier")
    assert verifier.post(at(case, f"file/{record.pk}/")).status_code == 404


def test_a_file_cut_on_disk_is_not_given_out(
    unlocked_client: UnlockedClient, settings: Settings, tmp_path: Path
) -> None:
    settings.WAYMARK_VAR = tmp_path
    case, receipt = invented_case()
    sent = SimpleUploadedFile("summons.txt", b"invented" * 20_000, "text/plain")
    attach(actor=sign_in(typed=receipt.shown()), files=[sent], text="Look")
    (stored,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    stored.write_bytes(stored.read_bytes()[:70_000])
    record = case.records.get(kind="file")
    answer = unlocked_client(ONE).post(at(case, f"file/{record.pk}/"))
    assert answer.status_code == 503
    assert b"invented" not in answer.content
