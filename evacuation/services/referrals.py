"""Whether the partner that referred a person hears how their request stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from evacuation.models import Mailbox
from evacuation.services.letters import leave
from evacuation.shredding import case_scope, change_mailboxes

if TYPE_CHECKING:
    from evacuation.services.mailbox import Requester


def tell_referrer(*, actor: Requester, may_tell: bool) -> None:
    """Put the partner's row back, or take it away. The desk reads of it, too.

    In a quiet mailbox nothing changes but that letter.
    """
    if actor.referral:
        _switch(actor, bytes.fromhex(actor.referral["lookup"]), may_tell=may_tell)
    leave(actor=actor, kind="referrer", said={"may_tell": may_tell})


def _switch(actor: Requester, lookup: bytes, *, may_tell: bool) -> None:
    scope = case_scope(actor.case)
    if not may_tell:
        Mailbox.objects.filter(pk=lookup).delete()
        change_mailboxes(scope, gone=[lookup], come=[])
        return
    change_mailboxes(scope, gone=[lookup], come=[lookup])
    sealed = bytes.fromhex(actor.referral["sealed"])
    with transaction.atomic():
        Mailbox.objects.update_or_create(pk=lookup, defaults={"sealed": sealed})
