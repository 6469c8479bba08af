"""Rules of an entry's content, checked once for every door."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from directory.models import Country, Place, Provider, Region, Term
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
from directory.models.taxonomy import Scheme
from directory.services.entry import EntryInvalid, ProviderData

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import Model
    from django.utils.functional import Promise

Errors = dict[str, list["str | Promise"]]

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


def check_entry(data: ProviderData) -> None:
    """Raises EntryInvalid naming every field at fault."""
    errors = content_errors(data)
    _check_references(data, errors)
    if errors:
        raise EntryInvalid(errors)


def content_errors(data: ProviderData) -> Errors:
    """What breaks rules, without asking whether the codes named exist: no queries."""
    errors: Errors = {}
    _check_plain(data, errors)
    _check_levels(data, errors)
    _check_nested(data, errors)
    return errors


def _add(errors: Errors, field: str, message: str | Promise) -> None:
    errors.setdefault(field, []).append(message)


def _check_plain(data: ProviderData, errors: Errors) -> None:
    if not data.display_name.strip():
        _add(errors, "display_name", _("Give the name under which it is listed."))
    for field, choices in _CHOICES.items():
        if getattr(data, field) not in choices.values:
            _add(errors, field, _("Choose one of the list."))
    if data.cost and data.cost not in CostModel.values:
        _add(errors, "cost", _("Choose one of the list."))
    if data.time_zone and data.time_zone not in _time_zones():
        _add(errors, "time_zone", _("Give a time zone such as Asia/Tbilisi."))
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
    _check_codes(
        [c.kind for c in data.contacts], ChannelKind.values, "contacts", errors
    )
    if any(not contact.value.strip() for contact in data.contacts):
        _add(errors, "contacts", _("A contact needs a value."))
    if any(contact.shared not in Level.values for contact in data.contacts):
        _add(errors, "contacts", _("Choose one of the sharing levels."))
    if any(not 1 <= hours.weekday <= 7 for hours in data.hours):
        _add(errors, "hours", _("Weekdays go from 1 (Monday) to 7 (Sunday)."))
    for office in data.offices:
        if (office.latitude is None) != (office.longitude is None):
            _add(errors, "offices", _("Give both latitude and longitude, or neither."))
        if office.latitude == 0 and office.longitude == 0:
            _add(errors, "offices", _("0, 0 is a point in the ocean: leave it empty."))


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
