"""Notes, attempts and a reply taken back, by API."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from evacuation.models import Record
from evacuation.services.lockdown import lock_down
from evacuation.services.mailbox import sign_in
from evacuation.services.triage import claim_case
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
NOTES, ATTEMPTS, RECALL = "notes/", "attempts/", "replies/recall/"


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Claimed by coordinator_one; lead_one holds its keys, too."""
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


def test_a_note_is_written_and_read_by_the_desk(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    made = change(caller, case, NOTES, {"text": "Invented note."})
    [note] = read(tool(desk, "lead_one"), case, NOTES).json()["notes"]
    assert (note["id"], note["kind"]) == (made.json()["record"], "remark")
    assert (note["text"], note["verified"]) == ("Invented note.", True)
    assert note["by"] == desk.users["coordinator_one"].username


def test_a_spoilt_note_is_said_to_be_one(desk: Desk, case: UUID) -> None:
    made = change(tool(desk), case, NOTES, {"text": "Invented note."}).json()
    record = Record.objects.get(pk=made["record"])
    record.sealed = bytes(record.sealed)[:-1] + b"\0"
    record.save()
    [note] = read(tool(desk), case, NOTES).json()["notes"]
    assert (note["text"], note["verified"]) == ("", False)


def test_an_attempt_outside_what_is_safe_needs_a_reason(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    unsafe = change(caller, case, ATTEMPTS, {"code": "no_answer"})
    assert code(unsafe) == (409, "not_safe_now")
    assert unsafe.json()["errors"][0]["pointer"] == "#/reason"
    said = {"code": "no_answer", "reason": "Invented: they asked for it."}
    assert change(caller, case, ATTEMPTS, said).status_code == 200
    [note] = read(caller, case, NOTES).json()["notes"]
    assert (note["kind"], note["words"]) == ("attempt", "No answer")
    assert faults(change(caller, case, ATTEMPTS, {"code": "shouted"})) == ["#/code"]


def test_duress_is_an_alarm_whatever_the_hour(desk: Desk, case: UUID) -> None:
    said = {"code": "duress"}
    assert change(tool(desk), case, ATTEMPTS, said).status_code == 200


def test_a_reply_is_taken_back_in_its_first_minute(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    sent = change(caller, case, "replies/", {"text": "Invented mistake."})
    said = {"reply": sent.json()["id"]}
    others = change(tool(desk, "lead_one"), case, RECALL, said)
    assert code(others) == (409, "too_late")
    back = change(caller, case, RECALL, said, on=sent["ETag"])
    assert back.json() == {"text": "Invented mistake."}
    assert code(change(caller, case, RECALL, said)) == (404, "not_found")
    unknown = {"reply": str(uuid4())}
    assert code(change(caller, case, RECALL, unknown)) == (404, "not_found")


def test_steps_stand_in_the_timeline_with_what_was_said(desk: Desk, case: UUID) -> None:
    caller = tool(desk)
    change(caller, case, "steps/ask/", {"text": "Invented question?"})
    found = read(caller, case, "timeline/").json()
    newest = found["steps"][0]
    assert newest["said"][0]["text"] == "Invented question?"
    assert newest["by"] == desk.users["coordinator_one"].username
    assert (newest["waits"], newest["dropped"]) == (False, False)
    assert found["clocks"][0]["label"]


def test_a_lost_receipt_is_replaced_by_one_that_opens_the_mailbox(
    desk: Desk, case: UUID
) -> None:
    caller, where = tool(desk), "mailbox-receipt/"
    late = change(caller, case, where, on='"1"')
    assert code(late) == (412, "stale_version")
    made = change(caller, case, where)
    assert sign_in(typed=made.json()["receipt"]).case == case
    lock_down(actor=desk["lead_one"])
    assert code(change(tool(desk), case, where)) == (423, "locked_down")


def test_others_neither_read_nor_write_notes(desk: Desk, case: UUID) -> None:
    for part in ("verifier", "approver", "auditor"):
        caller = tool(desk, part)
        assert read(caller, case, NOTES).status_code == 404, part
        answer = change(caller, case, NOTES, {"text": "Invented."})
        assert answer.status_code in (403, 404), part
