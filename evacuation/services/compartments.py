"""Compartments that are made when something is first written into them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from evacuation.models import CaseKey, CaseWrap
from evacuation.services.granting import second_holder
from evacuation.services.handing import NoRight, receiving_card
from evacuation.vault.sealing import new_key
from evacuation.vault.slips import Recipient, Slot, commit_of, wrap

if TYPE_CHECKING:
    from evacuation.services.changing import Change

_FIRST = 1


def ensure_compartment(change: Change, compartment: str, *, owner: bool = True) -> None:
    """Make its first key, where there is none: for writer, owner, a lead and recovery.

    `owner`: False for what the owner does not read unless they wrote it. In the
    caller's transaction, which holds the case. Raises NoRight.
    """
    opened = change.opened
    case, me = opened.case, opened.me
    if case.keys.filter(compartment=compartment).exists():
        return
    writer = me.user.pk
    users = sorted({writer, second_holder(me, writer)})
    cards = [receiving_card(me, user, compartment) for user in users]
    if owner and opened.owner_id not in {None, *users}:
        # One whom the roster took out, or stopped, gets none.
        with suppress(NoRight):
            cards.append(receiving_card(me, opened.owner_id or 0, compartment))
    key, slot = new_key(), Slot(case.pk, compartment, _FIRST)
    row = CaseKey.objects.create(
        case=case, compartment=compartment, epoch=_FIRST, commit=commit_of(key, slot)
    )
    to = [Recipient(card.name, card.box) for card in cards]
    to.append(me.trust.recovery)
    CaseWrap.objects.bulk_create(
        CaseWrap(
            key=row,
            recipient=one.name,
            sealed=wrap(opened.shreds.writing, key, slot, one, me.as_grantor()),
        )
        for one in to
    )
    opened.forget()
