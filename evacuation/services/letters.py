"""What the requester writes: one size, one alert, whatever it says.

A letter from a quiet mailbox looks the same in every row and on every page. Inside it
says duress, and what was done there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.clock import five_minutes, this_hour
from evacuation.deadlines import MESSAGE_OPENED_WITHIN
from evacuation.errors import NotVisible, TooLongText, WrongCode
from evacuation.models import Alert, Case
from evacuation.models.choices import RecordKind
from evacuation.services.alerting import start_alert
from evacuation.services.standing import RETURN, keep_standing
from evacuation.services.writing import place_of, sealed_letter
from evacuation.shredding import case_scope, shred_keys
from evacuation.vault.mailboxes import Kind
from evacuation.vault.padding import KIB
from evacuation.vault.records import reseal_letter
from evacuation.workflow.retention import CLOSED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evacuation.models import Record
    from evacuation.services.mailbox import Requester

LONGEST_LETTER = 4000  # characters
CHECK_IN = "check_in"
_LETTER_BYTES = 16 * KIB


def write_letter(*, actor: Requester, text: str) -> None:
    """A message to the desk. Raises TooLongText, WrongCode where the case is gone."""
    if len(text) > LONGEST_LETTER:
        raise TooLongText
    leave(actor=actor, kind="message", said={"text": text})


def change_contact(*, actor: Requester, contact: Mapping[str, Any]) -> None:
    """How to be reached from now on.

    `contact`: profiles (channel, handle, may_write_first, who_sees, name_we_use,
    safe_from, safe_until, time_zone each) and do_not_contact, as at intake; the newest
    counts.
    """
    leave(actor=actor, kind="contact", said={"contact": dict(contact)})


def say_well(*, actor: Requester, text: str) -> None:
    """They are well, or say so: with the words agreed, or others.

    Nobody but the desk learns which words these were. Raises TooLongText, WrongCode.
    """
    if len(text) > LONGEST_LETTER:
        raise TooLongText
    leave(actor=actor, kind=CHECK_IN, said={"text": text})


def pause(*, actor: Requester) -> None:
    """Nobody writes to them until they come back and write themselves."""
    leave(actor=actor, kind="pause", said={})


def withdraw(*, actor: Requester) -> None:
    """They take the request back; a member closes it."""
    leave(actor=actor, kind="withdraw", said={})


def ask_again(*, actor: Requester, ground: str, text: str) -> None:
    """They were declined and ask for a new decision, once.

    `ground`: a code of workflow/reasons.py, Appealing. Raises TooLongText, WrongCode.
    """
    if len(text) > LONGEST_LETTER:
        raise TooLongText
    leave(actor=actor, kind="appeal", said={"ground": ground, "text": text})


def come_again(*, actor: Requester) -> None:
    """The request stands again, and they may be written to."""
    leave(actor=actor, kind=RETURN, said={})


def leave(
    *,
    actor: Requester,
    kind: str,
    said: Mapping[str, Any],
    records: tuple[Record, ...] = (),
) -> None:
    """One letter and the records that come with it; somebody opens it in an hour.

    Raises TooLongText, WrongCode.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(pk=actor.case).first()
        if case is None or (case.erase_at and case.erase_at <= timezone.now()):
            raise WrongCode
        written = (*records, letter_record(actor, kind, said))
        _under_key_of_now(actor, written)
        type(written[0]).objects.bulk_create(written)
        keep_standing(actor=actor, kind=kind, case=case)
        _somebody_must_look(case)
        audit.write(
            actor="requester",
            verb="letter.received",
            case=case.pk,
            audit_key=actor.shreds.audit,
            records=written,
        )


def _under_key_of_now(actor: Requester, records: tuple[Record, ...]) -> None:
    # The case is locked only now: its shred key may have been changed since this
    # visit began, and what lies under the old one would be lost.
    try:
        now = shred_keys(case_scope(actor.case)).writing
    except NotVisible:
        raise WrongCode from None
    if now == actor.shreds.writing:
        return
    for record in records:
        sealed = bytes(record.sealed)
        place = place_of(record)
        record.sealed = reseal_letter(actor.shreds.writing, now, sealed, place)


def letter_record(actor: Requester, kind: str, said: Mapping[str, Any]) -> Record:
    at = timezone.now().isoformat(timespec="milliseconds")
    content = {"at": at, "kind": kind, **said}
    if actor.quiet:
        # By whose hand: a decoy, or a receipt that was replaced since.
        code = "decoy" if actor.mailbox.kind == Kind.DECOY else "replaced"
        content |= {"kind": "duress", "done": kind, "code": code}
    return sealed_letter(
        actor.shreds.writing,
        actor.inbox,
        {"text": "", **content},
        case=actor.case,
        kind=RecordKind.LETTER,
        epoch=actor.inbox_epoch,
        size=_LETTER_BYTES,
    )


def _somebody_must_look(case: Case) -> None:
    due = five_minutes(timezone.now() + MESSAGE_OPENED_WITHIN)
    case.version += 1
    case.next_due_at = min(case.next_due_at or due, due)
    if case.forget_at is not None:
        # They need us again, or want it kept: it counts from now.
        case.forget_at = max(case.forget_at, this_hour() + CLOSED)
    case.save(update_fields=["version", "next_due_at", "forget_at"])
    start_alert(case=case, kind=Alert.Kind.MESSAGE)
