"""What approvers read of an appeal before they decide on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment
from tests.evacuation.decisions import ONE, opened, signed, step, submitted_case
from tests.evacuation.desk import Desk

if TYPE_CHECKING:
    from uuid import UUID

    from tests.evacuation.desk import UnlockedClient

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
    assert signed(desk, case, "finance")
