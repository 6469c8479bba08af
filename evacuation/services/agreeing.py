"""A second person agrees to interim help above what one gives alone, before it is.

Whoever asked for it, owns the case or vouched is no second person.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing, WrongState
from evacuation.models.choices import Compartment
from evacuation.models.proposal import Action, Decision
from evacuation.services import given, measures, proposing
from evacuation.services.calling_approvers import call_approvers
from evacuation.services.ceilings import require_below_ceilings
from evacuation.services.changing import DESK, changing
from evacuation.services.under_review import require_no_review
from evacuation.services.verified import level_of
from evacuation.workflow import money

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Proposal
    from evacuation.services.changing import Change
    from evacuation.services.given import Measure
    from evacuation.unlocked import Unlocked

# What was asked for earlier is asked for anew: much may have changed.
LASTS = timedelta(days=1)


class AskedLongAgo(DeskError):
    """Nobody agreed to it within a day."""

    code = "asked_long_ago"
    status = 409
    message = _("This was asked for more than a day ago. Ask for it anew.")


def agree_to_help(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """It is given, in the name of who asked for it; nobody has to ratify it.

    Raises NotVisible, NotAllowed, SamePerson, StaleVersion, WrongState, AskedLongAgo,
    AboveLevel, Unratified, UnderReview, CeilingReached, KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="help.agreed",
        states=measures.GIVEN_IN,
        rights=given.RATIFIERS,
    ) as change:
        proposal, asked = _asked(change)
        _require_still(change, asked)
        proposing.approve(
            change,
            proposal=proposal,
            decision=Decision.YES,
            rights=given.RATIFIERS,
        )
        call_approvers(change, anew=True)


def drop_help(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """It is not given: who asked takes it back, or another says no. Raises as above."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="help.dropped",
        rights=given.RATIFIERS | DESK,
    ) as change:
        _asked(change)
        proposing.withdraw_all(change, Action.HELP)
        call_approvers(change, anew=True)


def _asked(change: Change) -> tuple[Proposal, Measure]:
    """Raises KeyMissing, WrongState."""
    if not change.opened.holds(Compartment.DECISION):
        raise KeyMissing
    found = given.asked(change.opened)
    if found is None:
        raise WrongState
    return found


def _require_still(change: Change, asked: Measure) -> None:
    """What held when it was asked for has to hold when it is given."""
    opened, now = change.opened, timezone.now()
    if now - asked.at >= LASTS:
        raise AskedLongAgo
    measures.require_ratified(opened, now)
    require_no_review(opened, asked.facts)
    most = money.together(level_of(opened, now))
    # Approvers cannot read it: then what whoever asked read a day ago at most counts.
    if asked.line.cents > most and opened.holds(Compartment.VERIFICATION):
        raise measures.AboveLevel(most)
    require_below_ceilings(opened, asked.line, now, by=asked.by)
