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
from evacuation.errors import KeyMissing, NotTrusted, WrongState
from evacuation.models.choices import Compartment, RecordKind, State, Urgency
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.changing import Change, changing
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
_NOBODY_PROPOSED = _("Nobody proposed to close this case.")


class Reason(models.TextChoices):
    """Why a case ends here (domain.md d); later steps bring their own."""

    HELPED = "helped", _("Helped")
    ADVICE_ONLY = "advice_only", _("Advice was enough")
    WITHDRAWN = "withdrawn", _("The person withdrew")
    OUT_OF_MANDATE = "out_of_mandate", _("Outside our mandate")
    DUPLICATE = "duplicate", _("Duplicate of another request")
    SPAM = "spam", _("Spam or hostile")


def needs_second(case: Case) -> bool:
    """Whether closing takes two people."""
    return case.level in _GUARDED


def close_case(
    *, actor: Unlocked, case_id: UUID, reason: Reason, text: str, version: int
) -> bool:
    """Close it; propose to, where a second person is needed. True where it is closed.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.close_proposed",
        states=(State.TRIAGE,),
    ) as change:
        change.write(
            Compartment.TRIAGE, RecordKind.CLOSURE, reason=reason.value, text=text
        )
        if needs_second(change.case):
            change.next(Step.CONFIRM, change.case.next_due_at)
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
            Compartment.TRIAGE, RecordKind.CLOSURE, reason="reopened", text=reason
        )
        case.state, case.closed_at, case.owner = State.TRIAGE, None, actor.user
        change.tell_status(Status.IN_HAND)
        change.next(Step.CONTACT, contact_due(case.level, timezone.now()))
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
    """Whether a closed urgent case bears a second person's signature.

    A state that was set by hand in the database does not.
    """
    if opened.case.state != State.CLOSED or not needs_second(opened.case):
        return True
    with suppress(CannotOpen, KeyMissing, NotTrusted, KeyError, ValueError):
        return _approved(opened)
    return False


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
