"""Safe contact on the pages: confirming it, and phrases shown on demand."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.models import AuditRow, Case, Member
from evacuation.models.choices import Compartment
from evacuation.services.granting import grant_key
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.test_contacting import claimed, hours

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
PHRASES = {
    "ours": "The invented heron is late",
    "theirs": "As ever",
    "duress": "No wonder, in this rain",
}


@pytest.fixture
def case(desk: Desk) -> UUID:
    return claimed(desk, hours(2, 5))


def sent(case: UUID, **said: str) -> dict[str, object]:
    return {"version": Case.objects.get(pk=case).version, **said}


def test_confirming_shows_how_and_until_when(
    case: UUID, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    where = f"/cases/{case}/contact/"
    answer = client.post(where, sent(case, how="phrase"), follow=True)
    page = answer.content.decode()
    assert "Call-back, the phrase was right both ways" in page
    assert "holds until" in page


def test_no_safe_way_without_words_keeps_what_was_chosen(
    case: UUID, unlocked_client: UnlockedClient
) -> None:
    answer = unlocked_client(ONE).post(
        f"/cases/{case}/contact/", sent(case, how="none", text="")
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say why there is no safe way." in page
    assert 'value="none"' in page.split("checked")[0][-200:]


def test_an_attempt_at_the_wrong_hour_says_why_and_keeps_the_choice(
    case: UUID, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    where = f"/cases/{case}/attempt/"
    assert "Do not reach them directly now" in (
        client.get(f"/cases/{case}/").content.decode()
    )
    answer = client.post(where, sent(case, code="no_answer"))
    assert answer.status_code == 422
    assert "It is outside their safe hours." in answer.content.decode()
    said = sent(case, code="no_answer", reason="Invented: the police are on the way")
    assert client.post(where, said).status_code == 302


def test_phrases_are_shown_on_demand_alone_and_the_look_is_recorded(
    case: UUID, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    done = client.post(f"/cases/{case}/phrases/", sent(case, **PHRASES))
    assert done.status_code == 302
    page = client.get(f"/cases/{case}/").content.decode()
    assert not any(phrase in page for phrase in PHRASES.values())
    assert client.get(f"/cases/{case}/phrases/show/").status_code == 405
    shown = client.post(f"/cases/{case}/phrases/show/").content.decode()
    assert all(phrase in shown for phrase in PHRASES.values())
    assert AuditRow.objects.order_by("-number")[0].verb == "phrases.shown"


def test_a_duress_phrase_is_another_one_than_the_answer(
    case: UUID, unlocked_client: UnlockedClient
) -> None:
    said = {**PHRASES, "duress": " as  EVER"}
    answer = unlocked_client(ONE).post(f"/cases/{case}/phrases/", sent(case, **said))
    assert answer.status_code == 422
    assert "It must be another one than the answer." in answer.content.decode()


def test_who_holds_the_account_alone_sees_no_phrases(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    user = desk.users["coordinator_two"].pk
    assert Member.objects.filter(user=user).exists()
    grant_key(
        actor=desk[ONE],
        case_id=case,
        compartment=Compartment.TRIAGE.value,
        user_id=user,
    )
    client = unlocked_client("coordinator_two")
    assert client.get(f"/cases/{case}/").status_code == 200
    assert client.post(f"/cases/{case}/phrases/show/").status_code == 404
