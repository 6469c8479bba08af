"""Who may know of an invented provider, how sure we are, and since when."""

from __future__ import annotations

from typing import Any, Final

from directory.data.demo.countries import Country

Entry = dict[str, Any]

# A lead that nobody has vetted is looked at again after a month.
L0_DAYS: Final = 30

LEVELS: Final = ("public", "partners", "monitors", "coordinators")
INDIVIDUALS: Final = ("individual_advocate", "individual_jurist", "paralegal")

_ORGANISATION_LEVELS: Final = (
    "public", "public", "partners", "public", "monitors", "public", "coordinators",
)  # fmt: skip
_EXPOSED_LEVELS: Final = ("monitors", "partners", "coordinators", "monitors")
_PERSON_LEVELS: Final = ("public", "partners", "monitors", "public", "coordinators")

_STATUS_AT: Final = {5: "draft", 11: "pending", 17: "suspended", 23: "withdrawn"}
_FRESHNESS: Final = (
    "fresh", "fresh", "due", "fresh", "fresh", "overdue", "fresh", "fresh", "stale",
    "fresh", "fresh", "fresh", "fresh",
)  # fmt: skip
_INCIDENTS: Final = ("outing", "bribe", "breach", "hostile", "impersonation")
_HOW: Final = (
    "phone", "meeting", "register", "messenger", "partner", "signed_link",
)  # fmt: skip
_CONSENT_HOW: Final = ("written", "messenger", "spoken", "signed_link")
_BAR: Final = (
    "admitted", "admitted", "admitted", "in_exile", "admitted", "admitted",
    "suspended", "admitted", "admitted", "unknown", "admitted", "disbarred",
)  # fmt: skip


def level_of(country: Country, kind: str, number: int) -> str:
    """The entry's level; people under a ceiling never ask to be public."""
    if kind not in INDIVIDUALS:
        return _ORGANISATION_LEVELS[number % len(_ORGANISATION_LEVELS)]
    levels = _EXPOSED_LEVELS if country.under_ceiling else _PERSON_LEVELS
    return levels[number % len(levels)]


def status_of(number: int) -> str:
    """Most are listed; every other status appears."""
    return "archived" if number % 59 == 29 else _STATUS_AT.get(number % 31, "listed")


def validity_days(country: Country, vetting_level: int) -> int:
    """How long a verification holds: 90 days where the bar is under pressure."""
    if country.bar_at_risk:
        return 90
    return 548 if vetting_level >= 3 else 365


def stand(entry: Entry, country: Country, number: int) -> None:
    """Fill in status, consent, vetting, freshness and bar standing."""
    entry["status"] = status_of(number)
    _vet(entry, country, number)
    _consent(entry, country, number)
    _bar(entry, country, number)
    if entry["status"] == "suspended":
        kind = _INCIDENTS[number // 31 % len(_INCIDENTS)]
        entry["incidents"] = [{"kind": kind, "days_ago": 2 + number % 5}]
    if entry["status"] == "withdrawn":
        entry["consent_withdrawn_days_ago"] = 1 + number % 9


def _vet(entry: Entry, country: Country, number: int) -> None:
    if entry["status"] == "draft":
        entry.update(vetting_level=0, freshness="unverified")
        return
    if entry["status"] == "pending":
        # Somebody has looked it up and nobody has spoken with them.
        age = 1 + number % 9
        entry.update(vetting_level=0, freshness="unverified", verified_how="register")
        entry.update(verified_days_ago=age, next_due_in_days=L0_DAYS - age)
        return
    person = entry["kind"] in INDIVIDUALS
    level = 1 + number % 3 if person else 2 + number % 3
    held = validity_days(country, level)
    freshness = _FRESHNESS[number % len(_FRESHNESS)]
    age = {
        "fresh": 1 + number * 7 % 58,
        "due": held - 1 - number % 25,
        "overdue": held + 1 + number % 20,
        "stale": held + 35 + number % 60,
    }[freshness]
    entry.update(
        vetting_level=level,
        verified_days_ago=age,
        verified_how=_HOW[number % len(_HOW)],
        next_due_in_days=held - age,
        freshness=freshness,
        reminders_agreed=number % 4 == 1,
        vetting_notes="Invented: spoke with two people who were helped there.",
    )


def _consent(entry: Entry, country: Country, number: int) -> None:
    if entry["status"] == "draft":
        return
    if _from_register(entry, country, number):
        entry["public_register"] = f"Demo register of advocates, {country.code}"
        return
    agreed = LEVELS.index(entry["level"])
    # Some agreed to more than the editors thought wise to show.
    agreed -= 1 if agreed > 1 and number % 6 == 0 else 0
    entry.update(
        consent_level=LEVELS[agreed],
        consent_method=_CONSENT_HOW[number % len(_CONSENT_HOW)],
        consent_days_ago=entry.get("verified_days_ago", 3) + number % 30,
    )


def _from_register(entry: Entry, country: Country, number: int) -> bool:
    return (
        entry["kind"] == "individual_advocate"
        and entry["level"] == "public"
        and number % 3 == 0
    )


def _bar(entry: Entry, country: Country, number: int) -> None:
    if entry["kind"] == "law_firm":
        entry.update(bar_status="admitted", bar_name=country.chamber)
        return
    if entry["kind"] != "individual_advocate":
        entry["bar_status"] = "not_applicable"
        return
    status = _BAR[number % len(_BAR)]
    entry.update(
        bar_status=status,
        bar_name=country.chamber,
        bar_checked_days_ago=entry.get("verified_days_ago", 40) + 2,
        licence_number=f"DEMO-{country.code}-{number:04d}",
        state_appointed=number % 5 == 0,
    )
