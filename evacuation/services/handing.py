"""Handing a compartment's keys on from the actor's own hand: who may, and the wraps.

Everything here is done in the caller's transaction and recorded by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing
from evacuation.models import CaseWrap, Member
from evacuation.models.choices import Compartment
from evacuation.person_parts import Base, base_of
from evacuation.vault import chain
from evacuation.vault.cards import Right
from evacuation.vault.slips import Recipient, Slot, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked
    from evacuation.vault.cards import Card

# What a card must say of who receives a compartment's key (docs/vault.md); of parts of
# one person by their base name.
RECEIVES: dict[str, frozenset[Right]] = {
    Compartment.TRIAGE: frozenset(
        {
            Right.COORDINATOR,
            Right.VERIFIER,
            Right.LEAD,
            Right.MEDICAL,
            Right.APPROVER_PROGRAMME,
            Right.APPROVER_FINANCE,
        }
    ),
    Compartment.IDENTITY: frozenset({Right.VERIFIER, Right.LEAD}),
    Compartment.INBOX: frozenset({Right.COORDINATOR, Right.LEAD}),
    Compartment.REPLIES: frozenset({Right.COORDINATOR, Right.LEAD}),
    Compartment.LOGISTICS: frozenset({Right.COORDINATOR, Right.LEAD, Right.VERIFIER}),
    Compartment.HEALTH: frozenset({Right.COORDINATOR, Right.LEAD, Right.MEDICAL}),
    Compartment.VERIFICATION: frozenset(
        {Right.COORDINATOR, Right.LEAD, Right.VERIFIER}
    ),
    Compartment.DECISION: frozenset(
        {
            Right.COORDINATOR,
            Right.LEAD,
            Right.APPROVER_PROGRAMME,
            Right.APPROVER_FINANCE,
        }
    ),
    Base.INTERVIEW: frozenset({Right.COORDINATOR, Right.LEAD, Right.VERIFIER}),
}


class NoRight(DeskError):
    """The roster gives this person no right to that key."""

    code = "no_right"
    status = 403
    message = _("The signed roster gives this person no right to that key.")


def receiving_card(me: Unlocked, user_id: int, compartment: str) -> Card:
    """The roster's card of who may receive this key now. Raises NoRight."""
    (card,) = receiving_cards(me, [user_id], [compartment])[compartment]
    return card


def receiving_cards(
    me: Unlocked, users: Iterable[int], compartments: Iterable[str]
) -> dict[str, list[Card]]:
    """By compartment, the cards of all of them. Raises NoRight where one may not."""
    users = list(users)
    living = living_members(users)
    return {
        compartment: [_fit_card(me, user, compartment, living) for user in users]
        for compartment in compartments
    }


def _fit_card(me: Unlocked, user_id: int, compartment: str, living: set[int]) -> Card:
    card = me.trust.member(user_id)
    allowed = RECEIVES.get(base_of(compartment), frozenset())
    if card is None or not card.rights & allowed or user_id not in living:
        raise NoRight
    return card


def living_members(users: list[int]) -> set[int]:
    """Those whom neither a lead nor the calendar has stopped."""
    now = timezone.now()
    rows = Member.objects.filter(
        user__in=users,
        user__is_active=True,
        ended_at__isnull=True,
        suspended_at__isnull=True,
        starts_at__lte=now,
        ends_at__gt=now,
    )
    return set(rows.values_list("user_id", flat=True))


def hand_over(opened: OpenCase, compartment: str, card: Card) -> None:
    """One compartment's keys to one member (`hand_all_over`)."""
    hand_all_over(opened, {compartment: [card]})


def hand_all_over(opened: OpenCase, to: dict[str, list[Card]]) -> None:
    """To each, wraps of every epoch that the member opens, the newest at least.

    By compartment. Raises NoRight for what another person of the case told somebody
    else, KeyMissing, NotTrusted.
    """
    wraps = [
        row
        for compartment, cards in to.items()
        for card in cards
        for row in _wraps(opened, compartment, card)
    ]
    # A wrap that is there already may be forged, or for keys of the past.
    CaseWrap.objects.bulk_create(
        wraps,
        update_conflicts=True,
        unique_fields=["key", "recipient"],
        update_fields=["sealed"],
    )
    opened.forget("recipients")


def _wraps(opened: OpenCase, compartment: str, card: Card) -> Iterator[CaseWrap]:
    if hears_another(opened, compartment, card):
        raise NoRight
    newest = opened.newest(compartment)
    for row in opened.all_keys():
        if row.compartment != compartment:
            continue
        try:
            slip = opened.key(compartment, row.epoch)
        except KeyMissing:
            if row == newest:
                raise
            continue
        slot = Slot(opened.case.pk, compartment, row.epoch)
        sealed = wrap(
            opened.shreds.writing,
            slip.content,
            slot,
            Recipient(card.name, card.box),
            opened.me.as_grantor(),
        )
        yield CaseWrap(key=row, recipient=card.name, sealed=sealed)


def hears_another(opened: OpenCase, compartment: str, card: Card) -> bool:
    """Whether they hold, wrote or read what another person of the case told alone.

    Two of one case may be each other's danger: who helps one does not read the other,
    also where the keys of the first were taken away meanwhile: the audit says who
    wrote and who looked. Leads answer for all of it.
    """
    if base_of(compartment) != Base.INTERVIEW or Right.LEAD in card.rights:
        return False
    made = {row.compartment for row in opened.all_keys()} - {compartment}
    others = sorted(part for part in made if base_of(part) == Base.INTERVIEW)
    if any((part, card.name) in opened.recipients() for part in others):
        return True
    return any(_is_known_to(opened, part, card.name) for part in others)


def _is_known_to(opened: OpenCase, part: str, name: str) -> bool:
    """Whether they wrote a record of it or looked at one, in any of its versions."""
    key, known = opened.shreds.audit, opened.named_by(name)
    return any(
        chain.reference(key, row.pk, version) in known
        for row in opened.records(part)
        for version in range(1, row.version + 1)
    )
