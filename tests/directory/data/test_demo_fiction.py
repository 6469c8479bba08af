"""Nothing in the demo directory rings, answers or belongs to a real person."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
import pytest

from directory.data.demo.build import PROVIDERS
from directory.data.demo.countries import read_countries
from directory.search.folding import script_of

Entry = dict[str, Any]
DIALLED = {"phone", "duty_phone", "sms", "signal", "whatsapp"}
MAILED = {"email", "proton", "tuta", "delta_chat"}
RESERVED = re.compile(r"(^|\.)(example|test|invalid)$|(^|\.)example\.org$")
SCRIPT = {
    "AM": {"Armenian"},
    "GE": {"Georgian"},
    "BY": {"Cyrillic"},
    "KG": {"Cyrillic"},
    "KZ": {"Cyrillic"},
    "RS": {"Cyrillic"},
    "RU": {"Cyrillic"},
    "TJ": {"Cyrillic"},
    "UA": {"Cyrillic"},
    "UZ": {"Latin", "Cyrillic"},
}
# Letters that the neighbours' alphabets do not have.
OWN_LETTERS = {
    "AZ": "əğ", "BY": "ўі", "EE": "õöü", "KG": "өүң", "KZ": "қғұ", "LT": "ąėž",
    "MD": "șță", "PL": "łżś", "RS": "јћљ", "TJ": "ҳҷӯ", "TM": "ýöü", "TR": "ığş",
    "UA": "їіґ", "UZ": "ʻқў",
}  # fmt: skip


@pytest.fixture(scope="module")
def by_country() -> dict[str, list[Entry]]:
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in PROVIDERS.glob("*.json")
    }


@pytest.fixture(scope="module")
def contacts(by_country: dict[str, list[Entry]]) -> list[Entry]:
    return [
        c for entries in by_country.values() for e in entries for c in e["contacts"]
    ]


def test_no_phone_can_ring(contacts: list[Entry]) -> None:
    numbers = [c["value"] for c in contacts if c["kind"] in DIALLED]
    assert len(numbers) == len(set(numbers)) > 150
    for value in numbers:
        number = phonenumbers.parse(value)
        e164 = phonenumbers.PhoneNumberFormat.E164
        assert phonenumbers.format_number(number, e164) == value
        assert phonenumbers.is_possible_number(number), value
        assert not phonenumbers.is_valid_number(number), value


def test_the_whole_range_of_a_country_is_unassigned() -> None:
    for country in read_countries():
        for digit in "0123456789":
            number = phonenumbers.parse(country.phone + digit * country.digits)
            assert phonenumbers.is_possible_number(number), country.code
            assert not phonenumbers.is_valid_number(number), country.code


def test_every_domain_is_reserved(contacts: list[Entry]) -> None:
    hosts = [
        *(c["value"].rpartition("@")[2] for c in contacts if c["kind"] in MAILED),
        *(urlsplit(c["value"]).hostname for c in contacts if c["kind"] == "website"),
        *(c["value"].partition(":")[2] for c in contacts if c["kind"] == "element"),
    ]
    assert len(hosts) > 150
    assert [host for host in hosts if not RESERVED.search(host or "")] == []


def test_no_messenger_name_can_be_taken(contacts: list[Entry]) -> None:
    for contact in contacts:
        if contact["kind"] == "telegram":
            assert not re.fullmatch(r"@\w{5,32}", contact["value"])
        if contact["kind"] == "threema":
            assert not re.fullmatch(r"[A-Z0-9*]{8}", contact["value"])
        if contact["kind"] == "session":
            assert contact["value"].startswith("05dedede")


def test_places_to_meet_are_called_demo(contacts: list[Entry]) -> None:
    kinds = {"in_person", "trusted_person"}
    met = [c["value"] for c in contacts if c["kind"] in kinds]
    assert met
    assert all(value.startswith("Demo: ") for value in met)


def test_licences_and_registers_are_called_demo(
    by_country: dict[str, list[Entry]],
) -> None:
    for entries in by_country.values():
        for entry in entries:
            assert entry.get("licence_number", "DEMO-").startswith("DEMO-")
            assert entry.get("public_register", "Demo").startswith("Demo")


def test_every_country_writes_its_names_in_its_own_script(
    by_country: dict[str, list[Entry]],
) -> None:
    for code, entries in by_country.items():
        ours = [e["display_name"] for e in entries if e["external_id"][-2] != "9"]
        scripts = [script_of(name) for name in ours]
        assert set(scripts) <= SCRIPT.get(code, {"Latin"}), (code, set(scripts))


@pytest.mark.parametrize("code", OWN_LETTERS)
def test_names_use_the_letters_of_their_language(
    by_country: dict[str, list[Entry]], code: str
) -> None:
    text = " ".join(e["display_name"].lower() for e in by_country[code])
    used = [letter for letter in OWN_LETTERS[code] if letter in text]
    assert len(used) >= 2, used


def test_nearly_everybody_is_found_in_russian_and_in_latin_letters(
    by_country: dict[str, list[Entry]],
) -> None:
    entries = [entry for group in by_country.values() for entry in group]
    assert all(entry["latin_name"] for entry in entries)
    russian = [
        entry
        for entry in entries
        if any(script_of(name["text"]) == "Cyrillic" for name in entry.get("names", []))
        or script_of(entry["display_name"]) == "Cyrillic"
    ]
    assert len(russian) > 0.9 * len(entries)
