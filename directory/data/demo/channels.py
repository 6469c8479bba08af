"""Where an invented provider can be met and how it is reached: nowhere that is real."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from directory.data.demo.countries import City, Country
from directory.data.demo.standing import INDIVIDUALS, LEVELS, Entry

_MORE: Final = (
    "signal", "whatsapp", "threema", "telegram", "session", "element", "proton",
    "sms", "tuta", "delta_chat", "in_person", "trusted_person",
)  # fmt: skip
_SAY_FIRST: Final = {
    "ru": "Скажите: «Я от сети мониторов, по демо-справочнику».",
    "uk": "Скажіть: «Я від мережі моніторів, за демо-довідником».",
    "en": "Say: “I call from the monitors' network, from the demo directory.”",
}


def reach_out(entry: Entry, country: Country, city: City, number: int) -> None:
    """Fill in offices and contacts."""
    draw = Random(entry["external_id"])  # noqa: S311 - decides demo digits only
    entry["say_first"] = _say_first(country)
    if entry["kind"] not in ("hotline", "consultative_network"):
        entry["offices"] = [_office(entry, country, city, draw)]
    entry["contacts"] = [
        *_open_channels(entry, number),
        *_voices(entry, country, draw),
        *_more_channels(entry, country, number, draw),
    ]


def phone(country: Country, draw: Random) -> str:
    """A number of the right length in a range that no numbering plan assigns."""
    return country.phone + "".join(draw.choices("0123456789", k=country.digits))


def slug(latin: str) -> str:
    """Latin text as one part of a domain name."""
    return re.sub(r"[^a-z0-9]+", "-", latin.lower()).strip("-")[:40].strip("-")


def _say_first(country: Country) -> str:
    shared = {"UA": "uk"}.get(country.code, "ru" if "ru" in country.also else "en")
    return _SAY_FIRST[shared]


def _office(entry: Entry, country: Country, city: City, draw: Random) -> Entry:
    office: Entry = {
        "geonameid": city.geonameid,
        "city": city.name,
        "country": country.code,
        "region": city.region,
        "address": f"{draw.choice(country.streets)}, {draw.randint(1, 99)}",
        "postcode": "00000",
        "shared": entry["level"],
    }
    if entry["kind"] in INDIVIDUALS:
        office["shared"] = _at_least(entry["level"], "monitors")
    return office


def _open_channels(entry: Entry, number: int) -> list[Entry]:
    name = slug(entry["latin_name"])
    mail = {"kind": "email", "value": f"help@{name}.example", "shared": entry["level"]}
    if entry["kind"] in INDIVIDUALS:
        mail["value"] = f"{name}@example.org"
        return [mail]
    ending = ("example", "test", "invalid")[number % 3]
    site = f"https://{name}.{ending}/"
    return [{"kind": "website", "value": site, "shared": entry["level"]}, mail]


def _voices(entry: Entry, country: Country, draw: Random) -> list[Entry]:
    floor = "monitors" if entry["kind"] in INDIVIDUALS else "public"
    shared = _at_least(entry["level"], floor)
    voices: list[Entry] = [
        {"kind": "phone", "value": phone(country, draw), "shared": shared}
    ]
    if entry["available_24_7"]:
        duty = {"kind": "duty_phone", "value": phone(country, draw), "shared": shared}
        voices.insert(0, {**duty, "available_24_7": True, "note": "Demo: let it ring"})
    return voices


def _more_channels(
    entry: Entry, country: Country, number: int, draw: Random
) -> list[Entry]:
    kinds = {_MORE[number % len(_MORE)], _MORE[number * 5 % len(_MORE)]}
    found = []
    for step, kind in enumerate(sorted(kinds)):
        levels = ("monitors", "coordinators", "relay", "partners")
        floor = levels[(number // 3 + step) % len(levels)]
        shared = _at_least(entry["level"], floor)
        value = _value(kind, entry, country, draw)
        found.append({"kind": kind, "value": value, "shared": shared})
    return found


def _value(kind: str, entry: Entry, country: Country, draw: Random) -> str:
    name = slug(entry["latin_name"])
    values = {
        # A dot stands in no Telegram name, a hyphen in no Threema ID.
        "telegram": f"@demo.{name}",
        "threema": f"DEMO-{draw.randint(100, 999)}",
        "session": "05" + "de" * 28 + f"{draw.randrange(16**8):08x}",
        "element": f"@{name}:matrix.example",
        "proton": f"{name}@proton.example",
        "tuta": f"{name}@tuta.example",
        "delta_chat": f"{name}@chat.example",
        "in_person": "Demo: under the blue clock, Tuesdays, ask for the umbrella",
        "trusted_person": "Demo: through the duty desk of the Lunar Bridge",
    }
    return values.get(kind) or phone(country, draw)


def _at_least(level: str, floor: str) -> str:
    """The stricter of two levels; `relay` is stricter than all."""
    order = (*LEVELS, "relay")
    return max(level, floor, key=order.index)
