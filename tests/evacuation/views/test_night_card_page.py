"""The night card as a page: what is said beside what, and whom to wake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evacuation.services.granting import grant_key
from tests.evacuation.decisions import ONE
from tests.evacuation.mailboxes import Browser
from tests.evacuation.views.test_saying_well import waited_for

if TYPE_CHECKING:
    from uuid import UUID

    from django.test import Client

    from tests.evacuation.desk import Desk, UnlockedClient

pytestmark = pytest.mark.proof

TWO, LEAD = "coordinator_two", "lead_one"


def words_of(client: Client, case: UUID) -> str:
    return client.get(f"/cases/{case}/night-card/").content.decode()


def test_what_to_do_at_the_duress_phrase_stands_right_behind_it(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _code = waited_for(desk)
    words = words_of(unlocked_client(TWO), case)
    phrase = words.index("Invented: it came broken.")
    deed = words.index("Then go on as usual, end soon")
    assert "<dt>" not in words[phrase:deed]


def test_ways_are_called_as_everywhere_and_the_time_says_whose_clock(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _code = waited_for(desk)
    words = words_of(unlocked_client(TWO), case)
    assert "signal:" not in words
    assert "Signal:" in words
    assert "UTC</time>" in words


def test_who_has_the_key_of_a_message_is_named(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, code = waited_for(desk)
    Browser(code).change("well", text="Invented: hello.")
    for part in ("triage", "inbox"):
        grant_key(
            actor=desk[ONE],
            case_id=case,
            compartment=part,
            user_id=desk[LEAD].user.pk,
        )
    names = {part: desk[part].card.code_name for part in (ONE, TWO, LEAD, "lead_two")}
    words = words_of(unlocked_client(TWO), case)
    told = words[words.index("Who holds it:") :]
    told = told[: told.index("</p>")]
    assert names[ONE] in told
    assert names[LEAD] in told
    assert names[TWO] not in told
    assert names["lead_two"] not in told
    # Who holds it has only to look.
    words = words_of(unlocked_client(ONE), case)
    assert "You hold no key for it" not in words
    assert "Open the case: it is compared then" in words
    words = unlocked_client(ONE).get(f"/cases/{case}/").content.decode()
    assert "The person says that they are well" in words
