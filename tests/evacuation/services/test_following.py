"""Everybody helped is asked how they are, and what ends is looked at in time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.errors import NotAllowed, WrongState
from evacuation.models import Case, Deadline
from evacuation.models.choices import State
from evacuation.services.following import (
    Answers,
    WrongAnswer,
    dates,
    follow_ups,
    record_follow_up,
)
from tests.evacuation.decisions import ONE, approved_case, opened, state, step, version
from tests.evacuation.desk import Desk, UnlockedClient

pytestmark = pytest.mark.proof

WELL = {
    "safety": "safe",
    "papers": "pending",
    "health": "cared",
    "company": "few",
    "returning": "stays",
}


@pytest.fixture
def helped(desk: Desk) -> UUID:
    """Protected without travel."""
    case = approved_case(desk)
    assert step(desk[ONE], case, "protect", given="Invented help.")
    assert state(case) == State.FOLLOW_UP
    return case


def follow(desk: Desk, case: UUID, part: str = ONE, **said: object) -> None:
    record_follow_up(
        actor=desk[part],
        case_id=case,
        version=version(case),
        answers=Answers(**{"codes": WELL, **said}),  # type: ignore[arg-type]
    )


def due(case: UUID, clock: str) -> timedelta:
    at = Deadline.objects.get(case=case, clock=clock).due_at
    return at - timezone.now() + timedelta(minutes=5)


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    now = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_they_are_asked_after_a_week_and_at_set_days(desk: Desk, helped: UUID) -> None:
    assert due(helped, "follow_up").days == 7
    found = dates(opened(desk, helped))
    assert [(at - found[0]).days for at in found] == [0, 23, 53, 83]


def test_what_they_say_is_kept_and_the_next_day_follows(
    desk: Desk, helped: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch, 8)
    follow(desk, helped, text="Invented.")
    (said,) = follow_ups(opened(desk, helped))
    assert (said["safety"], said["text"]) == ("safe", "Invented.")
    assert 21 <= due(helped, "follow_up").days <= 22
    later(monkeypatch, 83)
    follow(desk, helped)
    assert not Deadline.objects.filter(case=helped, clock="follow_up").exists()


def test_who_was_spoken_with_is_spoken_with_again_later(
    desk: Desk, helped: UUID
) -> None:
    soon = timezone.now() + timedelta(hours=11)
    Deadline.objects.update_or_create(
        case_id=helped, clock="check", defaults={"due_at": soon}
    )
    follow(desk, helped)
    assert due(helped, "check") > timedelta(days=6)
    # What comes next is the next day on which they are asked.
    following = Deadline.objects.get(case=helped, clock="follow_up").due_at
    assert Case.objects.get(pk=helped).next_due_at == following


def test_what_ends_is_looked_at_a_week_before(desk: Desk, helped: UUID) -> None:
    today = timezone.now().date()
    ends = {
        "housing_until": today + timedelta(days=30),
        "money_until": today + timedelta(days=40),
    }
    follow(desk, helped, ends=ends)
    assert 21 <= due(helped, "review").days <= 23
    follow(desk, helped, ends={"money_until": today + timedelta(days=2)})
    assert due(helped, "review").days == 0
    follow(desk, helped)
    assert not Deadline.objects.filter(case=helped, clock="review").exists()


def test_only_the_owner_or_a_lead_keeps_it_and_only_after_the_help(
    desk: Desk, helped: UUID
) -> None:
    with pytest.raises(NotAllowed):
        follow(desk, helped, "coordinator_two")
    with pytest.raises(WrongAnswer):
        follow(desk, helped, codes={**WELL, "safety": "perhaps"})
    step(desk[ONE], helped, "new_threat", text="Invented.")
    with pytest.raises(WrongState):
        follow(desk, helped)


def test_the_page_keeps_what_was_typed_until_it_is_whole(
    desk: Desk, helped: UUID, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    where = f"/cases/{helped}/follow-up/"
    assert where in client.get(f"/cases/{helped}/").content.decode()
    said: dict[str, object] = {
        **WELL,
        "version": version(helped),
        "text": "Invented note.",
    }
    wrong = client.post(where, {**said, "safety": ""})
    assert wrong.status_code == 422
    assert "Invented note." in wrong.content.decode()
    until = (timezone.now().date() + timedelta(days=900)).isoformat()
    kept = client.post(
        where, {**said, "version": version(helped), "money_until": until}
    )
    assert kept.status_code == 302
    page = client.get(where).content.decode()
    assert "Invented note." in page
    assert "Somebody looks for them" in page
    assert Case.objects.get(pk=helped).state == State.FOLLOW_UP
