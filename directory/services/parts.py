"""Everything that hangs on an entry, written anew for one entry or for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
from directory.services.contacts import contact_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db.models import Model

    from directory.services.entry import OfficeData, ProviderData

_REPLACED: tuple[type[Model], ...] = (
    ProviderName,
    ProviderPractice,
    ProviderLanguage,
    ProviderFriendliness,
    OpeningHours,
)
_REACH = ("countries", "regions", "cities")


def write_parts(pairs: Sequence[tuple[Provider, ProviderData]]) -> None:
    """Replace everything that hangs on saved entries by what their content holds.

    The number of queries does not grow with the number of entries.
    """
    ids = [provider.pk for provider, _data in pairs]
    for name in _REACH:
        _write_reach(name, ids, pairs)
    for model in _REPLACED:
        model._default_manager.filter(provider__in=ids).delete()
    _write_described(pairs)
    _write_offices_and_contacts(ids, pairs)


def _write_reach(
    name: str, ids: list[UUID], pairs: Sequence[tuple[Provider, ProviderData]]
) -> None:
    through = getattr(Provider, name).through
    column = getattr(Provider, name).field.m2m_reverse_field_name()
    through.objects.filter(provider__in=ids).delete()
    through.objects.bulk_create(
        through(**{"provider_id": provider.pk, f"{column}_id": key})
        for provider, data in pairs
        for key in dict.fromkeys(getattr(data, name))
    )


def _write_described(pairs: Sequence[tuple[Provider, ProviderData]]) -> None:
    terms = _terms()
    rows: dict[type[Model], list[Model]] = {model: [] for model in _REPLACED}
    for provider, data in pairs:
        for row in _described(provider, data, terms):
            rows[type(row)].append(row)
    for model, made in rows.items():
        model._default_manager.bulk_create(made)


def _terms() -> dict[tuple[str, str], int]:
    rows = Term.objects.filter(scheme__in=[Scheme.PRACTICE_AREA, Scheme.LANGUAGE])
    return {(s, c): pk for s, c, pk in rows.values_list("scheme", "code", "pk")}


def _described(
    provider: Provider, data: ProviderData, terms: dict[tuple[str, str], int]
) -> Iterable[Model]:
    for n in data.names:
        yield ProviderName(provider=provider, kind=n.kind, text=n.text, shared=n.shared)
    for p in dict.fromkeys(data.practices):
        area = terms[Scheme.PRACTICE_AREA, p.area]
        yield ProviderPractice(
            provider=provider, area_id=area, service_level=p.service_level
        )
    for row in data.languages:
        yield ProviderLanguage(
            provider=provider,
            language_id=terms[Scheme.LANGUAGE, row.language],
            interpreter=row.interpreter,
            note=row.note,
        )
    for f in data.friendliness:
        yield ProviderFriendliness(
            provider=provider,
            group=f.group,
            attested_by=f.attested_by,
            trained_by=f.trained_by,
            trained_on=f.trained_on,
        )
    for h in data.hours:
        yield OpeningHours(
            provider=provider, weekday=h.weekday, opens=h.opens, closes=h.closes
        )


def _write_offices_and_contacts(
    ids: list[UUID], pairs: Sequence[tuple[Provider, ProviderData]]
) -> None:
    # Kept contacts keep their id, so that a reveal's journal goes on pointing at them.
    kept = {
        (provider, kind, mark): pk
        for pk, provider, kind, mark in Contact.objects.filter(
            provider__in=ids
        ).values_list("pk", "provider_id", "kind", "mark")
    }
    Contact.objects.filter(provider__in=ids).delete()
    Office.objects.filter(provider__in=ids).delete()
    offices = [[_office(p, o) for o in data.offices] for p, data in pairs]
    Office.objects.bulk_create([row for rows in offices for row in rows])
    contacts: list[Contact] = []
    for (provider, data), rows in zip(pairs, offices, strict=True):
        contacts += _contacts(provider, data, rows, kept)
    Contact.objects.bulk_create(contacts)


def _office(provider: Provider, office: OfficeData) -> Office:
    return Office(
        provider=provider,
        label=office.label,
        place_id=office.place,
        region_id=office.region or None,
        address=office.address,
        postcode=office.postcode,
        latitude=office.latitude,
        longitude=office.longitude,
        shared=office.shared,
        external_id=office.external_id,
    )


def _contacts(
    provider: Provider, data: ProviderData, offices: list[Office], kept: dict[Any, UUID]
) -> Iterable[Contact]:
    for position, contact in enumerate(data.contacts):
        office = None if contact.office is None else offices[contact.office].pk
        row = contact_row(
            contact,
            provider_id=provider.pk,
            office_id=office,
            country=provider.home_country_id,
        )
        row.position = position
        row.pk = kept.pop((provider.pk, row.kind, row.mark), row.pk)
        yield row
