"""Checking entries, listing them, and taking them down."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import (
    ConsentMissing,
    DirectoryError,
    NotVisible,
    SamePerson,
    VerificationMissing,
    WrongState,
)
from directory.models import Alert, Incident, IncidentReview, Provider, Verification
from directory.models.choices import ProviderStatus, VettingLevel
from directory.services.consent import require_listable
from directory.services.journal import record
from directory.services.listing import refresh_listings
from directory.services.locking import lock_for_editing

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# How long a check holds, in days (domain.md 4.4: 12 and 18 months; 90 days where the
# bar is under pressure).
_HOLDS_DAYS = {
    VettingLevel.L0: 30,
    VettingLevel.L1: 365,
    VettingLevel.L2: 365,
    VettingLevel.L3: 548,
    VettingLevel.L4: 548,
}
_HOLDS_DAYS_UNDER_PRESSURE = 90
_LISTABLE = (
    ProviderStatus.DRAFT,
    ProviderStatus.PENDING,
    ProviderStatus.WITHDRAWN,
    ProviderStatus.ARCHIVED,
)
# Two pairs of eyes, the reporter's not among them.
REVIEWS_NEEDED = 2


def due_date(country: str, level: int, checked: date) -> date:
    """The day by which an entry checked on `checked` must be checked again."""
    days = _HOLDS_DAYS[VettingLevel(level)]
    if country in settings.WAYMARK_PRESSURED_BARS:
        days = min(days, _HOLDS_DAYS_UNDER_PRESSURE)
    return checked + timedelta(days=days)


@transaction.atomic
def verify_provider(
    *,
    actor: User,
    provider_id: UUID,
    how: str,
    level: int,
    at: datetime | None = None,
) -> Verification:
    """Somebody checked the entry (now, or at `at`) and answers for it.

    Raises NotVisible; DirectoryError naming `at` for a check in the future.
    """
    provider = lock_for_editing(actor, provider_id)
    checked = at or timezone.now()
    if checked > timezone.now():
        raise DirectoryError("at", _("A check cannot lie in the future."))
    due = due_date(provider.home_country_id, level, timezone.localdate(checked))
    verification = Verification.objects.create(
        provider=provider, by=actor, at=checked, how=how, level=level, next_due=due
    )
    provider.verified_at, provider.verified_by = checked, actor
    provider.verified_how, provider.vetting_level = how, level
    provider.next_due, provider.recheck_asked_at = due, None
    if provider.status == ProviderStatus.DRAFT:
        provider.status = ProviderStatus.PENDING
    _save(provider)
    record("provider.verified", actor=actor, provider=provider)
    return verification


@transaction.atomic
def list_provider(*, actor: User, provider_id: UUID) -> Provider:
    """Show the entry at its level.

    Raises NotVisible, WrongState (a suspended entry comes back by review alone),
    ConsentMissing, VerificationMissing.
    """
    provider = lock_for_editing(actor, provider_id)
    if provider.status not in _LISTABLE:
        raise WrongState
    provider.status = ProviderStatus.LISTED
    require_listable(provider)
    _save(provider)
    record("provider.listed", actor=actor, provider=provider)
    return provider


@transaction.atomic
def archive_provider(*, actor: User, provider_id: UUID) -> Provider:
    """Take the entry out for good. Raises NotVisible, WrongState when suspended."""
    provider = lock_for_editing(actor, provider_id)
    if provider.status == ProviderStatus.SUSPENDED:
        raise WrongState
    provider.status = ProviderStatus.ARCHIVED
    _save(provider)
    record("provider.archived", actor=actor, provider=provider)
    return provider


def open_incident(
    *, actor: User, provider: Provider, kind: str, hides: bool, at: datetime
) -> Incident:
    """Note an incident of a locked entry, and hide the entry if it `hides`.

    Belongs into the caller's transaction. A second report while one is open joins
    it as another incident: each is reviewed. An editor is alerted either way.
    """
    incident = Incident.objects.create(
        provider=provider, kind=kind, reported_by=actor, at=at
    )
    if hides and provider.status in (ProviderStatus.LISTED, ProviderStatus.PENDING):
        provider.status = ProviderStatus.SUSPENDED
    _save(provider)
    Alert.objects.create(kind=Alert.Kind.INCIDENT, provider=provider, at=timezone.now())
    verb = "provider.suspended" if hides else "incident.reported"
    record(verb, actor=actor, provider=provider)
    return incident


@transaction.atomic
def suspend_provider(*, actor: User, provider_id: UUID, kind: str) -> Incident:
    """An editor hides an entry at once, whatever its state.

    Raises NotVisible, DirectoryError naming `kind`.
    """
    if kind not in Incident.Kind.values:
        raise DirectoryError("kind")
    provider = lock_for_editing(actor, provider_id)
    return open_incident(
        actor=actor, provider=provider, kind=kind, hides=True, at=timezone.now()
    )


@transaction.atomic
def review_incident(*, actor: User, incident_id: int, verdict: str) -> Incident:
    """One pair of eyes on an incident.

    Two "clear" list the entry again where its consent and check still stand, else
    it waits; one "uphold" of the two archives it. Raises NotVisible, SamePerson for
    the reporter or a second vote, WrongState for a closed incident.
    """
    found = Incident.objects.filter(pk=incident_id).first()
    if found is None:
        raise NotVisible
    provider = lock_for_editing(actor, found.provider_id)
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    if incident.state != Incident.State.OPEN:
        raise WrongState
    if actor == incident.reported_by or incident.reviews.filter(by=actor).exists():
        raise SamePerson
    IncidentReview.objects.create(
        incident=incident, by=actor, verdict=verdict, at=timezone.now()
    )
    _close_when_reviewed(incident, provider)
    record("incident.reviewed", actor=actor, provider=provider)
    return incident


def _close_when_reviewed(incident: Incident, provider: Provider) -> None:
    verdicts = list(incident.reviews.values_list("verdict", flat=True))
    if len(verdicts) < REVIEWS_NEEDED:
        return
    upheld = IncidentReview.Verdict.UPHOLD in verdicts
    incident.state = Incident.State.UPHELD if upheld else Incident.State.CLEARED
    incident.closed_at = timezone.now()
    incident.save()
    if upheld:
        provider.status = ProviderStatus.ARCHIVED
    elif not provider.incidents.filter(state=Incident.State.OPEN).exists():
        _release(provider)
    _save(provider)


def _release(provider: Provider) -> None:
    # Back where it was only when everything that listing asks for still stands.
    if provider.status != ProviderStatus.SUSPENDED:
        return
    provider.status = ProviderStatus.LISTED
    try:
        require_listable(provider)
    except (ConsentMissing, VerificationMissing):
        provider.status = ProviderStatus.PENDING


def _save(provider: Provider) -> None:
    provider.version += 1
    provider.save()
    refresh_listings([provider.id])
