"""The content of an entry as services take it: plain values, no rows.

Codes are those of the taxonomies and choice lists. `EntryInvalid` names each field at
fault, so that every door can show the message where it belongs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from directory.errors import DirectoryError
from directory.models.choices import (
    BarStatus,
    Capacity,
    Interpreter,
    Level,
    NameKind,
    Risk,
    ServiceLevel,
)

if TYPE_CHECKING:
    from datetime import date, time

    from django.utils.functional import Promise


class EntryInvalid(DirectoryError):
    """The content breaks rules. `errors` maps field names to messages."""

    code: ClassVar[str] = "invalid_entry"

    def __init__(self, errors: dict[str, list[str | Promise]]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True, slots=True)
class NameData:
    text: str
    kind: str = NameKind.ALIAS
    shared: int = Level.PUBLIC


@dataclass(frozen=True, slots=True)
class PracticeData:
    area: str
    service_level: str = ServiceLevel.PRIMARY_LEGAL


@dataclass(frozen=True, slots=True)
class LanguageData:
    language: str
    interpreter: str = Interpreter.NONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class FriendlinessData:
    group: str
    attested_by: int = 1
    trained_by: str = ""
    trained_on: date | None = None


@dataclass(frozen=True, slots=True)
class HoursData:
    """`weekday` is ISO: Monday 1 to Sunday 7; times in the provider's zone."""

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class OfficeData:
    """`place` is a geonameid, `region` an ISO 3166-2 code; degrees WGS 84."""

    label: str = ""
    place: int | None = None
    region: str = ""
    address: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    shared: int = Level.PUBLIC
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class ContactData:
    """`value` in clear; it is sealed on writing where not everybody may read it.

    `office` is the position of its office in `ProviderData.offices`.
    """

    kind: str
    value: str
    shared: int = Level.MONITORS
    office: int | None = None
    say_first: str = ""
    note: str = ""
    available_24_7: bool = False


@dataclass(frozen=True, slots=True)
class ProviderData:
    """Everything an editor may write; vetting, consent and status have services."""

    kind: str
    display_name: str
    home_country: str
    level: int = Level.COORDINATORS
    latin_name: str = ""
    legal_name: str = ""
    legal_name_shared: int = Level.MONITORS
    organisation: str = ""
    say_first: str = ""
    bar_status: str = BarStatus.UNKNOWN
    bar_name: str = ""
    bar_checked_on: date | None = None
    licence_number: str = ""
    licence_shared: int = Level.MONITORS
    state_appointed: bool | None = None
    capabilities: tuple[str, ...] = ()
    experience: str = ""
    treaty_record: str = ""
    treaty_shared: int = Level.MONITORS
    radius_km: int | None = None
    on_site: bool = True
    remote: bool = False
    cross_border: bool = False
    available_24_7: bool = False
    time_zone: str = ""
    response_hours: int | None = None
    capacity: str = Capacity.UNKNOWN
    capacity_until: date | None = None
    new_cases_per_month: int | None = None
    cost: str = ""
    payers: tuple[str, ...] = ()
    means_test: bool | None = None
    no_solicitation: bool = False
    friendliness_shared: int = Level.MONITORS
    known_refusals: str = ""
    sensitive_practice_shared: int = Level.MONITORS
    vetting_notes: str = ""
    vetting_notes_shared: int = Level.MONITORS
    risk: str = Risk.LOW
    risk_shared: int = Level.MONITORS
    reminders_agreed: bool = False
    public_register: str = ""
    source: str = ""
    external_id: str = ""
    honey: bool = False
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    cities: tuple[int, ...] = ()
    names: tuple[NameData, ...] = ()
    practices: tuple[PracticeData, ...] = ()
    languages: tuple[LanguageData, ...] = ()
    friendliness: tuple[FriendlinessData, ...] = ()
    hours: tuple[HoursData, ...] = ()
    offices: tuple[OfficeData, ...] = ()
    contacts: tuple[ContactData, ...] = ()


# Fields of ProviderData that are columns of Provider under the same name.
NESTED = frozenset(
    {
        "countries",
        "regions",
        "cities",
        "names",
        "practices",
        "languages",
        "friendliness",
        "hours",
        "offices",
        "contacts",
        "home_country",
        "organisation",
    }
)


def columns_of(data: ProviderData) -> dict[str, Any]:
    """The provider's own columns, with foreign keys by their ids."""
    columns = {
        name: getattr(data, name) for name in data.__slots__ if name not in NESTED
    }
    columns["capabilities"] = list(data.capabilities)
    columns["payers"] = list(data.payers)
    columns["home_country_id"] = data.home_country
    columns["organisation_id"] = data.organisation or None
    return columns
