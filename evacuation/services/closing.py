"""Closing a case, with a second person where it is urgent; and opening it again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.clock import this_hour
from evacuation.deadlines import contact_due
from evacuation.errors import DeskError, KeyMissing, NotTrusted, WrongState
from evacuation.models import Proposal
from evacuation.models.choices import Compartment, RecordKind, State, Urgency
from evacuation.models.proposal import Action, Decision
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.changing import Change, changing
from evacuation.services.facts import write_fact
from evacuation.services.hearing import go_on, under_duress
from evacuation.services.proposing import (
    approve,
    approvers_of,
    barred_from,
    holds,
    pending,
    propose,
    withdraw,
    withdraw_all,
)
from evacuation.steps import Status, Step
from evacuation.vault.cards import Right, member_name

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.models import Case, Record
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

_GUARDED = (Urgency.HIGH, Urgency.CRITICAL)
_MAY_CONFIRM = frozenset({Right.COORDINATOR, Right.LEAD})
_SECONDS = 1
_KEPT = "kept_open"
_REOPENED = "reopened"
_NOBODY_PROPOSED = _("Nobody proposed to close this case.")


class Reason(models.TextChoices):
    """Why a case ends here (domain.md d); later steps bring their own."""

    HELPED = "helped", _("Helped")
    ADVICE_ONLY = "advice_only", _("Advice was enough")
    WITHDRAWN = "withdrawn", _("The person withdrew")
    OUT_OF_MANDATE = "out_of_mandate", _("Outside our mandate")
    DUPLICATE = "duplicate", _("Duplicate of another request")
    SPAM = "spam", _("Spam or hostile")


# What else a record of closing may say.
OTHER_WORDS = {
    _KEPT: _("Decided not to close it"),
    _REOPENED: _("Opened it again"),
}


class WordsMissing(DeskError):
    """Closing a case under duress with nobody having said why."""

    code = "words_missing"

    def __init__(self) -> None:
        super().__init__("text", _("Say in words why a case under duress ends here."))


def needs_second(opened: OpenCase) -> bool:
    """Whether closing takes two people: at these levels, and after any duress.

    The signed line's level counts, too: the column alone could be set by hand.
    """
    line = opened.line()
    levels = {opened.case.level, line.level if line else ""}
    return not levels.isdisjoint(_GUARDED) or under_duress(opened)


def close_case(
    *, actor: Unlocked, case_id: UUID, reason: Reason, text: str, version: int
) -> bool:
    """Close it; propose to, where a second person is needed. True where it is closed.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, KeyMissing, NotTrusted,
    WordsMissing.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.close_proposed",
        states=(State.TRIAGE,),
    ) as change:
        if not text.strip() and under_duress(change.opened):
            raise WordsMissing
        second = needs_second(change.opened)
        record = change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=reason.value,
            text=text,
            second=second,
            before=change.line().next_step,
        )
        if second:
            propose(change, action=Action.CLOSE, record=record, tier=_SECONDS)
            later = contact_due(change.case.level, timezone.now())
            change.next(Step.CONFIRM, change.case.next_due_at or later)
            return False
        _close(change, reason.value)
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
        states=(State.TRIAGE,),
    ) as change:
        proposal, said = _waiting(change.opened)
        approve(change, proposal=proposal, decision=Decision.YES, rights=_MAY_CONFIRM)
        change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=said["reason"],
            text="",
            confirms=str(proposal.pk),
        )
        _close(change, str(said["reason"]))


