"""When a closed case is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evacuation.workflow import retention
from evacuation.workflow.reasons import Ending

CLOSED = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("ending", Ending)
def test_a_case_is_forgotten_after_90_days_and_spam_after_30(ending: Ending) -> None:
    days = 30 if ending.value == "spam_or_hostile" else 90
    assert retention.forget_at(ending, CLOSED) == CLOSED + timedelta(days=days)
    assert retention.forget_at(str(ending), CLOSED) == CLOSED + timedelta(days=days)


@pytest.mark.parametrize("ending", Ending)
def test_leads_hear_two_weeks_before(ending: Ending) -> None:
    assert timedelta(days=14) == retention.WARNED_BEFORE
    assert retention.forget_at(ending, CLOSED) - retention.WARNED_BEFORE > CLOSED


def test_nothing_is_held_longer_than_two_years_nor_unreviewed_for_a_quarter() -> None:
    assert timedelta(days=730) == retention.LONGEST_HOLD
    assert timedelta(days=91) == retention.HOLD_REVIEWED


def test_backups_outlive_nothing_for_longer_than_30_days() -> None:
    assert timedelta(days=30) == retention.BACKUPS
    assert timedelta(days=7) == retention.SHRED_BACKUPS
