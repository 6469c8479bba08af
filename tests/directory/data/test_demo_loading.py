"""The demo directory goes through the editors' services and comes out as it says."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from directory.data.demo.build import directory
from directory.data.demo.countries import CEILING
from directory.data.demo.standing import LEVELS
from directory.models import Contact, Country, Listing, Monitor, Place, Provider, Region
from directory.services.demo import load_demo_directory
from tests.cast import Cast

Entry = dict[str, Any]
# Hundreds of entries through every service: too slow for the short ring.
pytestmark = [pytest.mark.django_db, pytest.mark.proof]
NAMES = ("name_en", "name_ru", "name_uk", "name_local")


def all_entries() -> list[Entry]:
    return [entry for entries in directory().values() for entry in entries]


def _make_places(entries: list[Entry]) -> None:
    """The countries, regions and cities that the entries name, and no others."""
    for code in {entry["home_country"] for entry in entries}:
        Country.objects.update_or_create(code=code, defaults=dict.fromkeys(NAMES, code))
    served = {code for entry in entries for code in entry.get("regions", [])}
    offices = [office for entry in entries for office in entry.get("offices", [])]
    for code in served | {office["region"] for office in offices}:
        Region.objects.update_or_create(
            code=code,
            defaults={**dict.fromkeys(NAMES, code), "country_id": code[:2]},
        )
    cities = [city for entry in entries for city in entry.get("cities", [])]
    for city in (*cities, *offices):
        Place.objects.update_or_create(
            geonameid=city["geonameid"],
            defaults={
                "name": city.get("city") or city["name"],
                "country_id": city["country"],
                "latitude": 41.5,
                "longitude": 44.5,
                "population": 20_000,
            },
        )


@pytest.fixture
def entries(cast: Cast) -> list[Entry]:
    entries = all_entries()
    _make_places(entries)
    countries = sorted({entry["home_country"] for entry in entries})
    editors = [cast.editor, cast.second_editor]
    Monitor.objects.filter(user__in=editors).update(countries=countries)
    return entries


def _load(cast: Cast) -> tuple[int, list[str]]:
    said: list[str] = []
    number = load_demo_directory(
        editor=cast.editor, reporter=cast.second_editor, said=said.append
    )
    return number, said


def _shown_at(entry: Entry) -> set[int]:
    """The levels that should see an entry, from what its file says."""
    if entry["status"] != "listed" or entry["freshness"] == "stale":
        return set()
    lowest = LEVELS.index(entry["level"])
    if entry["external_id"] == "demo-az-90":
        lowest = max(lowest, 1)
    return set(range(lowest, len(LEVELS)))


def test_every_entry_is_seen_by_exactly_its_levels(
    cast: Cast, entries: list[Entry]
) -> None:
    number, said = _load(cast)
    assert number == len(entries)
    assert said
    ids = dict(Provider.objects.values_list("external_id", "id"))
    today = timezone.localdate()
    shown = Listing.objects.filter(listed_until__gt=today)
    found: dict[Any, set[int]] = {}
    for provider_id, level in shown.values_list("provider_id", "level"):
        found.setdefault(provider_id, set()).add(level)
    for entry in entries:
        seen = found.get(ids[entry["external_id"]], set())
        assert seen == _shown_at(entry), entry["external_id"]
    _every_state_was_reached(entries)
    _nobody_under_the_ceiling_is_public(shown)
    _only_public_contacts_stand_in_clear()
    assert _load(cast) == (0, [])


def _every_state_was_reached(entries: list[Entry]) -> None:
    for entry in entries:
        provider = Provider.objects.get(external_id=entry["external_id"])
        assert provider.status == entry["status"], entry["external_id"]
        if "next_due_in_days" in entry:
            assert provider.next_due is not None
            days = (provider.next_due - timezone.localdate()).days
            assert days == entry["next_due_in_days"], entry["external_id"]


def _nobody_under_the_ceiling_is_public(shown: Any) -> None:
    public = shown.filter(level=0, country__in=CEILING).values_list("provider__kind")
    kinds = {kind for (kind,) in public}
    assert kinds
    assert not kinds & {"individual_advocate", "individual_jurist", "paralegal"}


def _only_public_contacts_stand_in_clear() -> None:
    clear = Contact.objects.exclude(value="").values_list("shared", flat=True)
    assert set(clear) == {0}
    assert Contact.objects.filter(value="", shared__gt=0).count() > 100
