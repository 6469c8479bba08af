"""Whose case it is: given by its owner or a lead, and never nobody's once it was.

Whoever gets a case that they did not ask for has the time for owning one to open it;
then whoever is on duty is woken (docs/duty.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation import audit
from evacuation.access import open_case
from evacuation.away import Absences
from evacuation.errors import DeskError, NotAllowed
from evacuation.models import Case, CaseWrap
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services import moves
from evacuation.services.changing import DESK, OWNED, Change, changing
from evacuation.services.clocks import start_clocks, stop_clocks
from evacuation.services.granting import (
    ASSIGNED,
    assign_case,
    drop_wraps,
    open_new_epochs,
)
from evacuation.services.handing import (
    RECEIVES,
    NoRight,
    hand_all_over,
    living_members,
    receiving_card,
)
from evacuation.services.removing import renew_shred_keys
from evacuation.shredding import case_scope, shred_keys_of
from evacuation.vault.cards import Right, member_name
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked
    from evacuation.vault.cards import Card
    from evacuation.vault.trust import Trust

# What goes along where whoever gives it holds it; who somebody is does not.
_MORE = frozenset(
    {Compartment.LOGISTICS, Compartment.VERIFICATION, Compartment.DECISION}
)


class NobodyToOwn(DeskError):
    """Without its owner the case would be nobody's."""

    code = "nobody_to_own"
    status = 409
    message = _(
        "Nobody else could own this case: hand all its keys to a coordinator or a "
        "lead first."
    )


def is_owned(case: Case, trust: Trust) -> bool:
    """Whether its owner still stands in the roster, stopped by nobody."""
    owner = case.owner_id
    if owner is None or trust.member(owner) is None:
        return False
    return bool(living_members([owner]))


def may_assign(me: Unlocked, case: Case) -> bool:
    return me.may(Right.LEAD) or case.owner_id == me.user.pk


def assign(*, actor: Unlocked, case_id: UUID, version: int, to: int) -> Case:
    """The case is `to`'s from now on, who gets what keys of it the roster allows.

    The owner or a lead does it; to oneself also a coordinator, where nobody owns it.
    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoRight, KeyMissing,
    NotTrusted.
    """
    case = open_case(actor, case_id).case
    free = to == actor.user.pk and not is_owned(case, actor.trust)
    if not free and not may_assign(actor, case):
        raise NotAllowed
    if case.state == State.RECEIVED:
        return assign_case(actor=actor, case_id=case_id, version=version, owner=to)
    # The version says that it still is whose it was.
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.assigned",
        states=OWNED,
    ) as change:
        card = receiving_card(actor, to, ASSIGNED[0])
        if not card.rights & DESK:
            raise NoRight
        parts = owners_parts(change.opened, card)
        hand_all_over(change.opened, {part: [card] for part in parts})
        write_given(change, to)
        _give(change.case, to, by=actor)
        # Said anew also where the column says so already: it may have been set by hand.
        change.rewrite_line(owner=str(to))
    return change.case


def write_given(change: Change, to: int) -> None:
    """That it was given to this user, where the account is."""
    change.write(
        Compartment.TRIAGE,
        RecordKind.MOVE,
        step=moves.ASSIGNED,
        origin=change.case.state,
        level=change.case.level,
        said={"to": member_name(to)},
    )


def heard_by_owner(opened: OpenCase) -> None:
    """The owner opened it: nobody has to be woken for it to be owned."""
    if opened.case.owner_id == opened.me.user.pk:
        stop_clocks(opened.case, [Clock.OWN])


def remove_member(*, actor: Unlocked, case_id: UUID, user_id: int) -> None:
    """Take a case's keys from somebody; their older copies open nothing any more.

    The owner or a lead does it. A removed owner's case goes to the actor, else to
    another holder. Raises NotVisible, NotAllowed, NobodyToOwn, WrongState where they
    hold none, or where nobody else of the desk would hold one.
    """
    with transaction.atomic():
        opened = open_case(actor, case_id, lock=True)
        case = opened.case
        if not may_assign(actor, case):
            raise NotAllowed
        drop_wraps(case, member_name(user_id))
        if case.owner_id == user_id and case.state in OWNED:
            heirs = _heirs(case, actor.trust)
            if not heirs:
                raise NobodyToOwn
            mine = actor.user.pk in heirs
            change = Change(opened, "member.removed")
            _give(case, actor.user.pk if mine else heirs[0], by=actor)
            change.settle()
        case.version += 1
        case.save()
        renew_shred_keys(actor=actor.name, cases=[case_id])
        audit.write(
            actor=actor.name,
            verb="member.removed",
            case=case_id,
            audit_key=opened.shreds.audit,
        )
    with transaction.atomic():
        open_new_epochs(actor, case_id)


def pass_on(*, actor: str, trust: Trust, leavers: Iterable[int]) -> None:
    """The cases of who left the roster go to others who hold their keys.

    In the caller's transaction, which holds the cases. Where nobody could own one the
    clock runs all the same, and wakes a lead who can order its keys.
    """
    rows = Case.objects.filter(owner__in=list(leavers), state__in=OWNED)
    for case in rows.order_by("pk"):
        heirs = _heirs(case, trust)
        _give(case, heirs[0] if heirs else None, by=None)
        case.version += 1
        case.save()
        scope = case_scope(case.pk)
        audit.write(
            actor=actor,
            verb="case.passed_on",
            case=case.pk,
            audit_key=shred_keys_of([scope])[scope].audit,
        )


def owners_parts(opened: OpenCase, card: Card) -> list[str]:
    """What every owner has, and what else the member holds that the card may have."""
    made = opened.case.keys.values_list("compartment", flat=True).distinct()
    return [
        part
        for part in sorted(made)
        if part in ASSIGNED
        or (part in _MORE and card.rights & RECEIVES[part] and opened.holds(part))
    ]


def _give(case: Case, to: int | None, *, by: Unlocked | None) -> None:
    case.owner_id = to
    stop_clocks(case, [Clock.OWN])
    if by is None or to != by.user.pk:
        start_clocks(case, [Clock.OWN], since=timezone.now())


def _heirs(case: Case, trust: Trust) -> list[int]:
    """Who could own it by the rows: living, of the desk, every assigned key held.

    Coordinators before leads, who have other work on a bad day; who is away last.
    """
    newest = [
        case.keys.filter(compartment=part).order_by("-epoch").first()
        for part in ASSIGNED
    ]
    held = [
        set(CaseWrap.objects.filter(key=key).values_list("recipient", flat=True))
        for key in newest
    ]
    able = set.intersection(*held)
    cards = [c for c in trust.roster.members if c.name in able and c.rights & DESK]
    living = living_members([card.user for card in cards])
    away = Absences(living).at(timezone.now())
    cards.sort(key=lambda c: (c.user in away, Right.LEAD in c.rights, c.code_name))
    return [card.user for card in cards if card.user in living]
