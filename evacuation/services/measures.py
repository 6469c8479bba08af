"""Interim help: one coordinator gives it at once, another person ratifies it in a day.

Above what one gives alone, and up to what two may, it is given once a second person
agreed (agreeing.py). What nobody ratified stops further spending; sums are counted over
seven days by case, by payee and by who gave it.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing, WrongState
from evacuation.models import Deadline
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.models.proposal import Action, Decision
from evacuation.services import authority, proposing
from evacuation.services.as_written import require_as_written
from evacuation.services.calling_approvers import call_approvers
from evacuation.services.ceilings import require_below_ceilings
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.clocks import next_due, start_clocks, stop_clocks
from evacuation.services.compartments import ensure_compartment
from evacuation.services.given import AGAIN, ASKED, HELP, RATIFIERS, unratified
from evacuation.services.verified import checks_written, level_of
from evacuation.services.vouching import voucher_users
from evacuation.workflow import money
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.submissions import BudgetLine
    from evacuation.unlocked import Unlocked

# Stopped for safety: nothing is paid.
GIVEN_IN = tuple(state for state in OWNED if state != State.SECURITY_HOLD)
_A_DAY = within(Clock.RATIFY, Level.LOW) or timedelta()


class AboveLevel(DeskError):
    """More than what is verified lets two people spend without a decision."""

    code = "above_level"

    def __init__(self, most: int) -> None:
        words = _("At what is verified at most € %s may be given; more is decided.")
        shown = number_format(most // 100, force_grouping=True)
        super().__init__("amount", words % shown)


class AboveAlone(DeskError):
    """With what nobody ratified yet, more than one person may give. `left`: cents."""

    code = "above_alone"

    def __init__(self, left: int) -> None:
        words = _(
            "With what nobody ratified yet, one person may give € %.2f more. "
            "Have it ratified first."
        )
        super().__init__("amount", words % (left / 100))


class Unratified(DeskError):
    """Help that nobody ratified in time."""

    code = "unratified"
    status = 409
    message = _(
        "Earlier spending was not ratified by a second person within 24 hours. "
        "Nothing more is spent until it is."
    )


class NothingToGive(DeskError):
    """Help of nothing, or paid to nobody."""

    code = "required"
    message = _("Say how much, to whom, and for what.")


def grant_help(
    *, actor: Unlocked, case_id: UUID, version: int, line: BudgetLine, why: str
) -> bool:
    """Give interim help, alone; a second person is asked to ratify it. True then.

    Above what one gives alone, with what nobody ratified yet, it is asked for, and
    given once a second person agreed: False. Raises NotVisible, NotAllowed,
    StaleVersion, WrongState, NothingToGive, AboveLevel, AboveAlone, Unratified,
    CeilingReached, SetByHand, KeyMissing, NotTrusted, TooLongText.
    """
    if line.cents <= 0 or not line.payee.strip() or not why.strip():
        raise NothingToGive
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="help.given",
        states=GIVEN_IN,
    ) as change:
        opened, now = change.opened, timezone.now()
        require_as_written(opened)
        require_ratified(opened, now)
        level = level_of(opened, now)
        if line.cents > money.together(level):
            raise AboveLevel(money.together(level))
        left = money.alone(level) - sum(one.line.cents for one in unratified(opened))
        alone = line.cents <= left
        if not alone and money.together(level) == money.alone(level):
            raise AboveAlone(max(0, left))
        require_below_ceilings(opened, line, now, by=actor.name)
        ensure_compartment(change, Compartment.DECISION)
        if alone:
            _give(change, line, why)
        else:
            _ask(change, line, why)
    return alone


def ratify_help(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """A second person stands behind everything given that nobody ratified yet.

    What they gave themselves waits on, for somebody else.
    Raises NotVisible, NotAllowed, SamePerson, StaleVersion, WrongState, KeyMissing,
    NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="help.ratified",
        rights=RATIFIERS,
    ) as change:
        require_as_written(change.opened)
        if not change.opened.holds(Compartment.DECISION):
            raise KeyMissing
        proposal = proposing.pending(change.opened, Action.MEASURE)
        if proposal is None:
            raise WrongState
        proposing.approve(
            change, proposal=proposal, decision=Decision.YES, rights=RATIFIERS
        )
        _ask_for_own(change)
        settle_ratifying(change)


def require_ratified(opened: OpenCase, now: datetime) -> None:
    """Raises Unratified where help or a decision waits longer than it may."""
    if any(now - one.at >= _A_DAY for one in unratified(opened)):
        raise Unratified
    decided = authority.approved(opened)
    if decided is not None and not decided.may_spend(now):
        raise Unratified


def settle_ratifying(change: Change) -> None:
    """Stop the clock once neither help nor a decision waits for a second person.

    The word that was just given counts already.
    """
    opened = change.opened
    decided = authority.approved(opened)
    if not unratified(opened) and (decided is None or decided.full):
        stop_clocks(change.case, [Clock.RATIFY])
    change.case.next_due_at = next_due(change.case)


def _give(change: Change, line: BudgetLine, why: str) -> None:
    """Written down; whoever ratifies this ratifies what waits before it, too."""
    before = [str(one.record) for one in unratified(change.opened)]
    record = change.write(
        Compartment.DECISION,
        RecordKind.MEASURE,
        what=HELP,
        line=asdict(line),
        why=why,
        covers=before,
    )
    proposing.propose(change, action=Action.MEASURE, record=record, tier=1)
    running = Deadline.objects.filter(case=change.case, clock=str(Clock.RATIFY))
    if not running.exists():
        start_clocks(change.case, [Clock.RATIFY])
    change.case.next_due_at = next_due(change.case)


def _ask_for_own(change: Change) -> None:
    """What the actor gave is put to yet another person."""
    own = [str(one.record) for one in unratified(change.opened)]
    if not own:
        return
    record = change.write(
        Compartment.DECISION, RecordKind.MEASURE, what=AGAIN, covers=own
    )
    proposing.propose(change, action=Action.MEASURE, record=record, tier=1)


def _ask(change: Change, line: BudgetLine, why: str) -> None:
    """Nothing is given yet. What was asked for before waits no more."""
    change.verb = "help.asked"
    record = change.write(
        Compartment.DECISION,
        RecordKind.MEASURE,
        what=ASKED,
        line=asdict(line),
        why=why,
        facts={
            "seen": sorted(checks_written(change.opened)),
            "verified": str(level_of(change.opened, timezone.now())),
        },
    )
    vouchers = voucher_users(change.opened)
    proposing.propose(
        change, action=Action.HELP, record=record, tier=1, vouchers=vouchers
    )
    call_approvers(change, anew=True)
