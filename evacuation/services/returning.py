"""Somebody thinks of going back: what was looked at again, dated and sealed.

It lies in the account, since the route is destroyed long before anybody goes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotAllowed
from evacuation.journeys.packing import day, kept_shape, packed
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.authority import require_signed
from evacuation.services.changing import changing
from evacuation.services.clocks import set_clock
from evacuation.services.following import RETURN, look_after_return, may_follow
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.returning import (
    REVIEW_WITHIN,
    Home,
    Lists,
    Outcome,
    Papers,
    ReturnAssessment,
)

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

ASSESSED_IN = (State.ARRIVED, State.FOLLOW_UP)
_TEXTS = ("changed", "adviser", "wish", "conditions")
_OLDEST_LOOK, _LATEST_LEAVING = timedelta(days=365), timedelta(days=730)


class ReturnLacks(DeskError):
    """What must be said for this outcome, and is not. `field`: which."""

    code = "return_lacks"


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment of going back. `by`: a name of vault/cards.py."""

    at: datetime
    by: str
    said: ReturnAssessment


def assess_return(
    *, actor: Unlocked, case_id: UUID, version: int, assessment: ReturnAssessment
) -> None:
    """Kept, with the day on which it is looked at again; by the owner or a lead.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, ReturnLacks, NobodySigned,
    KeyMissing, NotTrusted, TooLongText.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.return_assessed",
        states=ASSESSED_IN,
    ) as change:
        opened = change.opened
        if not may_follow(opened):
            raise NotAllowed
        require_signed(opened)
        _require_whole(assessment, timezone.localdate())
        said = packed(assessment)
        change.write(
            Compartment.TRIAGE, RecordKind.FOLLOWED, what=RETURN, assessed=said
        )
        look = look_after_return(opened, said, timezone.now())
        set_clock(change.case, Clock.REVIEW, look)


def may_assess_return(opened: OpenCase) -> bool:
    """Whether this member can write one now."""
    held = opened.holds(Compartment.TRIAGE)
    return held and opened.case.state in ASSESSED_IN and may_follow(opened)


def return_assessments(opened: OpenCase) -> list[Assessed]:
    """Newest first, as far as this member's keys open them. Raises NotTrusted."""
    found = opened.readable(Compartment.TRIAGE, RecordKind.FOLLOWED).values()
    said = [one for one in found if one.get("what") == RETURN]
    return sorted(map(_assessed, said), key=lambda one: one.at, reverse=True)


def _assessed(said: Content) -> Assessed:
    with kept_shape():
        kept = said["assessed"]
        review = day(kept["review"])
        if review is None:
            raise ValueError(kept)
        one = ReturnAssessment(
            home=Home(kept["home"]),
            lists=Lists(kept["lists"]),
            papers=Papers(kept["papers"]),
            outcome=Outcome(kept["outcome"]),
            review=review,
            looked_on=day(kept["looked_on"]),
            leaves=day(kept["leaves"]),
            **{name: str(kept[name]) for name in _TEXTS},
        )
        return Assessed(datetime.fromisoformat(str(said["at"])), str(said["by"]), one)


def _require_whole(one: ReturnAssessment, today: date) -> None:
    looked, leaves = one.looked_on, one.leaves
    faults = (
        ("wish", not one.wish.strip(), _("Write what they want, in their words.")),
        (
            "looked_on",
            one.lists != Lists.UNKNOWN and looked is None,
            _("Say on which day it was looked at."),
        ),
        (
            "looked_on",
            looked is not None and not today - _OLDEST_LOOK <= looked <= today,
            _("A day of the past year."),
        ),
        (
            "conditions",
            one.outcome == Outcome.CONDITIONS and not one.conditions.strip(),
            _("Write what must be there first."),
        ),
        (
            "review",
            not today < one.review <= today + REVIEW_WITHIN,
            _("A day after today, within a year."),
        ),
        (
            "leaves",
            leaves is not None
            and (
                one.outcome == Outcome.NOT_NOW
                or not today <= leaves <= today + _LATEST_LEAVING
            ),
            _("A day from today on, and only where they go."),
        ),
    )
    for field, wrong, words in faults:
        if wrong:
            raise ReturnLacks(field, words)
