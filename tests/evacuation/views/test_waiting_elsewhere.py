"""What waits for a second person on another page is said on the case's own page."""

from __future__ import annotations

import pytest

from evacuation.services.shredding_part import propose_shredding, refuse_shredding
from tests.evacuation.decisions import ONE, submitted_case, version
from tests.evacuation.desk import Desk, UnlockedClient

pytestmark = pytest.mark.proof


def test_a_part_that_waits_to_be_destroyed_stands_on_the_page(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = submitted_case(desk), unlocked_client(ONE)
    where, keeping = f"/cases/{case}/", f'href="/cases/{case}/keeping/">Destroying'
    assert keeping not in client.get(where).content.decode()
    propose_shredding(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        part="identity",
        text="Invented.",
    )
    page = client.get(where).content.decode()
    assert keeping in page
    assert "asked for by you" in page
    other = unlocked_client("approver").get(where).content.decode()
    assert keeping not in other
    refuse_shredding(actor=desk[ONE], case_id=case, version=version(case))
    assert keeping not in client.get(where).content.decode()
