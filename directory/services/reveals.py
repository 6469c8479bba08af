"""Opening a restricted contact: recorded, with a coded reason, within a budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from directory import sharing
from directory.errors import BudgetSpent, DirectoryError, NotVisible
from directory.models import Alert, Contact, Listing, Reveal, RevealReason
from directory.services.journal import record

if TYPE_CHECKING:
    from directory.viewer import Viewer

_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Budget:
    """How many contacts somebody may still open."""

    today: int
    month: int

    @property
    def left(self) -> int:
        return max(min(self.today, self.month), 0)


@dataclass(frozen=True, slots=True)
class Revealed:
    """The contact in clear: goes into one answer and is kept nowhere."""

    contact: Contact
    value: str
    budget: Budget
    over_budget: bool


def budget_of(actor: User) -> Budget:
    """What is left of the day's and the month's budget (rolling)."""
    now = timezone.now()
    made = Reveal.objects.filter(by=actor)
    return Budget(
        settings.WAYMARK_REVEALS_PER_DAY - made.filter(at__gt=now - _DAY).count(),
        settings.WAYMARK_REVEALS_PER_MONTH - made.filter(at__gt=now - _MONTH).count(),
    )


@transaction.atomic
def reveal_contact(
    *, actor: User, viewer: Viewer, contact_id: UUID, reason: str
) -> Revealed:
    """Open one contact.

    Raises NotVisible (also for every relay contact), BudgetSpent unless somebody is
    detained now: then it gives one at a time, and an editor is alerted.
    """
    if reason not in RevealReason.values:
        raise DirectoryError("reason")
    # One person's reveals follow each other, or two at once would share one place.
    User.objects.select_for_update().get(pk=actor.pk)
    contact = _visible_contact(viewer, contact_id)
    budget = budget_of(actor)
    over = budget.left == 0
    if over and reason != RevealReason.DETENTION_NOW:
        raise BudgetSpent
    Reveal.objects.create(
        contact=contact,
        provider=contact.provider,
        by=actor,
        at=timezone.now(),
        reason=reason,
        over_budget=over,
    )
    _alert(contact, actor, over)
    record("contact.revealed", actor=actor, provider=contact.provider)
    value = contact.value or contact.sealed
    return Revealed(contact, value, budget_of(actor), over)


def _visible_contact(viewer: Viewer, contact_id: UUID) -> Contact:
    found = Contact.objects.select_related("provider").filter(pk=contact_id).first()
    if found is None or not viewer.reads_group("contacts"):
        raise NotVisible
    level = viewer.level_in(found.provider.home_country_id)
    listed = Listing.objects.visible_to(viewer, on=timezone.localdate())
    if not listed.filter(provider=found.provider).exists():
        raise NotVisible
    if not sharing.sees_contact(found, level):
        raise NotVisible
    return found


def _alert(contact: Contact, actor: User, over: bool) -> None:
    kinds = [Alert.Kind.HONEY] if contact.provider.honey else []
    kinds += [Alert.Kind.OVER_BUDGET] if over else []
    Alert.objects.bulk_create(
        Alert(kind=kind, provider=contact.provider, about=actor, at=timezone.now())
        for kind in kinds
    )
