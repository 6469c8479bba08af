"""Writing an entry's content. Nothing else saves a provider."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from directory.errors import StaleVersion
from directory.models import (
    OpeningHours,
    Provider,
    ProviderFriendliness,
    ProviderLanguage,
    ProviderName,
    ProviderPractice,
    Term,
)
from directory.models.contact import Contact, Office
from directory.models.taxonomy import Scheme
from directory.permissions import require_editor
from directory.services.consent import require_listable
from directory.services.contacts import contact_row
from directory.services.entry import ProviderData, columns_of
from directory.services.journal import record
from directory.services.listing import refresh_listings
from directory.services.locking import lock_for_editing
from directory.services.validation import check_entry

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@transaction.atomic
def create_provider(*, actor: User, data: ProviderData) -> Provider:
    """A new entry, as draft. Raises NotAllowed, EntryInvalid."""
    require_editor(actor, data.home_country)
    check_entry(data)
    provider = Provider.objects.create(**columns_of(data))
    write_parts(provider, data)
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
    write_parts(provider, data)
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


def write_parts(provider: Provider, data: ProviderData) -> None:
    """Replace everything that hangs on the entry by what `data` holds."""
    provider.countries.set(data.countries)
    provider.regions.set(data.regions)
    provider.cities.set(data.cities)
    for related in (
        provider.names,
        provider.practices,
        provider.languages,
        provider.friendliness,
        provider.hours,
    ):
        related.all().delete()
    terms = _terms()
    ProviderName.objects.bulk_create(
        ProviderName(provider=provider, kind=n.kind, text=n.text, shared=n.shared)
        for n in data.names
    )
    ProviderPractice.objects.bulk_create(
        ProviderPractice(
            provider=provider,
            area_id=terms[Scheme.PRACTICE_AREA, p.area],
            service_level=p.service_level,
        )
        for p in dict.fromkeys(data.practices)
    )
    ProviderLanguage.objects.bulk_create(
        ProviderLanguage(
            provider=provider,
            language_id=terms[Scheme.LANGUAGE, row.language],
            interpreter=row.interpreter,
            note=row.note,
        )
        for row in data.languages
    )
    _write_attested(provider, data)
    _write_offices_and_contacts(provider, data)


def _terms() -> dict[tuple[str, str], int]:
    rows = Term.objects.filter(scheme__in=[Scheme.PRACTICE_AREA, Scheme.LANGUAGE])
    return {(s, c): pk for s, c, pk in rows.values_list("scheme", "code", "pk")}


def _write_attested(provider: Provider, data: ProviderData) -> None:
    ProviderFriendliness.objects.bulk_create(
        ProviderFriendliness(
            provider=provider,
            group=f.group,
            attested_by=f.attested_by,
            trained_by=f.trained_by,
            trained_on=f.trained_on,
        )
        for f in data.friendliness
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(
            provider=provider, weekday=h.weekday, opens=h.opens, closes=h.closes
        )
        for h in data.hours
    )


def _write_offices_and_contacts(provider: Provider, data: ProviderData) -> None:
    # Kept contacts keep their id, so that a reveal's journal goes on pointing at them.
    kept = {(c.kind, c.mark): c.pk for c in provider.contacts.defer("sealed")}
    provider.contacts.all().delete()
    provider.offices.all().delete()
    offices = Office.objects.bulk_create(
        Office(
            provider=provider,
            label=o.label,
            place_id=o.place,
            region_id=o.region or None,
            address=o.address,
            postcode=o.postcode,
            latitude=o.latitude,
            longitude=o.longitude,
            shared=o.shared,
            external_id=o.external_id,
        )
        for o in data.offices
    )
    rows = []
    for position, contact in enumerate(data.contacts):
        office = None if contact.office is None else offices[contact.office].pk
        row = contact_row(
            contact,
            provider_id=provider.pk,
            office_id=office,
            country=provider.home_country_id,
        )
        row.position = position
        row.pk = kept.pop((row.kind, row.mark), row.pk)
        rows.append(row)
    Contact.objects.bulk_create(rows)
