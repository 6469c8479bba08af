"""Builds regions.csv, the committed table of first-level regions.

    python directory/data/build_regions.py

Needs pycountry, at build time only. region_names.csv beside this file holds what was
checked by hand: the GeoNames admin1 code, the English name (from Unicode CLDR 48, with
neutral wording for disputed areas), and Russian, Ukrainian and local names. What it
leaves blank is taken from ISO 3166-2 and its translations in Debian's iso-codes. Core
countries are complete in all four names, the others in English and local.
Kosovo is not in ISO 3166-2; its districts stand under XK-01 to XK-07.
"""

from __future__ import annotations

import csv
import gettext
import re
from pathlib import Path

import pycountry

HERE = Path(__file__).parent
COLUMNS = ("code", "country", "en", "ru", "uk", "local", "geonames_admin1")


def main() -> None:
    with (HERE / "region_names.csv").open(encoding="utf-8", newline="") as source:
        rows = [region_row(row) for row in csv.DictReader(source)]
    with (HERE / "regions.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda row: row["code"]))


def region_row(checked: dict[str, str]) -> dict[str, str]:
    """One row of regions.csv from one row of region_names.csv."""
    iso = pycountry.subdivisions.get(code=checked["code"])  # type: ignore[no-untyped-call]
    official = iso.name if iso else checked["en"]
    local = re.sub(r"\s*(\[.*\]|\(.*\)|†)", "", official).strip()
    return {
        "code": checked["code"],
        "country": checked["code"][:2],
        "en": checked["en"],
        "ru": checked["ru"] or translated(official, "ru"),
        "uk": checked["uk"] or translated(official, "uk"),
        "local": checked["local"] or russian_local(checked) or local,
        "geonames_admin1": checked["geonames_admin1"],
    }


def russian_local(checked: dict[str, str]) -> str:
    return checked["ru"] if checked["code"].startswith("RU-") else ""


def translated(name: str, language: str) -> str:
    """The translation of iso-codes, "" where it has none."""
    translation = gettext.translation(
        "iso3166-2", pycountry.LOCALES_DIR, languages=[language]
    )
    found = translation.gettext(name)
    return "" if found == name else found.replace("†", "").strip()


if __name__ == "__main__":
    main()
