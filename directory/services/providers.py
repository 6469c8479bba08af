"""Writing an entry's content. Nothing else saves a provider."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from directory.errors import StaleVersion
from directory.models import Provider
from directory.models.choices import ProviderStatus
from directory.permissions import require_editor
from directory.services.consent import require_listable
from directory.services.entry import ProviderData, columns_of
from directory.services.entry_data import data_of
from directory.services.importing.merging import same
from directory.services.journal import record
from directory.services.listing import refresh_listings
from directory.services.locking import lock_for_editing
from directory.services.parts import write_parts
from directory.services.validation import check_entry

# So soon nobody writes the same entry again but by a slip of the finger.
JUST_NOW: Final = timedelta(minutes=1)


@transaction.atomic
def create_provider(*, actor: User, data: ProviderData) -> Provider:
    """A new entry, as draft. Raises NotAllowed, EntryInvalid.

    Who sends the same content twice within JUST_NOW gets the entry made first: a
    button pressed twice.
    """
    require_editor(actor, data.home_country)
    # One new entry of a person after the other; not the key, which other rows name.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if made := just_created(actor, data):
        return made
    check_entry(data)
    provider = Provider.objects.create(**columns_of(data))
    write_parts([(provider, data)])
    refresh_listings([provider.id])
    record("provider.created", actor=actor, provider=provider)
    return provider


def just_created(actor: User, data: ProviderData) -> Provider | None:
    """The untouched draft of this content that the actor made a moment ago."""
    made = Provider.objects.filter(
        version=1,
        status=ProviderStatus.DRAFT,
        home_country=data.home_country,
        display_name=data.display_name,
        created_at__gt=timezone.now() - JUST_NOW,
        events__verb="provider.created",
        events__by=actor,
    )
    return next((p for p in made if same(data_of(p), data)), None)


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
    check_entry(data, itself=provider.pk)
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