def refuse_closing(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """It stays open: the proposer takes the word back, or another holder says no.

    The step before comes back. Raises WrongState where nothing was proposed.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.close_refused",
        states=(State.TRIAGE,),
    ) as change:
        proposal, said = _waiting(change.opened)
        withdraw(change, proposal)
        change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=_KEPT,
            text="",
            refuses=str(proposal.pk),
        )
        # A message may have come since: then its step stands already.
        if change.line().next_step == Step.CONFIRM:
            before = said.get("before", Step.ANSWER.value)
            due = None if before == Step.PAUSED else change.case.next_due_at
            change.next(before, due)


def reopen_case(*, actor: Unlocked, case_id: UUID, reason: str, version: int) -> Case:
    """A closed case goes on, as urgent as it was, owned by who opens it again."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.reopened",
        states=(State.CLOSED,),
    ) as change:
        case = change.case
        change.write(
            Compartment.TRIAGE, RecordKind.CLOSURE, reason=_REOPENED, text=reason
        )
        case.state, case.closed_at, case.owner = State.TRIAGE, None, actor.user
        change.tell_status(Status.IN_HAND)
        go_on(change, Step.CONTACT)
    return case


def proposed_closing(opened: OpenCase) -> tuple[Record, Content] | None:
    """The record of the proposal that waits for a second person, and what it says.

    Raises KeyMissing, NotTrusted.
    """
    proposal = pending(opened, Action.CLOSE)
    if proposal is None or opened.case.state == State.CLOSED:
        return None
    record = opened.case.records.get(pk=proposal.pk)
    return record, opened.content(record)


def barred_from_confirming(opened: OpenCase) -> frozenset[int]:
    """Users who cannot confirm the closing that waits: its proposer, the owners."""
    proposal = pending(opened, Action.CLOSE)
    return barred_from(opened, proposal) if proposal else frozenset()


def closures(opened: OpenCase) -> list[tuple[Record, Content]]:
    """Everything said about closing, oldest first. Raises KeyMissing, NotTrusted."""
    rows = opened.records(Compartment.TRIAGE, RecordKind.CLOSURE)
    said = [(row, opened.content(row)) for row in rows]
    return sorted(said, key=lambda pair: str(pair[1]["at"]))


def closing_holds(opened: OpenCase) -> bool:
    """Whether a closed case bears a member's word, and a second one where it must.

    A state that was set by hand in the database does not: it takes the key of the
    account to write such a record.
    """
    if opened.case.state != State.CLOSED:
        return True
    with suppress(KeyMissing, NotTrusted, KeyError, ValueError, Proposal.DoesNotExist):
        return _closed_by_members(opened)
    return False


def _closed_by_members(opened: OpenCase) -> bool:
    said = closures(opened)
    newest = said[-1][1] if said else {}
    if newest.get("reason") not in Reason.values:
        return False
    # As it was when it was closed: duress may have come to light since.
    if "confirms" in newest or newest.get("second", needs_second(opened)):
        return _confirmed(opened, said)
    return True


def _confirmed(opened: OpenCase, said: list[tuple[Record, Content]]) -> bool:
    newest = said[-1][1]
    proposal = opened.case.proposals.get(
        pk=UUID(str(newest["confirms"])), action=Action.CLOSE
    )
    # A word that was given before the case was opened again is spent.
    since = [row.pk for row, _content in said].index(proposal.pk)
    if any(content["reason"] in OTHER_WORDS for _row, content in said[since:]):
        return False
    users = approvers_of(opened, proposal, rights=_MAY_CONFIRM)
    if newest["by"] not in {member_name(user) for user in users}:
        return False
    return holds(opened, proposal, rights=_MAY_CONFIRM)


def _waiting(opened: OpenCase) -> tuple[Proposal, Content]:
    found = proposed_closing(opened)
    if found is None:
        raise WrongState(message=_NOBODY_PROPOSED)
    return opened.case.proposals.get(pk=found[0].pk), found[1]


def _close(change: Change, reason: str) -> None:
    case = change.case
    write_fact(change.opened, reason)
    case.state, case.closed_at = State.CLOSED, this_hour()
    change.verb = "case.closed"
    withdraw_all(change, Action.CLOSE)
    acknowledge_alerts(actor=change.opened.me.user, case=case)
    change.tell_status(Status.CLOSED)
    change.next(Step.NOTHING, None)
