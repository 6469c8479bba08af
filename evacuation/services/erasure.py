"""Erasing a case: the key that everything lies under goes first, the rows after it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction
from django.utils import timezone

from evacuation import audit
from evacuation.errors import NotVisible, TooLate, WrongCode
from evacuation.ledger import keep_shredded
from evacuation.models import Case, Mailbox
from evacuation.models.choices import Urgency
from evacuation.services.files import folder_of
from evacuation.services.letters import leave
from evacuation.services.opening import unopenable
from evacuation.services.proven_ends import ASKED, KEPT, WAITING, note
from evacuation.services.standing import ERASE, standing_of
from evacuation.services.under_way import is_under_way
from evacuation.shred.models import ShredRow
from evacuation.shredding import (
    case_scope,
    drop_shred_row,
    shred_keys,
)

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.services.mailbox import Requester
    from evacuation.vault.secret import Secret

WAITS = timedelta(hours=24)
_ATTEMPTS = 2


def ask_erasure(*, actor: Requester) -> bool:
    """Erase the request now. Critical: after a day, in which it can be taken back.

    True where it is done. Where help is under way it stays a wish until the person
    confirms it by phrase (services/wishes.py). A quiet mailbox seems to obey: its code
    opens nothing any more, and the desk is told. Raises WrongCode.
    """
    if actor.quiet:
        leave(actor=actor, kind=ERASE, said={})
        _close_mailbox(actor)
        return True
    with transaction.atomic():
        case = _locked(actor)
        if is_under_way(case):
            leave(actor=actor, kind=ERASE, said={})
            return False
        if case.level == Urgency.CRITICAL:
            if case.erase_at is None:
                _wait(actor, case)
            return False
        # From here on nobody's letter is taken any more, and told that it was sent.
        case.erase_at = timezone.now()
        case.save(update_fields=["erase_at"])
        note(case.pk, ASKED, "requester")
    shred_case(case_id=actor.case, actor="requester")
    return True


def keep_after_all(*, actor: Requester) -> None:
    """Take the asking back. Raises TooLate where nothing waits any more."""
    with transaction.atomic():
        case = _locked(actor)
        if not actor.quiet:
            standing = standing_of(actor.mailbox)
            wished = standing is not None and standing.kind == ERASE
            gone = case.erase_at is not None and case.erase_at <= timezone.now()
            if gone or (case.erase_at is None and not wished):
                raise TooLate
            case.erase_at = None
            case.save(update_fields=["erase_at"])
        leave(actor=actor, kind="keep", said={})
        if not actor.quiet:
            note(case.pk, KEPT, "requester")


def shred_case(*, case_id: UUID, actor: str) -> None:
    """Make a case unreadable in every copy, then delete what is left of it.

    `actor`: as audit.write takes it. A death between the steps leaves a case whose
    erasure is due: the worker goes on from there. So it does where somebody else's
    change is in the way twice.
    """
    scope = case_scope(case_id)
    try:
        audit_key = shred_keys(scope).audit
    except NotVisible:
        audit_key = None
    Case.objects.filter(pk=case_id).update(erase_at=timezone.now())
    keep_shredded(case_id)
    _drop_mailboxes(scope)
    drop_shred_row(scope)
    shutil.rmtree(folder_of(case_id), ignore_errors=True)
    for _attempt in range(_ATTEMPTS):
        with suppress(OperationalError):
            _delete_rows(case_id, actor, audit_key)
            return


def _delete_rows(case_id: UUID, actor: str, audit_key: Secret | None) -> None:
    with transaction.atomic():
        # The case before what hangs on it, as every change locks.
        case = Case.objects.select_for_update().filter(pk=case_id).first()
        if case is None:
            return
        case.delete()
        audit.write(actor=actor, verb="case.erased", case=case_id, audit_key=audit_key)


def _drop_mailboxes(scope: str) -> None:
    row = ShredRow.objects.filter(pk=scope).first()
    if row is not None:
        Mailbox.objects.filter(pk__in=[bytes(one) for one in row.mailboxes]).delete()


def _locked(actor: Requester) -> Case:
    case = Case.objects.select_for_update().filter(pk=actor.case).first()
    if case is None:
        raise WrongCode
    return case


def _wait(actor: Requester, case: Case) -> None:
    until = timezone.now() + WAITS + timedelta(hours=1)
    case.erase_at = until.replace(minute=0, second=0, microsecond=0)
    case.save(update_fields=["erase_at"])
    leave(actor=actor, kind=ERASE, said={})
    note(case.pk, WAITING, "requester")


def _close_mailbox(actor: Requester) -> None:
    """What this code opens gives way, in its row, to what nobody opens."""
    lookup = actor.receipt.lookup
    sealed = unopenable(lookup, actor.mailbox)
    Mailbox.objects.filter(pk=lookup).update(sealed=sealed)
