"""Every part of an open case has two living holders, one a lead; else leads hear."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from evacuation.holding import Holders
from evacuation.models import CaseWrap, Member, Notice, SignedDocument
from evacuation.models.choices import Compartment, State
from evacuation.services import status
from evacuation.services.granting import grant_key
from evacuation.services.keeping import EVERY, tell_of_missing_holders
from evacuation.services.notices import HOLDERS, deliver, tell_of_gaps
from evacuation.services.triage import claim_case
from evacuation.trusting import trust_now
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import give_addresses
from tests.evacuation.services.test_notices import told

ONE = "coordinator_one"
DAY = datetime(2031, 3, 4, 12, tzinfo=UTC)


def suspend(desk: Desk, *parts: str) -> None:
    users = [desk.users[part] for part in parts]
    Member.objects.filter(user__in=users).update(suspended_at=timezone.now())


def short() -> bool:
    return Holders(trust_now()).any_short()


def test_the_team_holds_a_new_request_and_two_people_one_that_was_claimed(
    desk: Desk,
) -> None:
    assert not short()
    case, _receipt = invented_case()
    assert not short()
    case = claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    assert not short()
    suspend(desk, ONE)
    assert short()
    case.state = State.CLOSED
    case.save()
    assert not short()


def test_two_holders_without_a_lead_are_too_few(desk: Desk) -> None:
    case, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    wraps = CaseWrap.objects.filter(key__case=case)
    for part in (Compartment.TRIAGE, Compartment.INBOX, Compartment.REPLIES):
        user = desk.users["coordinator_two"].pk
        grant_key(actor=desk[ONE], case_id=case.pk, compartment=part, user_id=user)
    leads = [desk.card(part).name for part in ("lead_one", "lead_two", "lead_three")]
    assert not short()
    wraps.filter(recipient__in=leads).delete()
    assert short()


def test_a_part_that_nobody_holds_is_too_few(desk: Desk) -> None:
    case, _receipt = invented_case()
    part = CaseWrap.objects.filter(key__case=case, key__compartment="identity")
    part.delete()
    assert short()


@pytest.fixture
def lacking(desk: Desk, receivers: Receivers, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A case with one holder too few, at noon."""
    case, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    suspend(desk, ONE)
    # Within everybody's term.
    Member.objects.update(ends_at=DAY + timedelta(days=400))
    give_addresses(desk, "lead_one", "lead_two", "coordinator_two")
    at(monkeypatch, DAY)
    return desk


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_each_lead_is_told_once_a_day_and_learns_nothing_of_the_case(
    lacking: Desk, receivers: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tell_of_missing_holders() == 4
    assert tell_of_missing_holders() == 0
    at(monkeypatch, DAY + EVERY)
    assert tell_of_missing_holders() == 0
    deliver()
    assert told(receivers) == ["lead_one", "lead_two"]
    assert Notice.objects.exclude(step=HOLDERS, alert=None, drill=None).count() == 0
    at(monkeypatch, DAY + timedelta(days=1))
    assert tell_of_missing_holders() == 4


def test_who_sleeps_is_told_by_day(
    lacking: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = lacking.users["lead_two"]
    Member.objects.filter(user=lead).update(time_zone="America/Los_Angeles")
    tell_of_missing_holders()
    assert not Notice.objects.filter(user=lead).exists()
    at(monkeypatch, DAY + timedelta(hours=6))
    tell_of_missing_holders()
    assert Notice.objects.filter(user=lead).count() == 2


def test_a_gap_of_the_same_day_is_told_beside_it(lacking: Desk) -> None:
    tell_of_missing_holders()
    assert tell_of_gaps() == 4


def test_what_has_its_holders_is_told_to_nobody(
    lacking: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    Member.objects.update(suspended_at=None)
    assert tell_of_missing_holders() == 0
    suspend(lacking, ONE)
    at(monkeypatch, DAY + EVERY)
    SignedDocument.objects.filter(kind="roster").update(data=b"forged")
    assert tell_of_missing_holders() == 0


def test_the_status_says_so(lacking: Desk) -> None:
    red = {line.code for line in status.lines() if not line.good}
    assert "parts" in red
    Member.objects.update(suspended_at=None)
    red = {line.code for line in status.lines() if not line.good}
    assert "parts" not in red
