"""The end of a shift: what is owed goes to the next person before the first one goes.

Every open case of the outgoing person is readable to the incoming one; those that are
given over are theirs. A case is never without an owner in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation import audit
from evacuation.errors import DeskError, NotAllowed, WrongState
from evacuation.models import Case, CaseWrap, Shift
from evacuation.services.changing import OWNED, changing, require_desk
from evacuation.services.duty import on_duty
from evacuation.services.granting import ASSIGNED
from evacuation.services.handing import hand_all_over, living_members, receiving_card
from evacuation.services.ownership import owners_parts, write_given
from evacuation.vault.cards import Right, member_name

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from evacuation.unlocked import Unlocked
    from evacuation.vault.cards import Card

_TAKERS = frozenset({Right.COORDINATOR, Right.LEAD})


class KeysNotHanded(DeskError):
    """The next person cannot open every case of who wants to go."""

    code = "keys_not_handed"
    status = 409
    message = _("Hand your cases over first: not all of them open for the next person.")


class NobodyElse(DeskError):
    """The next person is not on duty, so that nobody would be."""

    code = "nobody_else"
    status = 409
    message = _("The next person is not on duty yet. A lead can put them on the rota.")


def takers(me: Unlocked) -> list[Card]:
    """Who can take cases over: coordinators and leads, living, but oneself."""
    cards = [
        card
        for card in me.trust.roster.members
        if card.rights & _TAKERS and card.user != me.user.pk
    ]
    living = living_members([card.user for card in cards])
    return sorted(
        (card for card in cards if card.user in living), key=lambda c: c.code_name
    )


def owned_cases(user_id: int) -> QuerySet[Case]:
    """The open cases that this member owns."""
    return Case.objects.filter(owner=user_id, state__in=OWNED)


def hand_case(
    *, actor: Unlocked, case_id: UUID, version: int, to: int, give: bool
) -> Case:
    """Wrap what the owner holds of it for `to`; with `give` the case is theirs.

    What the roster lets them receive, and no identity. The owner or a lead does it.
    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoRight, KeyMissing,
    NotTrusted.
    """
    verb = "case.handed_over" if give else "case.keys_handed"
    with changing(
        actor=actor, case_id=case_id, version=version, verb=verb, states=OWNED
    ) as change:
        case = change.case
        if case.owner_id != actor.user.pk and not actor.may(Right.LEAD):
            raise NotAllowed
        card = _taker(actor, to)
        parts = owners_parts(change.opened, card)
        hand_all_over(change.opened, {part: [card] for part in parts})
        if give:
            write_given(change, card.user)
            case.owner_id = card.user
    return case


def end_shift(*, actor: Unlocked, to: int) -> Shift:
    """Go before the rota says so: `to` is on duty, and every own case opens for them.

    Raises NotAllowed, WrongState without a shift, NobodyElse, KeysNotHanded.
    """
    require_desk(actor)
    with transaction.atomic():
        now = timezone.now()
        mine = Shift.objects.select_for_update().filter(
            user=actor.user, starts_at__lt=now, ends_at__gt=now
        )
        shift = mine.order_by("ends_at").last()
        if shift is None:
            raise WrongState
        if to == actor.user.pk or to not in {user.pk for user in on_duty(now)}:
            raise NobodyElse
        if lacking_keys(actor.user.pk, to):
            raise KeysNotHanded
        mine.update(ends_at=now)
        audit.write(actor=actor.name, verb="shift.ended")
    return shift


def lacking_keys(owner: int, to: int) -> set[UUID]:
    """Open cases of this owner of which the other one holds not every assigned key."""
    held = CaseWrap.objects.filter(recipient=member_name(to)).values("key")
    lacking = set()
    for case in owned_cases(owner):
        keys = case.keys.filter(compartment__in=ASSIGNED)
        newest = keys.values("compartment").annotate(epoch=Max("epoch"))
        for row in newest:
            if not keys.filter(**row, pk__in=held).exists():
                lacking.add(case.pk)
    return lacking


def _taker(actor: Unlocked, to: int) -> Card:
    if to == actor.user.pk:
        raise NotAllowed
    card = receiving_card(actor, to, ASSIGNED[0])
    if not card.rights & _TAKERS:
        raise NotAllowed
    return card
