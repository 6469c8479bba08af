"""What an invented provider does, for whom, in which languages, when, at what cost."""

from __future__ import annotations

from typing import Final

from directory.data.demo.countries import RUSSIAN_IS_SHARED, City, Country
from directory.data.demo.standing import INDIVIDUALS, Entry
from directory.taxonomy.seeding import read_terms

_TERMS: Final = read_terms("v1")
AREAS: Final = [term.code for term in _TERMS if term.scheme == "practice_area"]
LANGUAGES: Final = [term.code for term in _TERMS if term.scheme == "language"]
GROUPS: Final = [term.code for term in _TERMS if term.scheme == "friendly_group"]

_SERVICE: Final = {
    "individual_advocate": ("secondary_legal", "strategic"),
    "individual_jurist": ("primary_legal",),
    "paralegal": ("primary_legal", "psychosocial"),
    "ngo_legal_service": ("primary_legal", "secondary_legal", "psychosocial"),
    "law_firm": ("secondary_legal",),
    "legal_clinic": ("primary_legal",),
    "hotline": ("primary_legal", "referral_only", "psychosocial"),
    "consultative_network": ("strategic", "referral_only"),
}
_CAN: Final = {
    "individual_advocate": ["police_station", "criminal_defence", "court"],
    "individual_jurist": ["court"],
    "law_firm": ["police_station", "criminal_defence", "court", "notarised"],
    "ngo_legal_service": ["court"],
}
_COST: Final = {
    "individual_advocate": ("pro_bono_referred", "sliding", "fixed", "market"),
    "law_firm": ("market", "fixed", "pro_bono_referred"),
}
_PAYERS: Final = {
    "free": (["fund"], ["fund", "partner_voucher"], ["state_legal_aid"]),
    "pro_bono_referred": (["partner_voucher"], ["fund"]),
    "sliding": (["client", "partner_voucher"],),
    "fixed": (["client", "partner_voucher"], ["client"]),
    "market": (["client"],),
}
_CAPACITY: Final = (
    "open", "limited", "open", "full", "open", "away", "open", "unknown", "open",
)  # fmt: skip
_BANDS: Final = ("1_2", "3_10", "over_10", "none")
_WEEKDAYS: Final = [1, 2, 3, 4, 5]
_WEEK: Final = [1, 2, 3, 4, 5, 6, 7]


def work(entry: Entry, country: Country, city: City, number: int) -> None:
    """Fill in practice, languages, reach, hours, capacity and cost."""
    _practise(entry, number)
    _speak(entry, country, number)
    _befriend(entry, number)
    _reach(entry, country, city, number)
    _open(entry, city, number)
    _charge(entry, number)


def _practise(entry: Entry, number: int) -> None:
    kind = entry["kind"]
    levels = _SERVICE[kind]
    count = 3 + number % 3 if kind in INDIVIDUALS else 4 + number % 4
    areas = [AREAS[(number * 5 + step * 7) % len(AREAS)] for step in range(count)]
    if kind in ("individual_advocate", "law_firm", "hotline"):
        areas = list(dict.fromkeys(["criminal_defence", *areas]))
    entry["practices"] = [
        {"area": area, "service_level": levels[step % len(levels)]}
        for step, area in enumerate(areas)
    ]
    entry["capabilities"] = list(_CAN.get(kind, ["consult_only"]))
    if entry["bar_status"] in ("suspended", "disbarred", "in_exile"):
        entry["capabilities"] = ["consult_only"]
    if "strategic" in levels and number % 2 == 0:
        entry["treaty_record"] = _BANDS[number // 2 % len(_BANDS)]
    if kind in INDIVIDUALS:
        entry["experience"] = ("under_3", "3_to_10", "over_10")[number % 3]


def _speak(entry: Entry, country: Country, number: int) -> None:
    shared = "ru" if country.code in RUSSIAN_IS_SHARED else "en"
    spoken = list(dict.fromkeys([country.language, shared, *country.also]))
    known = spoken[: 2 + number % 3]
    entry["languages"] = [{"language": code} for code in known]
    extra = LANGUAGES[number % len(LANGUAGES)]
    if extra not in known:
        how = "professional" if number % 2 else "community"
        entry["languages"].append(
            {"language": extra, "interpreter": how, "note": "Demo: ask a day before"}
        )


def _befriend(entry: Entry, number: int) -> None:
    groups = [GROUPS[(number * 2 + n * 4) % len(GROUPS)] for n in range(2 + number % 4)]
    entry["friendliness"] = [
        {"group": group, "attested_by": 1 + (number + step) % 6}
        for step, group in enumerate(dict.fromkeys(groups))
    ]
    if number % 4 == 2:
        entry["friendliness"][0].update(
            trained_by="Demo School of Rivers", trained_days_ago=90 + number
        )
    if number % 19 == 6:
        entry["known_refusals"] = "Invented: once refused a person who uses drugs."
        entry["risk"] = "high"
    elif _pressed(entry) or number % 7 == 3:
        entry["risk"] = "elevated"


def _pressed(entry: Entry) -> bool:
    """Whether people who defend others are themselves pressed there."""
    return entry["kind"] in INDIVIDUALS and entry["home_country"] in ("BY", "RU", "TJ")


def _reach(entry: Entry, country: Country, city: City, number: int) -> None:
    kind = entry["kind"]
    entry["remote"] = kind in ("hotline", "consultative_network") or number % 3 == 0
    entry["on_site"] = kind not in ("hotline", "consultative_network")
    if kind in INDIVIDUALS or kind == "legal_clinic":
        entry["regions"] = [city.region]
        entry["cities"] = [
            {"geonameid": city.geonameid, "name": city.name, "country": country.code}
        ]
        entry["radius_km"] = (15, 40, 60, 120)[number % 4]
    else:
        entry["countries"] = [country.code]
    if kind == "consultative_network" or number % 13 == 4:
        entry["cross_border"] = True
        entry["countries"] = sorted({country.code, "GE", "AM", "PL"})


def _open(entry: Entry, city: City, number: int) -> None:
    entry["time_zone"] = city.time_zone
    entry["response_hours"] = (1, 2, 4, 12, 24, 48)[number % 6]
    entry["hours"] = [{"weekdays": _WEEKDAYS, "opens": "09:30", "closes": "18:00"}]
    if entry["kind"] == "hotline":
        entry["hours"] = [{"weekdays": _WEEK, "opens": "20:00", "closes": "08:00"}]
    bar = entry.get("bar_status") == "admitted"
    admitted = bar and "police_station" in entry["capabilities"]
    entry["available_24_7"] = (entry["kind"] == "hotline" and number % 3 != 1) or (
        admitted and number % 3 != 1
    )
    entry["capacity"] = _CAPACITY[number % len(_CAPACITY)]
    if entry["capacity"] in ("limited", "full", "away"):
        entry["capacity_until_in_days"] = 4 + number % 40
        # A statement that has run out says nothing any more.
        if number % 23 == 3:
            entry["capacity_until_in_days"] = -3
    entry["new_cases_per_month"] = 1 + number % 12


def _charge(entry: Entry, number: int) -> None:
    models = _COST.get(entry["kind"], ("free",))
    entry["cost"] = models[number % len(models)]
    payers = _PAYERS[entry["cost"]]
    entry["payers"] = list(payers[number % len(payers)])
    entry["means_test"] = entry["cost"] == "sliding"
    entry["no_solicitation"] = number % 2 == 0
