"""Whether the partner that referred a person hears how their request stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from evacuation.models import Mailbox
from evacuation.services.letters import leave
from evacuation.services.opening import unopenable
from evacuation.vault.mailboxes import seal_mailbox

if TYPE_CHECKING:
    from evacuation.services.mailbox import Requester


def tell_referrer(*, actor: Requester, may_tell: bool) -> None:
    """The partner's row opens from now on, or opens no more. The desk reads of it, too.

    One row is sealed anew, wherever it is asked: in a quiet mailbox its own. Raises
    WrongCode where the case is gone.
    """
    with transaction.atomic():
        leave(actor=actor, kind="referrer", said={"may_tell": may_tell})
        _switch(actor, may_tell=may_tell)


def _switch(actor: Requester, *, may_tell: bool) -> None:
    lookup, key = actor.receipt.lookup, actor.receipt.mailbox_key
    if not actor.referral:
        sealed = seal_mailbox(key, lookup, actor.mailbox)
    else:
        lookup = bytes.fromhex(actor.referral["lookup"])
        sealed = bytes.fromhex(actor.referral["sealed"])
        if not may_tell:
            sealed = unopenable(lookup, actor.mailbox)
    Mailbox.objects.filter(pk=lookup).update(sealed=sealed)
