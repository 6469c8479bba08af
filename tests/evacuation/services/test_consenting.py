"""What somebody agreed to is separate, dated, and taken back in one press."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson
from evacuation.access import open_case
from evacuation.errors import WrongState
from evacuation.models import Case, Deadline
from evacuation.services.consenting import (
    Said,
    WordsMissing,
    allowed,
    confirm_vital_interest,
    grant_consent,
    grants,
    refuse_vital_interest,
    take_back,
    waits,
)
from evacuation.services.triage import claim_case
from evacuation.workflow.consent import GrantedBy, Method, Scope
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.proposals import without_guards
from tests.evacuation.services.test_closing import second_of

ONE = "coordinator_one"
LAWYER = Said(Scope.LAWYER, GrantedBy.PERSON, Method.CALL, "ru", "Invented Bar")
VITAL = Said(Scope.PARTNER, GrantedBy.VITAL, Method.NONE, text="Invented: taken away.")


@pytest.fixture
def case(desk: Desk) -> UUID:
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


def said(desk: Desk, case: UUID) -> dict[str, object]:
    version = Case.objects.get(pk=case).version
    return {"actor": desk[ONE], "case_id": case, "version": version}


def stands(desk: Desk, case: UUID) -> set[str]:
    return allowed(open_case(desk[ONE], case))


def test_what_the_form_carried_counts_and_each_grant_beside_it(
    desk: Desk, case: UUID
) -> None:
    before = stands(desk, case)
    assert "share_lawyer" not in before
    assert grant_consent(**said(desk, case), said=LAWYER)  # type: ignore[arg-type]
    assert stands(desk, case) == before | {"share_lawyer"}
    newest = grants(open_case(desk[ONE], case))[-1]
    assert (newest.whom, newest.language) == ("Invented Bar", "ru")
    assert newest.explained_by == desk[ONE].name


def test_what_was_agreed_to_is_taken_back_once(desk: Desk, case: UUID) -> None:
    grant_consent(**said(desk, case), said=LAWYER)  # type: ignore[arg-type]
    for key in [one.key for one in grants(open_case(desk[ONE], case))]:
        take_back(**said(desk, case), key=key)  # type: ignore[arg-type]
        with pytest.raises(WrongState):
            take_back(**said(desk, case), key=key)  # type: ignore[arg-type]
    assert stands(desk, case) == set()
    grant_consent(**said(desk, case), said=LAWYER)  # type: ignore[arg-type]
    assert stands(desk, case) == {"share_lawyer"}


def test_it_ends_on_its_day(
    desk: Desk, case: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    until = Said(Scope.REPORT, GrantedBy.PERSON, Method.CALL, expires=now.date())
    grant_consent(**said(desk, case), said=until)  # type: ignore[arg-type]
    assert "report" in stands(desk, case)
    later = now + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "report" not in stands(desk, case)


def test_without_their_word_it_takes_two_and_a_second_look(
    desk: Desk, case: UUID
) -> None:
    assert not grant_consent(**said(desk, case), said=VITAL)  # type: ignore[arg-type]
    assert "share_partner" not in stands(desk, case)
    with pytest.raises(SamePerson):
        confirm_vital_interest(**said(desk, case))  # type: ignore[arg-type]
    lead = second_of(desk, Case.objects.get(pk=case))
    confirm_vital_interest(**{**said(desk, case), "actor": lead})  # type: ignore[arg-type]
    assert "share_partner" in stands(desk, case)
    assert waits(open_case(desk[ONE], case)) is None
    review = Deadline.objects.get(case=case, clock="review").due_at
    assert review - timezone.now() <= timedelta(hours=72)
    without_guards("DELETE FROM evacuation_approval")
    assert "share_partner" not in stands(desk, case)


def test_without_their_word_it_is_said_why_and_can_be_refused(
    desk: Desk, case: UUID
) -> None:
    silent = Said(Scope.PARTNER, GrantedBy.VITAL, Method.NONE)
    with pytest.raises(WordsMissing):
        grant_consent(**said(desk, case), said=silent)  # type: ignore[arg-type]
    grant_consent(**said(desk, case), said=VITAL)  # type: ignore[arg-type]
    refuse_vital_interest(**said(desk, case))  # type: ignore[arg-type]
    assert "share_partner" not in stands(desk, case)


def test_the_page_shows_them_and_takes_one_back_in_one_press(
    desk: Desk, case: UUID, unlocked_client: UnlockedClient
) -> None:
    client, where = unlocked_client(ONE), f"/cases/{case}/consents/"
    assert where in client.get(f"/cases/{case}/").content.decode()
    version = Case.objects.get(pk=case).version
    typed = {"version": version, "scope": "media", "granted_by": "person"}
    typed |= {"method": "", "text": "Invented words."}
    wrong = client.post(where, typed)
    assert wrong.status_code == 422
    assert "Invented words." in wrong.content.decode()
    assert client.post(where, typed | {"method": "call"}).status_code == 302
    assert "media" in stands(desk, case)
    key = grants(open_case(desk[ONE], case))[-1].key
    assert key in client.get(where).content.decode()
    back = {"version": Case.objects.get(pk=case).version, "key": key}
    assert client.post(f"{where}back/", back).status_code == 302
    assert "media" not in stands(desk, case)
    assert "Taken back" in client.get(where).content.decode()
