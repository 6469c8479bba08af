"""The page on which somebody says how urgent a case is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evacuation.models import Case, Record
from evacuation.models.choices import RecordKind, Urgency
from evacuation.services import changing
from tests.evacuation.assessments import set_level
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.services.test_triage import claimed

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
# Vignette 3 of the field's practice: 71, critical.
SEARCHED = {
    "sources": ["S_STATE_SEC"],
    "event_0": "search",
    "days_0": "2",
    "event_1": "device_seized",
    "days_1": "2",
    "event_2": "colleague_arrested",
    "days_2": "5",
    "event_3": "summons",
    "days_3": "0",
    "near": "week",
    "weaknesses": ["located", "device_unsafe"],
    "strengths": ["passport", "lawyer"],
}
CALM = {"event_0": "hostile_law", "ongoing_0": "on", "near": "none"}


def sent(case: Case, said: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"version": Case.objects.get(pk=case.pk).version, **said, **more}


def shown(client: Client, case: Case, said: dict[str, Any]) -> tuple[str, str]:
    """The page with the proposal, and what it says it has shown."""
    answer = client.post(f"/cases/{case.pk}/urgency/", sent(case, said, show="1"))
    assert answer.status_code == 200
    return answer.content.decode(), str(answer.context["form"].data["shown"])


def save(client: Client, case: Case, said: dict[str, Any], **more: Any) -> Any:
    more.setdefault("shown", shown(client, case, said)[1])
    body = sent(case, said, save="1", **more)
    return client.post(f"/cases/{case.pk}/urgency/", body)


def kept(case: Case) -> int:
    return Record.objects.filter(case=case, kind=RecordKind.ASSESSMENT).count()


def test_the_proposal_is_explained_line_by_line(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    page, _shown = shown(unlocked_client(ONE), case, SEARCHED)
    assert "score 71 of 100" in page
    assert '<span class="number">+15</span> Home or office searched, 2 days ago' in page
    assert "−5</span> Valid passport" in page
    assert kept(case) == 0


def test_what_does_not_count_is_struck_through_and_says_why(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    said = {**SEARCHED, "event_4": "blackmail", "days_4": "120", "flags": ["minor"]}
    page, _shown = shown(unlocked_client(ONE), case, said)
    assert '<s><span class="number">+2</span> Blackmail' in page
    assert "only the 4 largest count" in page
    assert '<s><span class="number">−5</span> Valid passport' in page
    assert "Red flags: at least High" in page
    assert page.index("Red flags: at least High") < page.index("Home or office")


def test_a_part_over_its_cap_says_what_is_left(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    events = ("torture", "wanted", "removal_ordered", "assault")
    said = {"near": "none"}
    for number, event in enumerate(events):
        said |= {f"event_{number}": event, f"days_{number}": "1"}
    page, _shown = shown(unlocked_client(ONE), case, said)
    assert "Together 75; this part counts as 45 and no further." in page


def test_saving_sets_the_level_and_stands_in_the_history(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    assert save(client, case, SEARCHED, level="critical").status_code == 302
    case.refresh_from_db()
    assert case.level == Urgency.CRITICAL
    page = client.get(f"/cases/{case.pk}/urgency/").content.decode()
    assert "score 71, rubric 1" in page
    assert "score 71" in client.get(f"/cases/{case.pk}/").content.decode()


def test_another_level_needs_words_and_keeps_what_was_typed(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    refused = save(client, case, SEARCHED, level="high", text=" ")
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Say why it is another level than proposed." in page
    assert '<option value="search" selected>' in page
    assert kept(case) == 0
    done = save(client, case, SEARCHED, level="high", text="Invented: abroad since")
    assert done.status_code == 302
    assert "The sum proposed: Critical" in (
        client.get(f"/cases/{case.pk}/urgency/").content.decode()
    )


def test_two_levels_away_is_not_to_be_had(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    assert save(client, case, CALM, level="high", text="Invented").status_code == 422
    assert kept(case) == 0


def test_nothing_is_saved_under_a_proposal_that_nobody_saw(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    _page, calm = shown(client, case, CALM)
    answer = save(client, case, SEARCHED, shown=calm, level="critical")
    assert answer.status_code == 422
    assert "What you said leads to this proposal" in answer.content.decode()
    assert kept(case) == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"event_0": "search"}, "Say how many days ago"),
        ({"days_0": "3"}, "Say what happened."),
        ({"event_0": "search", "days_0": "-1"}, "greater than or equal to 0"),
    ],
)
def test_half_an_event_is_asked_about(
    desk: Desk, unlocked_client: UnlockedClient, said: dict[str, str], words: str
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    where, body = f"/cases/{case.pk}/urgency/", sent(case, {"near": "none", **said})
    answer = unlocked_client(ONE).post(where, {**body, "show": "1"})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_next_assessment_begins_with_the_last_one(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    save(client, case, SEARCHED, level="critical")
    page = client.get(f"/cases/{case.pk}/urgency/").content.decode()
    assert '<option value="search" selected>' in page
    assert '<option value="none" selected>' in page


def test_a_fifth_event_is_folded_away_until_something_is_said_there(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    page, _shown = shown(client, case, SEARCHED)
    assert "<details><summary>More events" in page
    page, _shown = shown(
        client, case, {**SEARCHED, "event_7": "lost_home_or_job", "days_7": "1"}
    )
    assert "<details open><summary>More events" in page


def test_an_old_assessment_is_called_stale(
    desk: Desk, unlocked_client: UnlockedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _receipt = claimed(desk, danger="week", safe_now="yes")
    client = unlocked_client(ONE)
    past = (timezone.now() - timedelta(hours=25)).isoformat()
    with monkeypatch.context() as then:
        then.setattr(changing, "now_text", lambda: past)
        set_level(actor=desk[ONE], case_id=case.pk, level=Urgency.CRITICAL, version=2)
    assert "Assess again" in client.get(f"/cases/{case.pk}/").content.decode()
    page = client.get(f"/cases/{case.pk}/urgency/").content.decode()
    assert "Older than its level allows" in page


def test_who_holds_no_key_of_the_account_meets_nothing(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = claimed(desk)
    for part in ("coordinator_two", "verifier"):
        client = unlocked_client(part)
        assert client.get(f"/cases/{case.pk}/urgency/").status_code == 404


def test_a_request_that_nobody_took_over_has_no_form(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _receipt = invented_case()
    page = unlocked_client(ONE).get(f"/cases/{case.pk}/urgency/").content.decode()
    assert "once somebody has taken the case over" in page
    assert 'name="save"' not in page
