"""The content of an entry as its rows say it, in the shape that services take."""

from __future__ import annotations

from typing import Any, Final

from directory.models import Provider
from directory.services.entry import (
    NESTED,
    ContactData,
    FriendlinessData,
    HoursData,
    LanguageData,
    NameData,
    OfficeData,
    PracticeData,
    ProviderData,
)

# What `data_of` reads, for fetching it with many entries at a time.
PARTS: Final = (
    "countries",
    "regions",
    "cities",
    "names",
    "practices__area",
    "languages__language",
    "friendliness",
    "hours",
    "offices",
    "contacts",
)


def data_of(provider: Provider) -> ProviderData:
    """The whole content of an entry whose parts were fetched with it."""
    plain: dict[str, Any] = {
        name: getattr(provider, name)
        for name in ProviderData.__slots__
        if name not in NESTED
    }
    plain["capabilities"] = tuple(provider.capabilities)
    plain["payers"] = tuple(provider.payers)
    return ProviderData(
        **plain,
        home_country=provider.home_country_id,
        organisation=str(provider.organisation_id or ""),
        countries=tuple(sorted(c.pk for c in provider.countries.all())),
        regions=tuple(sorted(r.pk for r in provider.regions.all())),
        cities=tuple(sorted(c.pk for c in provider.cities.all())),
        names=tuple(NameData(n.text, n.kind, n.shared) for n in provider.names.all()),
        **_described(provider),
        **_reached(provider),
    )


def _described(provider: Provider) -> dict[str, Any]:
    return {
        "practices": tuple(
            PracticeData(p.area.code, p.service_level) for p in provider.practices.all()
        ),
        "languages": tuple(
            LanguageData(row.language.code, row.interpreter, row.note)
            for row in provider.languages.all()
        ),
        "friendliness": tuple(
            FriendlinessData(f.group, f.attested_by, f.trained_by, f.trained_on)
            for f in provider.friendliness.all()
        ),
        "hours": tuple(
            HoursData(h.weekday, h.opens, h.closes) for h in provider.hours.all()
        ),
    }


def _reached(provider: Provider) -> dict[str, Any]:
    offices = sorted(provider.offices.all(), key=lambda office: office.pk)
    at = {office.pk: position for position, office in enumerate(offices)}
    return {
        "offices": tuple(
            OfficeData(
                label=o.label,
                place=o.place_id,
                region=o.region_id or "",
                address=o.address,
                postcode=o.postcode,
                latitude=o.latitude,
                longitude=o.longitude,
                shared=o.shared,
                external_id=o.external_id,
            )
            for o in offices
        ),
        "contacts": tuple(
            ContactData(
                kind=c.kind,
                value=c.value or c.sealed,
                shared=c.shared,
                office=None if c.office_id is None else at[c.office_id],
                say_first=c.say_first,
                note=c.note,
                available_24_7=c.available_24_7,
            )
            for c in provider.contacts.all()
        ),
    }
