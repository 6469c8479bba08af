"""Writing an entry's content. Nothing else saves a provider."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from directory.errors import StaleVersion
from directory.models import Provider
from directory.permissions import require_editor
from directory.services.consent import require_listable
from directory.services.entry import ProviderData, columns_of
from directory.services.journal import record
from directory.services.listing import refresh_listings
from directory.services.locking import lock_for_editing
from directory.services.parts import write_parts
from directory.services.validation import check_entry

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def create_provider(*, actor: User, data: ProviderData) -> Provider:
    """A new entry, as draft. Raises NotAllowed, EntryInvalid."""
    require_editor(actor, data.home_country)
    check_entry(data)
    provider = Provider.objects.create(**columns_of(data))
    write_parts([(provider, data)])
    refresh_listings([provider.id])
    record("provider.created", actor=actor, provider=provider)
    return provider


@transaction.atomic
def change_provider(
    *, actor: User, provider_id: UUID, version: int, data: ProviderData
) -> Provider:
    """Replace an entry's content.

    Raises NotVisible, NotAllowed, EntryInvalid; StaleVersion where somebody changed
    the entry since `version`; ConsentMissing where a listed entry would be shown to
    more people than its provider agreed to.
    """
    provider = lock_for_editing(actor, provider_id)
    if provider.version != version:
        raise StaleVersion
    require_editor(actor, data.home_country)
    check_entry(data)
    changed = apply_content(provider, data)
    require_listable(provider)
    provider.save()
    write_parts([(provider, data)])
    refresh_listings([provider.id])
    record("provider.changed", actor=actor, provider=provider, fields=changed)
    return provider


def apply_content(provider: Provider, data: ProviderData) -> list[str]:
    """Set the columns; the names of those that differ come back."""
    columns = columns_of(data)
    changed = [n for n, v in columns.items() if str(getattr(provider, n)) != str(v)]
    for name, value in columns.items():
        setattr(provider, name, value)
    provider.version += 1
    return changed
