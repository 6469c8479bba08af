"""Invented rules, ways and alerts of countries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from evacuation.services.countries.pathways import Way
from evacuation.workflow.movement.contexts import (
    PathwayKind,
    PathwayStatus,
    Rule,
    Says,
    Subject,
)

SOURCE = "Invented Gazette, number 7"


def today() -> date:
    return timezone.localdate()


def entry(**said: Any) -> Rule:
    """Into Armenia with a passport, looked up today."""
    whole = Rule(
        country="AM",
        subject=Subject.ENTRY,
        says=Says.FREE,
        of="international",
        days=90,
        source=SOURCE,
        checked_on=today(),
        good_until=today() + timedelta(days=30),
    )
    return replace(whole, **said)


def seat(**said: Any) -> Way:
    whole = Way(
        country="DE",
        kind=PathwayKind.SEAT,
        status=PathwayStatus.LIMITED,
        source=SOURCE,
        checked_on=today(),
        good_until=today() + timedelta(days=30),
        wait="invented: three months",
    )
    return replace(whole, **said)
