"""Taking an entry for a change: locked, and only by who may."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from directory.errors import NotVisible
from directory.models import Provider
from directory.permissions import may_edit

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def lock_for_editing(actor: User, provider_id: UUID) -> Provider:
    """The row, locked. Raises NotVisible for whoever does not keep its country."""
    provider = Provider.objects.select_for_update().filter(pk=provider_id).first()
    if provider is None or not may_edit(actor, provider.home_country_id):
        raise NotVisible
    return provider
