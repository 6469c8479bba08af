"""What somebody says at night to who is on duty: duress, and the words that stop it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evacuation.journeys.night_card import Came
from evacuation.models import Case
from evacuation.services.journeys.check_ins import hear
from evacuation.services.notices import keep_watch
from evacuation.services.triage import hear_case
from evacuation.workflow.movement.check_ins import Heard, Through
from tests.evacuation.decisions import ONE, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.receivers import Receivers
from tests.evacuation.services.journeys.test_check_ins import heard, planned
from tests.evacuation.services.test_night_duty import (
    MINUTE,
    SECOND,
    TWO,
    card,
    noted,
    on_the_way,
    open_alerts,
    pass_time,
    staffed,
)
from tests.evacuation.services.test_notices import told

pytestmark = pytest.mark.proof
__all__ = ["staffed"]

ALOUD = "Do nothing aloud"


def page_of(client: Any, case: Any) -> str:
    return str(client.get(f"/cases/{case}/night-card/").content.decode())


def test_under_duress_the_card_says_so_first_and_hides_the_steps(
    desk: Desk, unlocked_client: UnlockedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, client = on_the_way(desk), unlocked_client(TWO)
    page = page_of(client, case)
    assert ALOUD not in page
    assert page.index("Words that stop it") < page.index("Step by step")
    assert "Invented: the parcel is late." in page
    heard(desk, case, Heard.DURESS)
    page = page_of(client, case)
    assert "Nothing is missed" not in page
    first = page.index(ALOUD)
    for word in ("Invented: it came on Tuesday.", "Invented number", "Step by step"):
        assert first < page.index("<details", first) < page.index(word, first)
    planned(desk, case, timezone.now() + SECOND, tolerance=0 * SECOND)
    later = timezone.now() + 6 * MINUTE
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = page_of(client, case)
    assert page.index(ALOUD) < page.index("Missed since")
    assert "Do the steps below" not in page
    assert page.count("Note what came of it") == 1


def test_who_leads_is_named_where_a_lead_is_to_be_woken(
    staffed: Desk, unlocked_client: UnlockedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    planned(staffed, case, timezone.now() + SECOND, tolerance=0 * SECOND)
    later = timezone.now() + 6 * MINUTE
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = page_of(unlocked_client(TWO), case)
    assert "Leads:" in page[page.index("Wake a lead") :]
    lead = staffed.users["lead_one"].username
    assert lead in page[page.index("Wake a lead") :]


def test_the_words_that_stop_it_wake_the_owner_and_the_leads(
    staffed: Desk, receivers: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    assert card(staffed, case).stop == "Invented: the parcel is late."
    assert card(staffed, case).fallback == "Invented: back to the guesthouse."
    pass_time(monkeypatch, case, MINUTE)
    noted(staffed, case, 0, Came.STOP)
    assert open_alerts(case) == ["stop"]
    keep_watch()
    woken = told(receivers)
    assert ONE in woken
    assert {"lead_one", "lead_two"} <= set(woken)
    assert TWO not in woken
    # Who holds no key has not heard it for them.
    hear_case(actor=staffed[TWO], case_id=case)
    assert open_alerts(case) == ["stop"]
    hear_case(actor=staffed[ONE], case_id=case)
    assert open_alerts(case) == []


def test_whoever_hears_them_by_a_key_wakes_the_same(staffed: Desk) -> None:
    case = on_the_way(staffed)
    hear(
        actor=staffed[ONE],
        case_id=case,
        version=version(case),
        heard=Heard.STOP,
        through=Through.CHANNEL,
    )
    assert open_alerts(case) == ["stop"]
    assert Case.objects.get(pk=case).level != "critical"
    assert card(staffed, case).expected.at > timezone.now() - timedelta(hours=1)
