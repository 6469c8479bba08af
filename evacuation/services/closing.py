"""Closing a case, with a second person where it is urgent; and opening it again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import SamePerson
from evacuation.clock import this_hour
from evacuation.deadlines import contact_due
from evacuation.errors import DeskError, KeyMissing, NotTrusted, WrongState
from evacuation.models.choices import Compartment, RecordKind, State, Urgency
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.changing import Change, changing
from evacuation.services.hearing import go_on, under_duress
from evacuation.steps import Status, Step
from evacuation.vault.proposals import (
    Proposed,
    record_digest,
    sign_approval,
    verify_approval,
)
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Case, Record
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

_GUARDED = (Urgency.HIGH, Urgency.CRITICAL)
_ACTION, _YES = "close", "yes"
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
        change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=reason.value,
            text=text,
            second=second,
            before=change.line().next_step,
        )
        if second:
            later = contact_due(change.case.level, timezone.now())
            change.next(Step.CONFIRM, change.case.next_due_at or later)
            return False
        _close(change)
        return True


def confirm_closing(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """The second person's word: neither who proposed it nor who owns the case.

    Raises SamePerson, WrongState where nothing was proposed.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.close_confirmed",
        states=(State.TRIAGE,),
    ) as change:
        found = proposed_closing(change.opened)
        if found is None:
            raise WrongState(message=_NOBODY_PROPOSED)
        record, said = found
        if actor.name == said["by"] or change.case.owner_id == actor.user.pk:
            raise SamePerson
        proposed = _proposed(change.opened, record, actor.trust.roster.number)
        change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=said["reason"],
            text="",
            confirms=str(record.pk),
            roster=proposed.roster,
            approval=sign_approval(actor.seeds.sign, proposed, _YES).hex(),
        )
        _close(change)


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
        found = proposed_closing(change.opened)
        if found is None:
            raise WrongState(message=_NOBODY_PROPOSED)
        record, said = found
        change.write(
            Compartment.TRIAGE,
            RecordKind.CLOSURE,
            reason=_KEPT,
            text="",
            refuses=str(record.pk),
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
    """The proposal that waits for a second person, and what it says."""
    said = closures(opened)
    if not said or opened.case.state == State.CLOSED:
        return None
    record, content = said[-1]
    waits = content["reason"] in Reason.values and "confirms" not in content
    return (record, content) if waits else None


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
    with suppress(CannotOpen, KeyMissing, NotTrusted, KeyError, ValueError):
        return _closed_by_members(opened)
    return False


def _closed_by_members(opened: OpenCase) -> bool:
    said = closures(opened)
    newest = said[-1][1] if said else {}
    if newest.get("reason") not in Reason.values:
        return False
    # As it was when it was closed: duress may have come to light since.
    if "confirms" in newest or newest.get("second", needs_second(opened)):
        return _approved(opened)
    return True


def _approved(opened: OpenCase) -> bool:
    said = closures(opened)
    content = said[-1][1] if said else {}
    by_id = {str(row.pk): (row, earlier) for row, earlier in said}
    record, proposal = by_id[str(content["confirms"])]
    if proposal["by"] == content["by"]:
        return False
    roster = int(content["roster"])
    signature = bytes.fromhex(content["approval"])
    for public in opened.me.trust.signers(content["by"], roster, record.epoch):
        verify_approval(public, signature, _proposed(opened, record, roster), _YES)
        return True
    return False


def _proposed(opened: OpenCase, record: Record, roster: int) -> Proposed:
    key = opened.case.keys.get(compartment=record.compartment, epoch=record.epoch)
    return Proposed(
        proposal=record.pk,
        case=opened.case.pk,
        action=_ACTION,
        record=record_digest(record.pk, bytes(record.sealed)),
        commit=bytes(key.commit),
        roster=roster,
    )


def _close(change: Change) -> None:
    case = change.case
    case.state, case.closed_at = State.CLOSED, this_hour()
    change.verb = "case.closed"
    acknowledge_alerts(actor=change.opened.me.user, case=case)
    change.tell_status(Status.CLOSED)
    change.next(Step.NOTHING, None)
