"""What is sent of an entry: finished JSON objects for one level.

Language-free (codes, not labels), so that one document serves every interface
language; absent fields are left out, never masked, so that their absence says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from directory import sharing
from directory.models.choices import Level

if TYPE_CHECKING:
    from directory.models.contact import Contact, Office
    from directory.models.place import Place
    from directory.models.provider import Provider

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS 84."""

    latitude: float
    longitude: float


def summary_of(provider: Provider, level: Level) -> Document:
    """The entry as it stands in a list."""
    return _without_nothing(
        {
            "id": str(provider.id),
            "kind": provider.kind,
            "name": provider.display_name,
            "latin_name": provider.latin_name,
            "organisation": _organisation(provider, level),
            "country": provider.home_country_id,
            "places": places_of(provider),
            "regions": sorted(regions_of(provider)),
            "serves": _serves(provider),
            "practice_areas": _practices(provider, level),
            "languages": [
                {"code": row.language.code, "interpreter": row.interpreter}
                for row in sorted(
                    provider.languages.all(), key=lambda row: row.language.code
                )
            ],
            "bar_status": provider.bar_status,
            "capabilities": provider.capabilities,
            "remote": provider.remote,
            "on_site": provider.on_site,
            "available_24_7": provider.available_24_7,
            "capacity": provider.capacity,
            "capacity_until": _day(provider.capacity_until),
            "cost": provider.cost,
            "payers": provider.payers,
            "friendly_to": _friendly(provider, level),
            "vetting_level": f"L{provider.vetting_level}",
            "verified_on": _day(provider.verified_at),
            "verified_how": provider.verified_how,
            "next_due": _day(provider.next_due),
            "sharing": Level(sharing.entry_level(provider) or 0).name.lower(),
        }
    )


def detail_of(provider: Provider, level: Level) -> Document:
    """The whole entry, without contacts' values above public."""
    document = summary_of(provider, level)
    document.update(
        _without_nothing(
            {
                "names": [n.text for n in provider.names.all() if level >= n.shared],
                "say_first": provider.say_first,
                "bar_name": provider.bar_name,
                "bar_checked_on": _day(provider.bar_checked_on),
                "state_appointed": provider.state_appointed,
                "experience": provider.experience,
                "time_zone": provider.time_zone,
                "hours": _hours(provider),
                "response_hours": provider.response_hours,
                "new_cases_per_month": provider.new_cases_per_month,
                "means_test": provider.means_test,
                "no_solicitation": provider.no_solicitation or None,
                "public_register": provider.public_register,
                "offices": [_office(o, level) for o in provider.offices.all()],
                "contacts": _contacts(provider, level),
                "connect_us": _has_relay(provider) or None,
                **_sensitive(provider, level),
            }
        )
    )
    return document


def _sensitive(provider: Provider, level: Level) -> Document:
    found: Document = {}
    if sharing.sees_legal_name(provider, level):
        found["legal_name"] = provider.legal_name
    if sharing.sees_licence(provider, level):
        found["licence_number"] = provider.licence_number
    if sharing.sees_treaty_record(provider, level):
        found["treaty_record"] = provider.treaty_record
    if sharing.sees_risk(provider, level):
        found["risk"] = provider.risk
    if sharing.sees_friendliness(provider, level):
        found["friendliness"] = [
            _without_nothing(
                {
                    "group": row.group,
                    "attested_by": row.attested_by,
                    "trained_by": row.trained_by,
                    "trained_on": _day(row.trained_on),
                }
            )
            for row in sorted(provider.friendliness.all(), key=lambda row: row.group)
        ]
    return found


def _organisation(provider: Provider, level: Level) -> Document | None:
    organisation = provider.organisation
    if organisation is None or not sharing.sees_organisation(provider, level):
        return None
    return {"id": str(organisation.id), "name": organisation.display_name}


def places_of(provider: Provider) -> list[Document]:
    """The cities of its offices: the coarsest place, seen by whoever sees the entry."""
    cities = {o.place_id: o.place for o in provider.offices.all() if o.place}
    return [_place(place) for place in cities.values()]


def _place(place: Place) -> Document:
    return _without_nothing(
        {
            "geonameid": place.geonameid,
            "name": place.name,
            "region": place.region_id,
            "country": place.country_id,
        }
    )


def regions_of(provider: Provider) -> set[str]:
    """ISO 3166-2 codes of the regions in which it has an office."""
    found: set[str] = set()
    for office in provider.offices.all():
        region = office.region_id or (office.place and office.place.region_id)
        if region:
            found.add(region)
    return found


def points_of(provider: Provider, level: Level) -> list[Point]:
    """Where the level sees the offices: exact, or the middle of the city."""
    found: list[Point] = []
    for office in provider.offices.all():
        if office.latitude is not None and sharing.sees_address(office, level):
            found.append(Point(office.latitude, office.longitude or 0.0))
        elif office.place is not None:
            found.append(Point(office.place.latitude, office.place.longitude))
    return list(dict.fromkeys(found))


def _serves(provider: Provider) -> Document:
    return _without_nothing(
        {
            "countries": sorted(c.code for c in provider.countries.all()),
            "regions": sorted(r.code for r in provider.regions.all()),
            "places": [_place(p) for p in provider.cities.all()],
            "radius_km": provider.radius_km,
            "cross_border": provider.cross_border or None,
        }
    )


def _practices(provider: Provider, level: Level) -> list[Document]:
    seen: dict[str, list[str]] = {}
    for row in provider.practices.all():
        if sharing.sees_practice(provider, row, level):
            seen.setdefault(row.area.code, []).append(row.service_level)
    return [
        {"code": code, "service_levels": sorted(levels)}
        for code, levels in sorted(seen.items())
    ]


def _friendly(provider: Provider, level: Level) -> list[str] | None:
    if not sharing.sees_friendliness(provider, level):
        return None
    return sorted(row.group for row in provider.friendliness.all())


def _hours(provider: Provider) -> list[Document]:
    rows = sorted(provider.hours.all(), key=lambda row: (row.weekday, row.opens))
    return [
        {
            "weekday": row.weekday,
            "opens": f"{row.opens:%H:%M}",
            "closes": f"{row.closes:%H:%M}",
        }
        for row in rows
    ]


def _office(office: Office, level: Level) -> Document:
    document: Document = {"id": office.pk}
    if office.place is not None:
        document["place"] = _place(office.place)
    if sharing.sees_address(office, level):
        document |= {
            "label": office.label,
            "address": office.address,
            "postcode": office.postcode,
            "latitude": office.latitude,
            "longitude": office.longitude,
        }
    return _without_nothing(document)


def _contacts(provider: Provider, level: Level) -> list[Document]:
    return [
        _contact(contact)
        for contact in provider.contacts.all()
        if sharing.sees_contact(contact, level)
    ]


def _contact(contact: Contact) -> Document:
    """A restricted contact is named by kind; its value comes by a recorded reveal."""
    return _without_nothing(
        {
            "id": str(contact.id),
            "kind": contact.kind,
            "office": contact.office_id,
            "value": contact.value,
            "restricted": contact.shared > Level.PUBLIC or None,
            "say_first": contact.say_first,
            "note": contact.note,
            "available_24_7": contact.available_24_7 or None,
        }
    )


def _has_relay(provider: Provider) -> bool:
    return any(c.shared == Level.RELAY for c in provider.contacts.all())


def _day(moment: Any) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%d}"


def _without_nothing(document: Document) -> Document:
    return {k: v for k, v in document.items() if v not in (None, "", [], {})}
