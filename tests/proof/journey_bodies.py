"""Every door that takes a body of a journey, with one that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

_SOURCE = "Invented Gazette, number 7"
_PAGE = "/cases/{case}/journey/"
_PERSON = {
    "number": "1",
    "called": "Invented Wren",
    "band": "adult",
    "home": "GE",
    "going": "together",
    "consents": True,
    "passport": "international",
    "exit_ban": "no",
    "criminal_case": "no",
    "military": "none",
    "visas": ["DE"],
    "listed_national": "no",
}
_LEG = {
    "origin": "GE",
    "target": "AM",
    "means": "bus",
    "note": "Invented.",
    "begins_at": "Invented station",
    "ends_at": "Invented crossing",
}
_PLAN = {
    "device": "new",
    "phone_signs": [],
    "money": True,
    "companion": "agreed",
    "host": "Invented House",
    "needs": ["pet"],
    "takes": ["pet"],
    "stay_days": 9,
    "house_days": 9,
    "abort_words": "Invented: it rains.",
    "kin_there": "no",
    "fallback": "Invented: home.",
    "departure": "not_needed",
    "pathway": None,
}


@dataclass(frozen=True, slots=True)
class Door:
    """`path`: below the API; `read`: of the API and of pages, what shows it then."""

    path: str
    body: dict[str, Any]
    read: tuple[str, ...] = ()


def at(hours: int) -> str:
    """In so many hours, as a body says it."""
    return (_now() + timedelta(hours=hours)).isoformat()


def day(days: int) -> str:
    return (_now() + timedelta(days=days)).date().isoformat()


def in_planning() -> list[Door]:
    """Who goes, the plan, and what is looked at and said of it."""
    person = {**_PERSON, "valid_until": day(900), "on_national": day(-1)}
    leg = {**_LEG, "begins": at(20), "ends": at(26)}
    medicine = {"kind": "hormones", "days": 90, "counted_on": day(-1), "letter": True}
    way, journey = {"via": "signal"}, (_below("journey/"), _PAGE)
    taken = (_below("journey/medicines/"), f"{_PAGE}medicine/")
    told = (_below("journey/told/"), f"{_PAGE}told/")
    return [
        Door(_below("journey/people/"), person, (*journey, f"{_PAGE}person/1/")),
        Door(_below("journey/plan/"), {**_PLAN, "legs": [leg]}, journey),
        Door(_below("journey/plan/"), {**_PLAN, "legs": [leg]}, (f"{_PAGE}plan/",)),
        Door(
            _below("journey/medicines/"),
            {"person": "1", "medicines": [medicine], "none": False},
            taken,
        ),
        Door(_below("journey/borders/"), {"leg": 0, "passes": True}, journey),
        Door(
            _below("journey/interviews/"),
            {"person": "1", "text": "Invented: afraid."},
            (_below("journey/interviews/"), f"{_PAGE}interview/1/"),
        ),
        Door(_below("journey/last-yes/"), way, journey),
        Door(_below("journey/host-said/"), way, told),
        Door(_below("journey/route-seen/"), {"why": "Invented: it holds."}, journey),
        Door(_below("journey/told/"), _telling(), told),
    ]


def for_leads() -> list[Door]:
    """What the legal focal point or a lead says, once the way in is closed."""
    passing = {"what": "way_closed", "person": "", "leg": 1, "why": "Invented."}
    return [
        Door(_below("journey/passes/"), passing, (_below("journey/"), f"{_PAGE}told/")),
    ]


def on_the_way() -> list[Door]:
    """Check-ins, what is done where they are not heard, and that they are there."""
    step = {"deed": "lead", "after": 60, "whom": "Invented", "say": "Invented."}
    planned = {"at": at(3), "tolerance": 30, "through": "mailbox", "instead": False}
    waiting = (_below("check-ins/"), f"{_PAGE}check-ins/")
    return [
        Door(_below("check-ins/"), planned, waiting),
        Door(
            _below("check-ins/heard/"),
            {"heard": "wrong", "through": "channel"},
            waiting,
        ),
        Door(
            _below("protocol/"),
            {"steps": [{"deed": "write", "after": 0}, step], "public_agreed": False},
            (_below("protocol/"), f"{_PAGE}protocol/", _below("night-card/")),
        ),
        Door(
            _below("journey/arrival/"),
            {"through": "host", "heard": "phrase", "company": "some"},
            (_below("journey/arrival/"), f"{_PAGE}told/"),
        ),
        Door(_below("journey/told/"), _telling(), (f"{_PAGE}told/",)),
    ]


def there() -> list[Door]:
    """The first days, and going back."""
    seen = {"item": "phone", "who": "Invented Robin", "done": True}
    going = {
        "wish": "Invented: home.",
        "home": "same",
        "changed": "Invented.",
        "lists": "clear",
        "looked_on": day(-1),
        "papers": "good",
        "leaves": None,
        "adviser": "Invented.",
        "outcome": "not_now",
        "review": day(30),
        "conditions": "",
    }
    return [
        Door(
            _below("journey/first-days/"),
            {"seen_to": [seen]},
            (_below("journey/arrival/"), f"{_PAGE}told/"),
        ),
        Door(
            _below("journey/returns/"),
            going,
            (_below("journey/returns/"), f"{_PAGE}told/"),
        ),
    ]


def of_countries() -> list[Door]:
    """What is publicly known."""
    known = {"source": _SOURCE, "checked_on": day(0), "good_until": day(30)}
    rule = {
        "country": "KG",
        "subject": "entry",
        "of": "internal",
        "says": "free",
        "days": 90,
        "note": "Invented.",
        "replaces": None,
    }
    way = {
        "country": "KG",
        "kind": "family",
        "status": "open",
        "wait": "Invented.",
        "legal_base": "Invented.",
        "who": "Invented.",
        "replaces": None,
    }
    alert = {"country": "KG", "text": "Invented: closed.", "source": _SOURCE}
    page = "/desk/countries/KG/"
    return [
        Door("/api/v1/country-rules/", {**rule, **known}, (page,)),
        Door("/api/v1/pathways/", {**way, **known}, (page, f"{_PAGE}plan/")),
        Door("/api/v1/country-alerts/", alert, (page, "/desk/countries/")),
    ]


def _telling() -> dict[str, Any]:
    said = {"what": "pick_up", "to": "person", "text": "Invented.", "person": ""}
    return {**said, "opens": at(1), "until": at(5)}


def _below(where: str) -> str:
    return f"/api/v1/cases/{{case}}/{where}"


def _now() -> datetime:
    return timezone.now().replace(microsecond=0)
