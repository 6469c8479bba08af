"""Rules of an entry's content, checked once for every door."""

from __future__ import annotations

import zoneinfo
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import CharField, Model
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory.models import (
    Country,
    Place,
    Provider,
    ProviderFriendliness,
    ProviderLanguage,
    ProviderName,
    Region,
    Term,
)
from directory.models.choices import (
    BarStatus,
    Capability,
    Capacity,
    ChannelKind,
    CostModel,
    FriendlyTo,
    Level,
    Payer,
    ProviderKind,
    Risk,
    ServiceLevel,
)
from directory.models.contact import Contact, Office
from directory.models.taxonomy import Scheme
from directory.services.contact_rules import contact_fault
from directory.services.entry import EntryInvalid, ProviderData

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import Promise

Errors = dict[str, list["str | Promise"]]
# Notes in sealed columns, which have no length of their own.
LONGEST_TEXT: Final = 2000
# Nobody practising today was looked up before; a slip of the year is caught.
FIRST_LOOKED_UP: Final = date(1950, 1, 1)
_PARTS: Final[dict[str, type[Model]]] = {
    "names": ProviderName,
    "languages": ProviderLanguage,
    "friendliness": ProviderFriendliness,
    "offices": Office,
    "contacts": Contact,
}

_CHOICES = {
    "kind": ProviderKind,
    "bar_status": BarStatus,
    "capacity": Capacity,
    "risk": Risk,
}


@cache
def _time_zones() -> frozenset[str]:
    # Reading the zone database takes 50 ms.
    return frozenset(zoneinfo.available_timezones())


def check_entry(data: ProviderData, *, itself: UUID | None = None) -> None:
    """Raises EntryInvalid naming every field at fault; `itself` is a standing entry."""
    errors = content_errors(data)
    _check_references(data, errors)
    if itself is not None and data.organisation == str(itself):
        _add(errors, "organisation", _("An entry cannot be its own organisation."))
    _check_source(data, itself, errors)
    if errors:
        raise EntryInvalid(errors)


def content_errors(data: ProviderData) -> Errors:
    """What breaks rules, without asking whether the codes named exist: no queries."""
    errors: Errors = {}
    _check_texts(data, errors)
    _check_plain(data, errors)
    _check_levels(data, errors)
    _check_nested(data, errors)
    _check_contacts(data, errors)
    return errors


def time_zone_fault(name: str) -> str:
    """What is wrong with the name of a time zone; "" for nothing."""
    if not name or name in _time_zones():
        return ""
    return gettext("Give a time zone such as Asia/Tbilisi.")


def looked_up_fault(day: date | None) -> str:
    """What is wrong with the day somebody looked into the bar's list; "" for none."""
    if day is None or FIRST_LOOKED_UP <= day <= timezone.localdate():
        return ""
    return gettext("Give a day between 1950 and today.")


def _add(errors: Errors, field: str, message: str | Promise) -> None:
    errors.setdefault(field, []).append(message)


def _check_texts(data: ProviderData, errors: Errors) -> None:
    """Nothing longer than its column, and no character that no column takes."""
    for name, most in _longest(Provider).items():
        _check_text(getattr(data, name, ""), most, name, errors)
    for part, model in _PARTS.items():
        for row in getattr(data, part):
            for name, most in _longest(model).items():
                _check_text(getattr(row, name, ""), most, part, errors)


@cache
def _longest(model: type[Model]) -> dict[str, int]:
    columns = {
        f.name: f.max_length or LONGEST_TEXT
        for f in model._meta.concrete_fields
        # A contact's value has rules of its own.
        if isinstance(f, CharField) and f.name != "value"
    }
    sealed = ("known_refusals", "vetting_notes") if model is Provider else ()
    return columns | dict.fromkeys(sealed, LONGEST_TEXT)


def _check_text(text: object, most: int, field: str, errors: Errors) -> None:
    if not isinstance(text, str):
        return
    if len(text) > most:
        words = _("Longer than %(most)s characters: shorten it.")
        _add(errors, field, words % {"most": most})
    if any(ch == "\0" or "\ud800" <= ch <= "\udfff" for ch in text):
        _add(errors, field, _("A character in it cannot be kept: type it anew."))


