"""A contradiction is said where people work, before anything refuses them."""

from __future__ import annotations

from evacuation.services.verifying import record_check
from evacuation.workflow.checked import Check
from tests.evacuation.decisions import ONE, approved_case, version
from tests.evacuation.desk import Desk, UnlockedClient


def test_the_case_and_its_money_say_that_something_contradicts(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = approved_case(desk), unlocked_client(ONE)
    pages = [f"/cases/{case}/", f"/cases/{case}/money/"]
    words = "No money moves before a verifier or a lead has cleared it."
    assert not [one for one in pages if words in client.get(one).content.decode()]
    record_check(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        check=Check.ADVERSE,
        text="Invented: another voice on the phone.",
    )
    for one in pages:
        assert words in client.get(one).content.decode()
