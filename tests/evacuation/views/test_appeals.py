"""What approvers and owners read of each other around a refusal and an appeal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from evacuation.models.choices import Compartment
from evacuation.services.answering import was_told
from tests.evacuation.decisions import (
    ONE,
    opened,
    signed,
    step,
    submitted_case,
    version,
)
from tests.evacuation.desk import Desk

if TYPE_CHECKING:
    from uuid import UUID

    from tests.evacuation.desk import UnlockedClient

pytestmark = pytest.mark.proof

DECLINED = {
    "reason": "not_feasible_now",
    "alternative": "lawyer",
    "message": "Invented words.",
}
SAID = "Invented: the summons came after you decided."


def appealed(desk: Desk) -> UUID:
    case = submitted_case(desk)
    assert step(desk["approver"], case, "decline", **DECLINED)
    assert step(desk[ONE], case, "appeal", ground="new_facts", text=SAID)
    return case


def test_who_decides_on_an_appeal_reads_its_ground_and_words(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = appealed(desk)
    assert not opened(desk, case, "finance").holds(Compartment.TRIAGE)
    client = unlocked_client("finance")
    for page in ("", "decision/"):
        said = client.get(f"/cases/{case}/{page}").content.decode()
        assert SAID in said, page
        assert "New facts" in said, page
    # And what was refused, with which words.
    assert "Invented words." in said
    assert "Not feasible now" in said
    assert signed(desk, case, "finance")


def test_what_an_approver_wrote_to_them_waits_in_the_field_of_the_owner(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    client = unlocked_client(ONE)
    assert 'name="tells"' not in client.get(f"/cases/{case}/").content.decode()
    assert step(desk["approver"], case, "decline", **DECLINED)
    page = client.get(f"/cases/{case}/").content.decode()
    form = page.split('id="write"')[1].split("</form>")[0]
    assert "Invented words." in form
    assert re.search(r'name="tells"[^>]* checked', form)
    said = {"text": "Invented: in their language.", "name_shown": "", "tells": "on"}
    client.post(f"/cases/{case}/reply/", {**said, "version": version(case)})
    assert was_told(opened(desk, case))
    page = client.get(f"/cases/{case}/").content.decode()
    form = page.split('id="write"')[1].split("</form>")[0]
    assert "Invented words." not in form
    assert 'name="tells"' not in form


def test_an_approver_reads_in_which_language_to_write(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk)
    page = unlocked_client("approver").get(f"/cases/{case}/decision/").content.decode()
    facts = page.split('id="facts"')[1].split("</dl>")[0]
    assert "Russian" in facts or "\u0440\u0443\u0441\u0441\u043a\u0438\u0439" in facts
