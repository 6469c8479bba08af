"""Writes providers/*.json from the word lists: `python -m directory.data.demo.build`.

The same words give the same files. Entries made by hand are in specials.json.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from directory.data.demo.channels import reach_out
from directory.data.demo.countries import Country, Name, read_countries
from directory.data.demo.standing import Entry, level_of, stand
from directory.data.demo.work import work

FOLDER: Final = Path(__file__).parent
PROVIDERS: Final = FOLDER / "providers"

_PEOPLE: Final = (
    "individual_advocate", "individual_advocate", "individual_jurist",
    "individual_advocate", "paralegal", "individual_advocate", "individual_jurist",
)  # fmt: skip
_ORGANISATIONS: Final = (
    "ngo_legal_service", "hotline", "law_firm", "legal_clinic", "consultative_network",
)  # fmt: skip
_LATIN: Final = {
    "ngo_legal_service": "{} Legal Service",
    "hotline": "{} Hotline",
    "legal_clinic": "{} Legal Clinic",
    "law_firm": "{} Law Office",
    "consultative_network": "{} Lawyers Network",
}
_RUSSIAN: Final = {
    "ngo_legal_service": "Правозащитная организация «{}»",
    "hotline": "Горячая линия «{}»",
    "legal_clinic": "Юридическая клиника «{}»",
    "law_firm": "Адвокатское бюро «{}»",
    "consultative_network": "Сеть юристов «{}»",
}


def directory() -> dict[str, list[Entry]]:
    """Every invented entry by home country, the hand-made ones last."""
    found: dict[str, list[Entry]] = {}
    number = 0
    for country in read_countries():
        entries = [*_organisations(country), *_people(country)]
        for index, (entry, name) in enumerate(entries, 1):
            number += 1
            _complete(entry, name, country, index, number)
        found[country.code] = [entry for entry, _name in entries]
    for entry in specials():
        found[entry["home_country"]].append(entry)
    return found


def specials() -> list[Entry]:
    """The entries made by hand."""
    text = (FOLDER / "specials.json").read_text(encoding="utf-8")
    entries: list[Entry] = json.loads(text)
    return entries


def render(entries: list[Entry]) -> str:
    """The text of one country's file."""
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    PROVIDERS.mkdir(exist_ok=True)
    for code, entries in directory().items():
        (PROVIDERS / f"{code}.json").write_text(render(entries), encoding="utf-8")


def _organisations(country: Country) -> list[tuple[Entry, Name]]:
    kinds = [_ORGANISATIONS[n % len(_ORGANISATIONS)] for n in range(len(country.words))]
    return [
        ({"kind": kind, "display_name": country.patterns[kind].format(name.own)}, name)
        for kind, name in zip(kinds, country.words, strict=True)
    ]


def _people(country: Country) -> list[tuple[Entry, Name]]:
    return [
        ({"kind": _PEOPLE[n % len(_PEOPLE)], "display_name": name.own}, name)
        for n, name in enumerate(country.people)
    ]


def _complete(
    entry: Entry, name: Name, country: Country, index: int, number: int
) -> None:
    entry["external_id"] = f"demo-{country.code.lower()}-{index:02d}"
    entry["home_country"] = country.code
    entry["level"] = level_of(country, entry["kind"], number)
    _name(entry, name, country, number)
    city = country.cities[(index - 1) % len(country.cities)]
    stand(entry, country, number)
    work(entry, country, city, number)
    reach_out(entry, country, city, number)


def _name(entry: Entry, name: Name, country: Country, number: int) -> None:
    kind = entry["kind"]
    entry["latin_name"] = _LATIN.get(kind, "{}").format(name.latin)
    russian = _RUSSIAN.get(kind, "{}").format(name.russian)
    if russian != entry["display_name"]:
        entry["names"] = [{"kind": "alias", "text": russian, "shared": entry["level"]}]
    if kind in ("paralegal", "individual_jurist"):
        entry["organisation"] = f"demo-{country.code.lower()}-01"
    if kind in _RUSSIAN and number % 5 == 0:
        former = {"kind": "former", "text": f"Демо-бюро «{name.russian}» № 1"}
        entry.setdefault("names", []).append({**former, "shared": entry["level"]})
    if kind == "paralegal":
        # A cover name: the first name alone, the full one is kept apart.
        entry["legal_name"] = entry["display_name"]
        entry["display_name"] = f"{name.own.split()[0]} (demo)"
        entry["latin_name"] = name.latin.split()[0]
        entry["names"] = []


if __name__ == "__main__":
    main()
