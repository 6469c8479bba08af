"""Who holds which key of a case: granting, ordering, the first assignment, dropping.

A holder grants in their own session. Who does not hold a key orders it, signed; the
order is carried out by a holder's next unlocked request. A row alone moves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.access import OpenCase, open_case, visible_cases
from evacuation.away import Absences
from evacuation.clock import five_minutes
from evacuation.errors import KeyMissing, NotAllowed, NotTrusted, WrongState
from evacuation.models import CaseKey, CaseWrap, GrantOrder, Record
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.changing import Change, changing
from evacuation.services.epochs import NewEpochs
from evacuation.services.first_contact import start_first_contact
from evacuation.services.handing import (
    NoRight,
    hand_all_over,
    hand_over,
    hears_another,
    living_members,
    receiving_card,
    receiving_cards,
)
from evacuation.services.hearing import go_on, heed
from evacuation.services.removing import renew_shred_keys
from evacuation.steps import Status, Step, within
from evacuation.vault.cards import Right, member_name
from evacuation.vault.orders import Order, sign_order, verify_order
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db import models

    from evacuation.models import Case
    from evacuation.unlocked import Unlocked
    from evacuation.vault.trust import Trust

_GIVE = frozenset({Right.COORDINATOR, Right.LEAD, Right.VERIFIER})
# What a case's members hold themselves once it is assigned.
ASSIGNED = (Compartment.TRIAGE, Compartment.INBOX, Compartment.REPLIES)


def give_key(*, actor: Unlocked, case_id: UUID, compartment: str, user_id: int) -> bool:
    """True from a holder's hand; False where a lead who holds none has ordered it.

    By members who have to do with cases. Raises NotVisible, NotAllowed, NoRight,
    KeyMissing, NotTrusted.
    """
    open_case(actor, case_id)
    if not actor.may(*_GIVE):
        raise NotAllowed
    chosen: dict[str, Any] = {"compartment": compartment, "user_id": user_id}
    try:
        grant_key(actor=actor, case_id=case_id, **chosen)
    except KeyMissing:
        if not actor.may(Right.LEAD):
            raise
        order_grant(actor=actor, case_id=case_id, **chosen)
        return False
    return True


def grant_key(
    *, actor: Unlocked, case_id: UUID, compartment: str, user_id: int
) -> None:
    """Hand somebody a compartment's keys, all epochs that the actor opens.

    Raises NotVisible, NoRight, KeyMissing, NotTrusted.
    """
    with transaction.atomic():
        opened = open_case(actor, case_id, lock=True)
        card = receiving_card(actor, user_id, compartment)
        hand_over(opened, compartment, card)
        _orders_of(case_id, compartment, card.name).update(done_at=timezone.now())
        _write(opened, f"key.granted.{compartment}")


def order_grant(
    *, actor: Unlocked, case_id: UUID, compartment: str, user_id: int
) -> None:
    """A lead's signed order; never for oneself.

    Raises NotVisible, NotAllowed, NoRight.
    """
    if not actor.may(Right.LEAD) or user_id == actor.user.pk:
        raise NotAllowed
    with transaction.atomic():
        opened = open_case(actor, case_id, lock=True)
        card = receiving_card(actor, user_id, compartment)
        if hears_another(opened, compartment, card):
            raise NoRight
        order = Order(
            case_id, compartment, card.name, card.box, actor.trust.roster.number
        )
        GrantOrder.objects.update_or_create(
            case=opened.case,
            compartment=compartment,
            recipient=card.name,
            defaults={
                "public": card.box,
                "roster": order.roster,
                "ordered_by": actor.user,
                "signature": sign_order(actor.seeds.sign, order),
                "ordered_at": timezone.now(),
                "done_at": None,
            },
        )
        _write(opened, f"key.ordered.{compartment}")


def complete_orders(me: Unlocked) -> list[GrantOrder]:
    """Carry out whatever orders verify and this member can; those done come back."""
    waiting = GrantOrder.objects.filter(
        done_at__isnull=True, case__in=visible_cases(me)
    ).select_related("case", "ordered_by")
    return [order for order in waiting if _completed(me, order)]


def order_holds(trust: Trust, row: GrantOrder) -> bool:
    """Whether a lead of now signed exactly this row, for a card of now."""
    lead = trust.member(row.ordered_by_id)
    order = Order(
        row.case_id, row.compartment, row.recipient, bytes(row.public), row.roster
    )
    if lead is None or Right.LEAD not in lead.rights or lead.name == row.recipient:
        return False
    if not living_members([lead.user]):
        return False
    try:
        verify_order(lead.sign, bytes(row.signature), order)
    except CannotOpen:
        return False
    cards = [card for card in trust.roster.members if card.name == row.recipient]
    return [card.box for card in cards] == [order.public]


def assign_case(
    *, actor: Unlocked, case_id: UUID, version: int, owner: int, lead: int = 0
) -> Case:
    """The case's own members hold its keys from now on, the intake team no more.

    `owner`: a coordinator or lead; `lead`: the second holder, chosen where none is
    named. The board line stays with the team. Raises NotVisible, NotAllowed,
    StaleVersion, WrongState, NoRight, KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor, case_id=case_id, version=version, verb="case.assigned"
    ) as change:
        case = change.case
        case.owner_id = owner
        if case.state == State.RECEIVED:
            _take_in_hand(change)
        people = sorted({owner, lead or second_holder(actor, owner)})
        _to_members(change.opened, people)
        # Last: what the change sealed before lies under the key of until now.
        renew_shred_keys(actor=actor.name, cases=[case_id])
    return case


