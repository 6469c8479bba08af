"""What an entry becomes when the file's word is laid over what stands.

The file owns the fields that its mapping names and nothing else: what an editor added
in other fields stays, and so do the levels and notes an editor gave to a contact or
an office that the file still has.
"""

from __future__ import annotations

import json
from dataclasses import astuple, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from directory.models.choices import ServiceLevel
from directory.services.contacts import normalised
from directory.services.entry import (
    ContactData,
    FriendlinessData,
    LanguageData,
    NameData,
    OfficeData,
    PracticeData,
    ProviderData,
)
from directory.services.importing.fields import CONTACTS, OFFICE, PLAIN, YES_OR_NO

if TYPE_CHECKING:
    from collections.abc import Iterable

    from directory.services.importing.locating import Located
    from directory.services.importing.mapping import Mapping
    from directory.services.importing.rows import Entry, OfficeRow

# What a mapping may set for all rows: single values that no column gives.
DEFAULTS: Final = (
    "kind",
    "cost",
    "payers",
    "means_test",
    "time_zone",
    "on_site",
    "bar_status",
    *PLAIN,
    *YES_OR_NO,
)
_SINGLE: Final = ("kind", "display_name", "home_country", "cost", *PLAIN, *YES_OR_NO)


def merged(
    entry: Entry, current: ProviderData | None, mapping: Mapping, located: Located
) -> ProviderData:
    """The content after the import; `current` is None for a new entry."""
    base = current or _blank(entry, mapping)
    changes: dict[str, Any] = {
        name: entry.plain[name] for name in _SINGLE if name in entry.plain
    }
    if "payers" in entry.lists:
        changes["payers"] = tuple(sorted(entry.lists["payers"]))
    if "capabilities" in entry.lists:
        changes["capabilities"] = tuple(sorted(entry.lists["capabilities"]))
    changes |= _described(entry, base, mapping)
    changes |= _reached(entry, base, mapping, located)
    return replace(base, **changes)


def same(one: ProviderData, other: ProviderData) -> bool:
    """Whether two contents say the same, in whatever order."""
    return canonical(one) == canonical(other)


def canonical(data: ProviderData) -> dict[str, object]:
    """The content with everything in an order of its own, and codes as plain text."""
    said: dict[str, object] = {}
    for name in data.__slots__:
        value = getattr(data, name)
        if name == "contacts":
            value = tuple((replace(c, office=None), _office_of(c, data)) for c in value)
        said[name] = sorted(map(_plain, value)) if isinstance(value, tuple) else value
    return said


def _plain(part: object) -> str:
    """Text by which parts are compared: an enumeration's member is its value."""
    return json.dumps(part, default=_plainly, ensure_ascii=False)


def _plainly(part: Any) -> object:
    whole = is_dataclass(part) and not isinstance(part, type)
    return astuple(part) if whole else str(part)


def _office_of(contact: ContactData, data: ProviderData) -> OfficeData | None:
    return None if contact.office is None else data.offices[contact.office]


def _blank(entry: Entry, mapping: Mapping) -> ProviderData:
    defaults: dict[str, Any] = {
        n: mapping.defaults[n] for n in DEFAULTS if n in mapping.defaults
    }
    if "payers" in defaults:
        defaults["payers"] = tuple(sorted(defaults["payers"]))
    start: dict[str, Any] = {
        "kind": "",
        "display_name": entry.plain["display_name"],
        "home_country": entry.plain["home_country"],
        "level": mapping.entry_level,
        "public_register": mapping.public_register,
        "source": mapping.source,
        "external_id": entry.external_id,
    }
    return ProviderData(**{**start, **defaults})


def _described(
    entry: Entry, base: ProviderData, mapping: Mapping
) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    if "names" in entry.lists:
        held = {n.text: n for n in base.names}
        found["names"] = tuple(
            held.get(text) or NameData(text) for text in sorted(entry.lists["names"])
        )
    if "practice_area" in entry.lists:
        service = entry.plain.get("service_level") or mapping.defaults.get(
            "service_level", ServiceLevel.PRIMARY_LEGAL
        )
        found["practices"] = tuple(
            PracticeData(area, service) for area in sorted(entry.lists["practice_area"])
        )
    if "language" in entry.lists:
        spoken = {row.language: row for row in base.languages}
        found["languages"] = tuple(
            spoken.get(code) or LanguageData(code)
            for code in sorted(entry.lists["language"])
        )
    if "friendly_to" in entry.lists:
        attested = {f.group: f for f in base.friendliness}
        found["friendliness"] = tuple(
            attested.get(group) or FriendlinessData(group)
            for group in sorted(entry.lists["friendly_to"])
        )
    return found


def _reached(
    entry: Entry, base: ProviderData, mapping: Mapping, located: Located
) -> dict[str, tuple[object, ...]]:
    country = entry.plain["home_country"]
    if mapping.fields & set(OFFICE):
        offices, position = _offices(entry.offices, base, mapping, located, country)
    else:
        offices = list(base.offices)
        position = {}
    own = [
        (kind, value, None if at is None else position.get(at))
        for kind, value, at in entry.contacts
    ]
    contacts = _contacts(own, base, mapping, country)
    kept = [c for c in base.contacts if c.kind not in mapping.fields]
    shift = {o: n for n, o in enumerate(offices)}
    kept = [_moved(c, base, shift) for c in kept]
    return {"offices": tuple(offices), "contacts": (*contacts, *kept)}


def _moved(
    contact: ContactData, base: ProviderData, shift: dict[OfficeData, int]
) -> ContactData:
    """A contact that the file does not know, at its office if that still stands."""
    if contact.office is None:
        return contact
    return replace(contact, office=shift.get(base.offices[contact.office]))


def _offices(
    rows: Iterable[OfficeRow],
    base: ProviderData,
    mapping: Mapping,
    located: Located,
    country: str,
) -> tuple[list[OfficeData], dict[int, int]]:
    """The distinct offices, and for each row's position that of its office."""
    levels = {_where(office): office.shared for office in base.offices}
    offices: list[OfficeData] = []
    places: dict[OfficeData, int] = {}
    position = {}
    for number, row in enumerate(rows):
        spot = located.of(row, country)
        office = OfficeData(
            label=row.label,
            place=spot.geonameid if spot else None,
            region=row.region or (spot.region if spot else ""),
            address=row.address,
            postcode=row.postcode,
            latitude=row.latitude,
            longitude=row.longitude,
            external_id=row.external_id,
        )
        shared = levels.get(_where(office), mapping.part_level)
        office = replace(office, shared=int(shared))
        if office not in places:
            places[office] = len(offices)
            offices.append(office)
        position[number] = places[office]
    return offices, position


def _where(office: OfficeData) -> tuple[str, str, str]:
    return office.external_id, office.address, office.postcode


def _contacts(
    own: list[tuple[str, str, int | None]],
    base: ProviderData,
    mapping: Mapping,
    country: str,
) -> list[ContactData]:
    """One contact per value; a number that several offices share is the provider's."""
    held = {(c.kind, normalised(c.kind, c.value, country)): c for c in base.contacts}
    level = int(mapping.part_level)
    values: dict[tuple[str, str], ContactData] = {}
    for kind, value, office in own:
        if kind not in CONTACTS:
            continue
        key = (kind, normalised(kind, value, country))
        known = held.get(key)
        contact = ContactData(kind, value, shared=level, office=office)
        if known is not None:
            contact = replace(known, value=value, office=office)
        if key in values and values[key].office != office:
            contact = replace(values[key], office=None)
        values[key] = contact
    return sorted(values.values(), key=lambda c: (c.kind != "phone", c.kind))
