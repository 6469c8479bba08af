"""Contact is lost: who was on the way goes first, and is looked for in hours."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from evacuation.duty_board import Due, Row, Show, rows
from evacuation.models import Case, Deadline
from evacuation.models.choices import State
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.moving import confirm_step
from evacuation.services.remarks import write_remark
from evacuation.steps import Step
from tests.evacuation.decisions import (
    ONE,
    approved_case,
    in_assessment,
    opened,
    state,
    step,
    version,
)
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import travelling_case

pytestmark = pytest.mark.proof

HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)


def lost(desk: Desk, case: UUID) -> None:
    assert step(desk[ONE], case, "lose_contact", text="Invented.")


def duress(desk: Desk, case: UUID) -> None:
    log_attempt(
        actor=desk[ONE], case_id=case, version=version(case), code=Attempt.DURESS
    )


def clock(case: UUID, name: str) -> Deadline:
    return Deadline.objects.get(case=case, clock=name)


def row(desk: Desk, case: UUID) -> Row:
    [found] = [r for r in rows(desk[ONE], show=Show.OPEN) if r.case.pk == case]
    return found


def line(desk: Desk, case: UUID) -> tuple[str, tuple[str, ...]]:
    found = opened(desk, case).line()
    return found.next_step, found.marks


def found_again(desk: Desk, case: UUID) -> None:
    assert not step(desk[ONE], case, "find_again", phrase="on", text="Invented.")
    confirm_step(actor=desk["lead_one"], case_id=case, version=version(case))


def test_who_is_lost_on_the_way_goes_first_and_is_looked_at_in_hours(
    desk: Desk,
) -> None:
    other, case = in_assessment(desk), travelling_case(desk)
    Case.objects.filter(pk=other).update(next_due_at=timezone.now() - 9 * HOURS)
    lost(desk, case)
    first = rows(desk[ONE], show=Show.OPEN)[0]
    assert (first.case.pk, first.due, first.is_lost) == (case, Due.LATE, True)
    assert first.step == str(Step.SEARCH.label)
    left = clock(case, "review").due_at - timezone.now()
    assert 3.8 * HOURS < left <= 4 * HOURS
    assert line(desk, case) == (Step.SEARCH, ("lost",))
    found_again(desk, case)
    assert state(case) == State.IN_TRANSIT
    assert line(desk, case) == (Step.TRAVEL, ())
    assert not row(desk, case).is_lost


def test_each_note_of_the_search_puts_the_next_look_off(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = travelling_case(desk)
    lost(desk, case)
    later = timezone.now() + 5 * HOURS
    monkeypatch.setattr(timezone, "now", lambda: later)
    write_remark(
        actor=desk[ONE], case_id=case, version=version(case), text="Invented: asked."
    )
    assert clock(case, "review").due_at > later + 3 * HOURS
    due = Case.objects.get(pk=case).next_due_at
    assert due is not None
    assert due > later
    assert line(desk, case)[0] == Step.SEARCH


def test_what_was_decided_is_told_to_nobody_who_is_lost(desk: Desk) -> None:
    case = approved_case(desk)
    assert clock(case, "tell").rests_since is None
    lost(desk, case)
    assert clock(case, "tell").rests_since is not None
    assert line(desk, case) == (Step.REVIEW, ())
    left = clock(case, "review").due_at - timezone.now()
    assert left > timedelta(days=1)
    found_again(desk, case)
    assert clock(case, "tell").rests_since is None


def test_duress_still_says_not_to_contact_them_once_they_are_lost(desk: Desk) -> None:
    case = travelling_case(desk)
    duress(desk, case)
    assert clock(case, "tell").rests_since is not None
    lost(desk, case)
    assert line(desk, case) == (Step.DECIDE, ("duress", "lost"))
    due = Case.objects.get(pk=case).next_due_at
    assert due is not None
    assert due - timezone.now() <= 15 * MINUTES
    write_remark(actor=desk[ONE], case_id=case, version=version(case), text="Invented.")
    assert line(desk, case)[0] == Step.DECIDE
    found_again(desk, case)
    assert clock(case, "tell").rests_since is not None


def test_the_pages_promise_no_watch_over_who_is_lost(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, client = travelling_case(desk), unlocked_client(ONE)
    lost(desk, case)
    for place in ("journey/", "journey/check-ins/"):
        words = page(client, case, place)
        assert "Nobody waits by the clock any more" in words, place
        assert "whoever is on duty is woken then" not in words, place
        assert f"/cases/{case}/night-card/" not in words, place
    assert "Contact was lost on the way" in page(client, case, "")
    assert step(desk["verifier"], case, "freeze", text="Invented.")
    words = page(client, case, "journey/check-ins/")
    assert "Nobody waits by the clock any more" in words
    assert "whoever is on duty is woken then" not in words


def page(client: Client, case: UUID, place: str) -> str:
    return str(client.get(f"/cases/{case}/{place}").content.decode())
