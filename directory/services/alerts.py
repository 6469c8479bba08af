"""Seeing to an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from directory.errors import NotVisible
from directory.models import Alert
from directory.permissions import may_edit
from directory.services.journal import record

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def mark_alert_seen(*, actor: User, alert_id: int) -> Alert:
    """Somebody has looked into it. Raises NotVisible, also for one seen before."""
    alert = (
        Alert.objects.select_for_update(of=("self",))
        .select_related("provider")
        .filter(pk=alert_id, seen_at__isnull=True)
        .first()
    )
    provider = alert.provider if alert else None
    if alert is None or provider is None:
        raise NotVisible
    if not may_edit(actor, provider.home_country_id):
        raise NotVisible
    alert.seen_by, alert.seen_at = actor, timezone.now()
    alert.save()
    record("alert.seen", actor=actor, provider=provider, about=alert.about)
    return alert
