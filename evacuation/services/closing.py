"""Closing a case, with a second person where it is urgent; and opening it again.

From triage and from the assessment; other states are closed by steps of the table
(services/moving.py). Whether a closing holds is looked at in services/closed.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.deadlines import contact_due
from evacuation.errors import DeskError, WrongState
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.models.proposal import Decision
from evacuation.services import moving
from evacuation.services.changing import Change, changing
from evacuation.services.closed import KEPT, MAY_CONFIRM, REOPENED, STEPS
from evacuation.services.hearing import go_on, under_duress
from evacuation.services.place import person_of
from evacuation.services.proposing import (
    approve,
    barred_from,
    pending,
    propose,
    withdraw,
)
from evacuation.steps import Step
from evacuation.workflow.reasons import Ending
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Case, Proposal, Record
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.reasons import Reopening
    from evacuation.workflow.transition import Transition

_SECONDS = 1
_FROM = (State.TRIAGE, State.ASSESSMENT)
_NOBODY_PROPOSED = _("Nobody proposed to close this case.")
_NOT_HERE = _("A case does not end here for this reason.")


class WordsMissing(DeskError):
    """Closing a case under duress with nobody having said why."""

    code = "words_missing"

    def __init__(self) -> None:
        super().__init__("text", _("Say in words why a case under duress ends here."))


class WrongReason(DeskError):
    """A reason that is not one of those for which a case ends in this state."""

    code = "wrong_reason"

    def __init__(self) -> None:
        super().__init__("reason", _NOT_HERE)


def needs_second(opened: OpenCase) -> bool:
    """Whether closing takes two people: at these levels, and after any duress.

    The signed line's level counts, too: the column alone could be set by hand.
    """
    return moving.takes_two(opened, _step_from(opened.case.state) or BY_NAME["close"])


def endings(state: str) -> tuple[Ending, ...]:
    """Why a case may be closed in this state; none where a step of the table does."""
    one = _step_from(state)
    return tuple(Ending(str(code)) for code in one.needs[0].choices) if one else ()


def may_close(opened: OpenCase) -> bool:
    """Whether this member may close it where it stands, or propose to."""
    one = _step_from(opened.case.state)
    return one is not None and person_of(opened).may_be_any(one.who)


def close_case(
    *, actor: Unlocked, case_id: UUID, reason: Ending, text: str, version: int
) -> bool:
    """Close it; propose to, where a second person is needed. True where it is closed.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, KeyMissing, NotTrusted,
    WrongReason, WordsMissing.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.close_proposed",
        states=_FROM,
    ) as change:
        one = _step(change)
        moving.require(change, one)
        if reason not in endings(change.case.state):
            raise WrongReason
        if not text.strip() and under_duress(change.opened):
            raise WordsMissing
        second = needs_second(change.opened)
        record = change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=str(reason),
            text=text,
            second=second,
            before=change.line().next_step,
        )
        if second:
            propose(change, action=STEPS[one.name], record=record, tier=_SECONDS)
            later = contact_due(change.case.level, timezone.now())
            change.next(Step.CONFIRM, change.case.next_due_at or later)
            return False
        _close(change, one, str(reason))
        return True


def confirm_closing(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """The second person's word: neither who proposed it nor who owns the case.

    Raises SamePerson, NotTrusted, WrongState where nothing was proposed.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.close_confirmed",
        states=_FROM,
    ) as change:
        proposal, said = _waiting(change.opened)
        moving.require(change, _step(change), second=True)
        approve(change, proposal=proposal, decision=Decision.YES, rights=MAY_CONFIRM)
        change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=said["reason"],
            text="",
            confirms=str(proposal.pk),
        )
        _close(change, _step(change), str(said["reason"]))


def refuse_closing(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """It stays open: the proposer takes the word back, or another holder says no.

    The step before comes back. Raises WrongState where nothing was proposed.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.close_refused",
        states=_FROM,
    ) as change:
        proposal, said = _waiting(change.opened)
        withdraw(change, proposal)
        change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=KEPT,
            text="",
            refuses=str(proposal.pk),
        )
        # A message may have come since: then its step stands already.
        if change.line().next_step == Step.CONFIRM:
            before = said.get("before", Step.ANSWER.value)
            due = None if before == Step.PAUSED else change.case.next_due_at
            change.next(before, due)


def reopen_case(
    *, actor: Unlocked, case_id: UUID, reason: str, ground: Reopening, version: int
) -> Case:
    """A closed case goes on, as urgent as it was, owned by who opens it again.

    `ground`: they came back, and it is them; or it was closed in error, and then nobody
    speaks for them. What was kept comes back with it: nothing was taken away while it
    was closed.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.reopened",
        states=(State.CLOSED,),
    ) as change:
        # Not moving.require: a case that was closed by hand is opened again, too.
        one = BY_NAME["reopen"]
        change.write(
            Compartment.TRIAGE, RecordKind.CLOSURE, reason=REOPENED, text=reason
        )
        moving.write_move(change, one, {"text": reason, "ground": str(ground)})
        moving.carry_out(change, one, {})
        go_on(change, Step.CONTACT)
    return change.case


def proposed_closing(opened: OpenCase) -> tuple[Record, Content] | None:
    """The record of the proposal that waits for a second person, and what it says.

    Raises KeyMissing, NotTrusted.
    """
    proposal = _pending(opened)
    if proposal is None:
        return None
    record = opened.case.records.get(pk=proposal.pk)
    return record, opened.content(record)


def barred_from_confirming(opened: OpenCase) -> frozenset[int]:
    """Users who cannot confirm the closing that waits: its proposer, the owners."""
    proposal = _pending(opened)
    return barred_from(opened, proposal) if proposal else frozenset()


def _pending(opened: OpenCase) -> Proposal | None:
    one = _step_from(opened.case.state)
    return pending(opened, STEPS[one.name]) if one else None


def _waiting(opened: OpenCase) -> tuple[Proposal, Content]:
    found = proposed_closing(opened)
    if found is None:
        raise WrongState(message=_NOBODY_PROPOSED)
    return opened.case.proposals.get(pk=found[0].pk), found[1]


def _step_from(state: str) -> Transition | None:
    return next((BY_NAME[n] for n in STEPS if state in BY_NAME[n].sources), None)


def _step(change: Change) -> Transition:
    one = _step_from(change.case.state)
    if one is None:
        raise WrongState
    return one


def _close(change: Change, one: Transition, reason: str) -> None:
    change.verb = "case.closed"
    moving.carry_out(change, one, {"reason": reason})
