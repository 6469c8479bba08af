"""What is asked of everybody helped, with or without travel, and when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.deadlines import FOLLOW_UPS

if TYPE_CHECKING:
    from collections.abc import Iterable

# Before money or a room ends, there is time to find another.
_BEFORE_THE_END = timedelta(days=7)
_ENDED_AGO, _ENDS_IN = timedelta(days=365), timedelta(days=3650)


class Safety(Coded):
    SAFE = "safe", _("Safe where they are")
    SOUGHT = "sought", _("Somebody looks for them")
    DANGER = "danger", _("In danger again")
    UNKNOWN = "unknown", _("Nobody knows")


class Papers(Coded):
    SETTLED = "settled", _("Settled, or none needed")
    PENDING = "pending", _("A procedure is running")
    REFUSED = "refused", _("Refused, or ending soon")
    NONE = "none", _("Without any")
    UNKNOWN = "unknown", _("Nobody knows")


class Health(Coded):
    WELL = "well", _("Well")
    CARED = "cared", _("Not well, and cared for")
    UNCARED = "uncared", _("Not well, and without care")
    UNKNOWN = "unknown", _("Nobody knows")


class Company(Coded):
    PEOPLE = "people", _("Has people to talk to")
    FEW = "few", _("Hardly anybody")
    ALONE = "alone", _("Alone")
    UNKNOWN = "unknown", _("Nobody knows")


class Returning(Coded):
    STAYS = "stays", _("Does not want to go back")
    WAVERS = "wavers", _("Thinks of going back")
    WANTS = "wants", _("Wants to go back")
    UNKNOWN = "unknown", _("Nobody knows")


# What is asked each time: name, words, answers.
QUESTIONS: tuple[tuple[str, Any, type[Coded]], ...] = (
    ("safety", _("Safety"), Safety),
    ("papers", _("Right to stay"), Papers),
    ("health", _("Health, body and mind"), Health),
    ("company", _("People around them"), Company),
    ("returning", _("Going back"), Returning),
)
# Ends of support, each a day or nothing.
ENDS = (
    ("housing_until", _("The room is paid until")),
    ("money_until", _("The money lasts until")),
)


def dates(since: datetime) -> list[datetime]:
    """When everybody helped at this time is asked how they are."""
    return [since + timedelta(days=days) for days in FOLLOW_UPS]


def next_date(since: datetime, now: datetime) -> datetime | None:
    """The next time to ask; None after the last one."""
    return next((at for at in dates(since) if at > now), None)


def may_end(day: date, today: date) -> bool:
    """Whether support can end on this day: it may have ended, and is never for ever."""
    return today - _ENDED_AGO <= day <= today + _ENDS_IN


def review_at(ends: Iterable[datetime], now: datetime) -> datetime | None:
    """When to look at what ends first; None where nothing is known to end."""
    first = min(ends, default=None)
    return None if first is None else max(now, first - _BEFORE_THE_END)
