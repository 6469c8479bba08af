"""Approvers are asked as long as the case stands where they are asked, and no longer.

What they read of a case is the decision's part alone: so what they were asked, and
where the case stood then, is said there each time that it comes back to them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment, RecordKind
from evacuation.models.proposal import Action
from evacuation.services import proposing, submitted
from evacuation.services.authority import ASKED, DECIDED
from evacuation.services.destroyed import decision_is_gone
from evacuation.workflow.states import PARKED
from evacuation.workflow.states import State as Main

if TYPE_CHECKING:
    from evacuation.services.changing import Change
    from evacuation.workflow.transition import Transition

# Steps that ask themselves, or leave standing what is asked.
_ASKS = frozenset({"submit", "revise", "waitlist"})
# A stop may be lifted, and what was approved goes on.
_RESTS = PARKED | {Main.SECURITY_HOLD}


def follow(change: Change, one: Transition, origin: str) -> None:
    """After a step: what waits for approvers ends with where they were asked.

    Where the case comes back to them (an appeal, after a rest) they are asked anew.
    Raises KeyMissing for who cannot: the decision's key is needed.
    """
    state = change.case.state
    if one.name in _ASKS:
        return
    if state in ASKED:
        if not decision_is_gone(change.opened):
            _ask_anew(change)
    elif not _still_waits(state, origin):
        proposing.withdraw_all(change, Action.DECIDE)


def _still_waits(state: str, origin: str) -> bool:
    """A critical case goes on with one signature, and the others follow."""
    return state in DECIDED or (Main(state) in _RESTS and origin not in ASKED)


def _ask_anew(change: Change) -> None:
    """The last version again, by whoever takes the step, with what it rests on."""
    opened = change.opened
    last, facts = submitted.versions(opened)[-1], submitted.facts(opened)
    record = change.write(
        Compartment.DECISION,
        RecordKind.PROPOSAL,
        what=submitted.SUBMITTED,
        content=last.submission.packed(),
        facts=facts,
        asked=change.case.state,
    )
    proposing.propose(
        change,
        action=Action.DECIDE,
        record=record,
        tier=submitted.tier_of(last.submission, facts),
        vouchers={*facts.get("vouchers", ()), *submitted.writers(opened)},
    )