def _take_in_hand(change: Change) -> None:
    case, actor = change.case, change.opened.me
    said = {"to": member_name(case.owner_id)} if case.owner_id else {}
    change.write(
        Compartment.TRIAGE,
        RecordKind.MOVE,
        step="claim",
        origin=case.state,
        level=case.level,
        said=said,
    )
    case.state = State.TRIAGE
    case.acknowledged_at = five_minutes(timezone.now())
    acknowledge_alerts(actor=actor.user, case=case)
    change.tell_status(Status.IN_HAND)
    # The clock of first contact began with the request, whenever it is taken over.
    owner_by = case.next_due_at or timezone.now()
    since = owner_by - within(Step.OWN, case.level)
    # What the person wrote meanwhile is heard with it, and may ask for another step.
    if heed(change):
        go_on(change, Step.CONTACT)
    else:
        change.next(Step.CONTACT, start_first_contact(change, since))


def _to_members(opened: OpenCase, people: list[int]) -> None:
    hand_all_over(opened, receiving_cards(opened.me, people, ASSIGNED))
    CaseWrap.objects.filter(
        key__case=opened.case,
        key__compartment__in=ASSIGNED,
        recipient__startswith="team:",
    ).delete()


def second_holder(me: Unlocked, owner: int) -> int:
    """A living lead beside the owner; the actor first, who is away last.

    Raises NoRight.
    """
    leads = [
        card.user
        for card in me.trust.roster.members
        if Right.LEAD in card.rights and card.user != owner
    ]
    living = living_members(leads)
    if not living:
        raise NoRight
    if me.user.pk in living:
        return me.user.pk
    return min(living - Absences(living).at(timezone.now()) or living)


def drop_wraps(case: Case, name: str) -> None:
    """Delete somebody's wraps and mark what they held. Raises WrongState.

    In the caller's transaction, which renews the shred key, too.
    """
    held = CaseWrap.objects.filter(key__case=case, recipient=name)
    keys = set(held.values_list("key", flat=True))
    if not keys:
        raise WrongState
    for key in keys:
        others = CaseWrap.objects.filter(key=key).exclude(recipient=name)
        if not any(_is_desk(r) for r in others.values_list("recipient", flat=True)):
            raise WrongState
    held.delete()
    CaseKey.objects.filter(pk__in=keys).update(retired=True)
    GrantOrder.objects.filter(case=case, recipient=name, done_at=None).delete()


def open_new_epochs(me: Unlocked, case_id: UUID) -> list[str]:
    """New keys for what is written from now on, where somebody was removed.

    The compartments that this member could do it for. Of the inbox only together with
    the replies, which tell the person its public key. In the caller's transaction.
    """
    opened = open_case(me, case_id, lock=True)
    epochs = NewEpochs(opened)
    made = epochs.open()
    if made:
        Record.objects.bulk_create(epochs.records)
        _write(opened, "case.new_epochs", epochs.records)
    return made


def _completed(me: Unlocked, row: GrantOrder) -> bool:
    if not order_holds(me.trust, row):
        return False
    user_id = int(row.recipient.partition(":")[2])
    try:
        grant_key(
            actor=me,
            case_id=row.case_id,
            compartment=row.compartment,
            user_id=user_id,
        )
    except (KeyMissing, NotTrusted, NoRight):
        return False
    return True


def _orders_of(case: UUID, compartment: str, name: str) -> models.QuerySet[GrantOrder]:
    return GrantOrder.objects.filter(
        case=case, compartment=compartment, recipient=name, done_at__isnull=True
    )


def _is_desk(recipient: str) -> bool:
    return recipient.startswith(("member:", "team:"))


def _write(opened: OpenCase, verb: str, records: Sequence[Record] = ()) -> None:
    audit.write(
        actor=opened.me.name,
        verb=verb,
        case=opened.case.pk,
        audit_key=opened.shreds.audit,
        records=records,
    )
