"""Nothing leaves draft without the provider's word or a public register's name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from directory.errors import ConsentMissing, VerificationMissing
from directory.models import Consent, Provider
from directory.models.choices import ProviderStatus
from directory.services.journal import record
from directory.services.listing import refresh_listings
from directory.services.locking import lock_for_editing

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def require_listable(provider: Provider) -> None:
    """Raises ConsentMissing or VerificationMissing for a listed entry without."""
    if provider.status != ProviderStatus.LISTED:
        return
    agreed = provider.consent_level
    if not provider.public_register and (agreed is None or agreed > provider.level):
        raise ConsentMissing
    if provider.verified_at is None or provider.next_due is None:
        raise VerificationMissing


@transaction.atomic
def record_consent(
    *, actor: User, provider_id: UUID, level: int, method: str
) -> Consent:
    """The provider agreed to be shown at `level` and above.

    Raises NotVisible; ConsentMissing where a listed entry is shown to more people
    than the new word allows (lower the entry's level first).
    """
    provider = lock_for_editing(actor, provider_id)
    now = timezone.now()
    consent = Consent.objects.create(
        provider=provider, level=level, method=method, recorded_by=actor, at=now
    )
    provider.consent_level, provider.consent_at = level, now
    require_listable(provider)
    provider.version += 1
    provider.save()
    record("consent.recorded", actor=actor, provider=provider)
    return consent


@transaction.atomic
def withdraw_consent(*, actor: User, provider_id: UUID, method: str) -> Provider:
    """The provider no longer wants to be listed: hidden at once, for everybody."""
    provider = lock_for_editing(actor, provider_id)
    Consent.objects.create(
        provider=provider,
        withdrawn=True,
        method=method,
        recorded_by=actor,
        at=timezone.now(),
    )
    provider.consent_level = provider.consent_at = None
    provider.status = ProviderStatus.WITHDRAWN
    provider.version += 1
    provider.save()
    refresh_listings([provider.id])
    record("consent.withdrawn", actor=actor, provider=provider)
    return provider