def _check_plain(data: ProviderData, errors: Errors) -> None:
    if not data.display_name.strip():
        _add(errors, "display_name", _("Give the name under which it is listed."))
    for field, choices in _CHOICES.items():
        if getattr(data, field) not in choices.values:
            _add(errors, field, _("Choose one of the list."))
    if data.cost and data.cost not in CostModel.values:
        _add(errors, "cost", _("Choose one of the list."))
    if fault := time_zone_fault(data.time_zone):
        _add(errors, "time_zone", fault)
    if fault := looked_up_fault(data.bar_checked_on):
        _add(errors, "bar_checked_on", fault)
    _check_codes(data.capabilities, Capability.values, "capabilities", errors)
    _check_codes(data.payers, Payer.values, "payers", errors)
    if bool(data.external_id) and not data.source:
        _add(errors, "source", _("Say where this id comes from."))


def _check_levels(data: ProviderData, errors: Errors) -> None:
    for field in data.__slots__:
        if field != "level" and not field.endswith("_shared"):
            continue
        if getattr(data, field) not in range(Level.RELAY):
            _add(errors, field, _("Choose one of the sharing levels."))


def _check_nested(data: ProviderData, errors: Errors) -> None:
    _check_codes(
        [p.service_level for p in data.practices],
        ServiceLevel.values,
        "practices",
        errors,
    )
    _check_codes(
        [f.group for f in data.friendliness], FriendlyTo.values, "friendliness", errors
    )
    _check_once([row.language for row in data.languages], "languages", errors)
    _check_once([row.group for row in data.friendliness], "friendliness", errors)
    if any(not 1 <= hours.weekday <= 7 for hours in data.hours):
        _add(errors, "hours", _("Weekdays go from 1 (Monday) to 7 (Sunday)."))
    for office in data.offices:
        if (office.latitude is None) != (office.longitude is None):
            _add(errors, "offices", _("Give both latitude and longitude, or neither."))
        if office.latitude == 0 and office.longitude == 0:
            _add(errors, "offices", _("0, 0 is a point in the ocean: leave it empty."))


def _check_contacts(data: ProviderData, errors: Errors) -> None:
    kinds = [contact.kind for contact in data.contacts]
    _check_codes(kinds, ChannelKind.values, "contacts", errors)
    for contact in data.contacts:
        fault = contact_fault(contact.kind, contact.value, data.home_country)
        if fault:
            _add(errors, "contacts", fault)
        if contact.shared not in Level.values:
            _add(errors, "contacts", _("Choose one of the sharing levels."))
        if contact.office not in (None, *range(len(data.offices))):
            _add(errors, "contacts", _("There is no office of this number."))


def _check_once(codes: list[str], field: str, errors: Errors) -> None:
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        _add(errors, field, _("“%(code)s” stands there twice.") % {"code": code})


def _check_source(data: ProviderData, itself: UUID | None, errors: Errors) -> None:
    if not data.external_id or "source" in errors or "external_id" in errors:
        return
    same = Provider.objects.filter(source=data.source, external_id=data.external_id)
    if (same if itself is None else same.exclude(pk=itself)).exists():
        _add(errors, "external_id", _("Another entry has this id at the source."))


def _check_references(data: ProviderData, errors: Errors) -> None:
    areas = [p.area for p in data.practices]
    languages = [row.language for row in data.languages]
    cities = [*data.cities, *(o.place for o in data.offices if o.place is not None)]
    regions = [*data.regions, *(o.region for o in data.offices if o.region)]
    _check_known(Country, [data.home_country], "home_country", errors)
    _check_known(Country, data.countries, "countries", errors)
    _check_known(Region, regions, "regions", errors)
    _check_known(Place, cities, "cities", errors)
    _check_terms(Scheme.PRACTICE_AREA, areas, "practices", errors)
    _check_terms(Scheme.LANGUAGE, languages, "languages", errors)
    if data.organisation:
        _check_known(Provider, [data.organisation], "organisation", errors)


def _check_codes(
    codes: Iterable[str], known: Iterable[str], field: str, errors: Errors
) -> None:
    for code in sorted(set(codes) - set(known)):
        _add(errors, field, _("“%(code)s” is not known.") % {"code": code})


def _check_known(
    model: type[Model], keys: Iterable[object], field: str, errors: Errors
) -> None:
    wanted = set(keys)
    if not wanted:
        return
    found = model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)
    for key in sorted(map(str, wanted - {*found, *map(str, found)})):
        _add(errors, field, _("“%(code)s” is not known.") % {"code": key})


def _check_terms(scheme: str, codes: list[str], field: str, errors: Errors) -> None:
    if not codes:
        return
    found = Term.objects.filter(scheme=scheme, code__in=codes)
    _check_codes(codes, found.values_list("code", flat=True), field, errors)
