"""Whom a case page names for the second word, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from evacuation.services.triage import claim_case
from tests.evacuation.decisions import ONE, approved_case, step
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

if TYPE_CHECKING:
    from tests.evacuation.desk import UnlockedClient


def page_of(client: object, case: UUID) -> str:
    return str(client.get(f"/cases/{case}/").content.decode())  # type: ignore[attr-defined]


def ending(desk: Desk) -> UUID:
    """Proposed by its owner to be closed, which takes an approver."""
    case, me = approved_case(desk), desk[ONE]
    step(me, case, "plan", text="Invented.")
    step(me, case, "protect", given="Invented.")
    said = {"reason": "protection_without_relocation", "text": "Invented: well."}
    assert not step(me, case, "finish", reconciled=True, **said)
    return case


def test_an_end_after_help_names_approvers_and_no_lead(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = ending(desk)
    page = page_of(unlocked_client(ONE), case)
    said = page.split("It can be confirmed by:")[1].split("</p>")[0]
    names = {part for part in desk.users if f"<bdi>{part}</bdi>" in said}
    assert names == {"approver", "finance"}
    assert "You hold no key for this case" not in page
    assert 'href="#steps"' in page


def test_a_stop_is_lifted_by_verifiers_and_leads(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    step(desk[ONE], made.pk, "freeze", text="Invented suspicion.")
    step(desk["lead_one"], made.pk, "lift", rechecked=True, text="Invented: nothing.")
    page = page_of(unlocked_client(ONE), made.pk)
    # The one lead who holds the account proposed it.
    assert "Nobody who holds the keys can confirm it" in page
    assert "It can be confirmed by:" not in page
    assert "You hold no key for this case" not in page
