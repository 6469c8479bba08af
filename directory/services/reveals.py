"""Opening a restricted contact: recorded, with a coded reason, within a budget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from directory import sharing
from directory.errors import BudgetSpent, DirectoryError, NotVisible
from directory.models import Alert, Contact, Listing, Reveal, RevealReason
from directory.services.journal import record

if TYPE_CHECKING:
    from directory.viewer import Viewer

_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)
# A double tap, or a number that was lost on the way to the phone: whoever opened a
# contact has it already, so that opening it again within this time gives nothing new.
ONE_OPENING = timedelta(hours=1)


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
    spent = _spent(actor)
    return Budget(
        settings.WAYMARK_REVEALS_PER_DAY - spent.filter(at__gt=now - _DAY).count(),
        settings.WAYMARK_REVEALS_PER_MONTH - spent.filter(at__gt=now - _MONTH).count(),
    )


def _spent(actor: User) -> QuerySet[Reveal]:
    """The actor's reveals that count: not those that follow one of the same contact."""
    made = Reveal.objects.filter(by=actor)
    before = made.filter(
        contact=OuterRef("contact"),
        at__lt=OuterRef("at"),
        at__gte=OuterRef("at") - ONE_OPENING,
    )
    return made.exclude(Exists(before))


@transaction.atomic
def reveal_contact(
    *, actor: User, viewer: Viewer, contact_id: UUID, reason: str
) -> Revealed:
    """Open one contact.

    Raises NotVisible (also for every relay contact), BudgetSpent unless somebody is
    detained now: then it gives one at a time, and an editor is alerted. The same
    contact again within ONE_OPENING is recorded, and neither spends nor alerts. What
    settings.WAYMARK_REVEAL_GUARDS name may refuse first, with errors of their own.
    """
    if reason not in RevealReason.values:
        raise DirectoryError("reason")
    for guard in settings.WAYMARK_REVEAL_GUARDS:
        import_string(guard)()
    # One person's reveals follow each other, or two at once would share one place.
    # Not the key: rows that name the person may be written meanwhile.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    contact = _visible_contact(viewer, contact_id)
    again = _just_opened(actor, contact)
    over = not again and budget_of(actor).left == 0
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
    if not again:
        _alert(contact, actor, over)
    record("contact.revealed", actor=actor, provider=contact.provider)
    value = contact.value or contact.sealed
    return Revealed(contact, value, budget_of(actor), over)


def _just_opened(actor: User, contact: Contact) -> bool:
    since = timezone.now() - ONE_OPENING
    return Reveal.objects.filter(by=actor, contact=contact, at__gte=since).exists()


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
