"""Loading the invented directory, through the same services as editors use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from directory.models import Provider
from directory.models.choices import Level, ProviderStatus
from directory.services.calls import report_incident
from directory.services.consent import record_consent, withdraw_consent
from directory.services.entry import (
    ContactData,
    FriendlinessData,
    HoursData,
    LanguageData,
    NameData,
    OfficeData,
    PracticeData,
    ProviderData,
)
from directory.services.providers import create_provider
from directory.services.vetting import (
    archive_provider,
    list_provider,
    verify_provider,
)
from directory.viewer import viewer_for

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SOURCE = "demo"
_FOLDER = Path(__file__).resolve().parent.parent / "data" / "demo" / "providers"
_LEVELS = {level.name.lower(): int(level) for level in Level}
Entry = dict[str, Any]


def demo_entries() -> list[Entry]:
    """The invented entries of all countries, organisations before their people."""
    entries = [
        entry
        for path in sorted(_FOLDER.glob("*.json"))
        for entry in json.loads(path.read_text(encoding="utf-8"))
    ]
    return sorted(entries, key=lambda entry: "organisation" in entry)


def load_demo_directory(
    *, editor: User, reporter: User, said: Callable[[str], None]
) -> int:
    """Create what is not there yet; the number of new entries comes back.

    `said` gets a line of progress every now and then.
    """
    known = dict(
        Provider.objects.filter(source=SOURCE).values_list("external_id", "id")
    )
    fresh = [e for e in demo_entries() if e["external_id"] not in known]
    for number, entry in enumerate(fresh, 1):
        known[entry["external_id"]] = _load(entry, known, editor, reporter)
        if number % 25 == 0 or number == len(fresh):
            said(f"demo directory: {number} of {len(fresh)} entries")
    return len(fresh)


def _load(entry: Entry, known: dict[str, UUID], editor: User, reporter: User) -> UUID:
    provider = create_provider(actor=editor, data=_data(entry, known))
    if "consent_level" in entry:
        record_consent(
            actor=editor,
            provider_id=provider.id,
            level=_LEVELS[entry["consent_level"]],
            method=entry.get("consent_method", "written"),
        )
    if "verified_days_ago" in entry:
        verify_provider(
            actor=editor,
            provider_id=provider.id,
            how=entry["verified_how"],
            level=entry["vetting_level"],
            at=timezone.now() - timedelta(days=entry["verified_days_ago"]),
        )
    _reach_status(provider.id, entry, editor, reporter)
    return provider.id


def _reach_status(
    provider_id: UUID, entry: Entry, editor: User, reporter: User
) -> None:
    status = entry.get("status", ProviderStatus.DRAFT)
    if status in (ProviderStatus.LISTED, ProviderStatus.SUSPENDED):
        list_provider(actor=editor, provider_id=provider_id)
    if status == ProviderStatus.SUSPENDED:
        for incident in entry.get("incidents", [{"kind": "breach"}]):
            report_incident(
                actor=reporter,
                viewer=viewer_for(reporter),
                provider_id=provider_id,
                kind=incident["kind"],
                at=timezone.now() - timedelta(days=incident.get("days_ago", 0)),
            )
    if status == ProviderStatus.WITHDRAWN:
        withdraw_consent(actor=editor, provider_id=provider_id, method="written")
    if status == ProviderStatus.ARCHIVED:
        archive_provider(actor=editor, provider_id=provider_id)


def _data(entry: Entry, known: dict[str, UUID]) -> ProviderData:
    plain = {
        name: entry[name]
        for name in ProviderData.__slots__
        if name in entry and name not in _NESTED_IN_FILE
    }
    for name in plain:
        if name == "level" or name.endswith("_shared"):
            plain[name] = _LEVELS[plain[name]]
        elif isinstance(plain[name], list):
            plain[name] = tuple(plain[name])
    today = timezone.localdate()
    if "capacity_until_in_days" in entry:
        days = timedelta(days=entry["capacity_until_in_days"])
        plain["capacity_until"] = today + days
    if "bar_checked_days_ago" in entry:
        days = timedelta(days=entry["bar_checked_days_ago"])
        plain["bar_checked_on"] = today - days
    if "organisation" in entry:
        plain["organisation"] = str(known[entry["organisation"]])
    return ProviderData(source=SOURCE, **plain, **_nested(entry))


_NESTED_IN_FILE = frozenset(
    {
        "cities",
        "names",
        "practices",
        "languages",
        "friendliness",
        "hours",
        "offices",
        "contacts",
        "organisation",
        "source",
    }
)


def _nested(entry: Entry) -> Entry:
    return {
        "cities": tuple(c["geonameid"] for c in entry.get("cities", [])),
        "names": tuple(NameData(**_shared(n)) for n in entry.get("names", [])),
        "practices": tuple(PracticeData(**p) for p in entry.get("practices", [])),
        "languages": tuple(LanguageData(**n) for n in entry.get("languages", [])),
        "friendliness": tuple(map(_attested, entry.get("friendliness", []))),
        "hours": tuple(_hours(entry)),
        "offices": tuple(map(_office, entry.get("offices", []))),
        "contacts": tuple(ContactData(**_shared(c)) for c in entry.get("contacts", [])),
    }


def _shared(row: Entry) -> Entry:
    return {**row, "shared": _LEVELS[row["shared"]]} if "shared" in row else row


def _attested(row: Entry) -> FriendlinessData:
    trained = row.get("trained_days_ago")
    day = None if trained is None else timezone.localdate() - timedelta(days=trained)
    return FriendlinessData(
        group=row["group"],
        attested_by=row.get("attested_by", 1),
        trained_by=row.get("trained_by", ""),
        trained_on=day,
    )


def _hours(entry: Entry) -> Iterator[HoursData]:
    for row in entry.get("hours", []):
        opens, closes = (time.fromisoformat(row[key]) for key in ("opens", "closes"))
        for weekday in row["weekdays"]:
            yield HoursData(weekday, opens, closes)


def _office(row: Entry) -> OfficeData:
    return OfficeData(
        label=row.get("label", ""),
        place=row.get("geonameid"),
        region=row.get("region", ""),
        address=row.get("address", ""),
        postcode=row.get("postcode", ""),
        latitude=row.get("latitude"),
        longitude=row.get("longitude"),
        shared=_LEVELS[row.get("shared", "public")],
    )
