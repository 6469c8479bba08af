"""Go or no-go: what must be there before somebody sets out, and what would clear it.

Source: the list of row 16 (docs/workflow.md). Two people sign it, the owner
and a verifier; it is stale after 72 hours or an alert.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.findings import Finding, Obstacle, stops

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from evacuation.workflow.movement.legs import Leg

LAST_YES = timedelta(hours=24)
GO_LASTS = timedelta(hours=72)


class Item(Coded):
    """One line of the list, in words of what is wanted."""

    LEGS = "legs", _("Every leg is written, and they join")
    BORDERS = "borders", _("Every border was checked in the last 72 hours")
    RISKS = (
        "risks",
        _("What speaks against a leg is cleared, or let pass with a reason"),
    )
    CONTEXT = "context", _("No alert for a country on the way is open")
    PAPERS = "papers", _("Everybody's papers are in order")
    LAWFUL = "lawful", _("Only lawful crossings: signed")
    MEDICINE = "medicine", _("Medicine for the journey and 30 days, or a supplier")
    DEVICE = "device", _("A clean phone, before the route is shown")
    TELLABLE = "tellable", _("It may be told to them: V3 and a safe phone")
    MONEY = "money", _("Money is in hand")
    COMPANION = "companion", _("A companion, or agreed that none is needed")
    HOST = "host", _("The host has confirmed")
    HOUSE = "house", _("The house takes who comes, for as long as they need")
    PROTOCOL = "protocol", _("What is done if we do not hear is agreed")
    HEARD = "heard", _("They were heard since the last miss")
    ABORT = "abort", _("Words that stop it are agreed, and a plan if it stops")
    DEPENDANTS = "dependants", _("Those who come along have papers and consent")
    MINORS = "minors", _("Minors have a safeguarding lead, and nobody goes alone")
    DEPARTURE = "departure", _("A statement of leaving freely, where relatives search")
    LAST_YES = "last_yes", _("They said yes in the last 24 hours")


class Device(Coded):
    """Before the route is shown."""

    NEW = "new", _("A new phone, the old one left behind")
    CLEAN = "clean", _("Checked, never out of their hands")
    SEIZED = "seized", _("It was seized and given back, or others know the code")
    UNKNOWN = "unknown", _("Not asked yet")


class Readiness(Coded):
    DONE = "done", _("Done")
    BLOCKED = "blocked", _("Stops it")
    NOT_NEEDED = "not_needed", _("Not needed")


@dataclass(frozen=True, slots=True)
class Line:
    """`cleared_by`: what to do, where it is blocked. `of`: the number of the person
    whom each of them is about, "" where it is about all."""

    item: Item
    readiness: Readiness
    cleared_by: tuple[_StrPromise, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the list is drawn from. Of what is None, nobody needs it.

    `people`: how many go; `asked`: each of them was asked for medicine. `on_legs`: what
    speaks against each leg (legs.py); `on_people`: against papers; `on_health`: against
    medicine. `alert`: a country on the way has an open alert. `safeguarded`: minors
    come along and somebody looks after their interests; `minor_alone`: no adult does.
    `last_yes`: when they last said that they go (aware). `house`: what does not fit of
    its rules (houses.py); `pack`: what is missing of the statement of leaving freely.
    `missed`: a check-in is, and nobody was heard since. `trusted`: V3 or above, so that
    the way can be told. `departure_asked`: whether relatives search was asked;
    `house_asked`: whether it was said what they need of a house, or that it is nothing.
    """

    people: int
    asked: bool
    legs: tuple[Leg, ...]
    on_legs: tuple[tuple[Finding, ...], ...]
    on_people: tuple[Finding, ...]
    on_health: tuple[Finding, ...]
    alert: bool = False
    lawful: bool = False
    device: Device = Device.UNKNOWN
    money: bool = False
    companion: bool = False
    host: bool = False
    protocol: bool = False
    abort: bool = False
    dependants: bool | None = None
    safeguarded: bool | None = None
    minor_alone: bool = False
    departure: bool | None = None
    last_yes: datetime | None = None
    house: tuple[_StrPromise, ...] | None = None
    pack: tuple[_StrPromise, ...] = ()
    missed: bool = False
    trusted: bool = False
    departure_asked: bool = True
    house_asked: bool = True


# What to do about a line that is not about a border, papers or medicine.
_TO_DO: dict[Item, _StrPromise] = {
    Item.LEGS: _("Write the legs."),
    Item.BORDERS: _("Write the legs."),
    Item.RISKS: _("Write the legs."),
    Item.PAPERS: _("Write down who goes, with their papers."),
    Item.MEDICINE: _("Ask each of those who go for medicine, and write it down."),
    Item.CONTEXT: _("Look at the route, then say that it was looked at."),
    Item.LAWFUL: _("The legal focal or a lead signs that every crossing is lawful."),
    Item.DEVICE: _("Get them a phone that nobody else had, before the route is shown."),
    Item.MONEY: _("See that money for the way and a week more is in hand."),
    Item.COMPANION: _("Find a companion, or write that they agreed to go without."),
    Item.HOST: _("Ask the host to confirm."),
    Item.PROTOCOL: _(
        "Agree with them on the phrases, and on what is done if they are not heard."
    ),
    Item.HEARD: _("Hear them first, by the agreed phrase; else run the protocol."),
    Item.ABORT: _("Agree on the words, and on where they go if it stops."),
    Item.DEPENDANTS: _("See to the papers and the consent of each who comes along."),
    Item.MINORS: _("Name who looks after the minors' interests."),
    Item.DEPARTURE: _("Make the statement with them, and give it to the lawyer."),
    Item.LAST_YES: _("Ask them once more, not earlier than a day before."),
}
_ALONE = _("A minor without an adult is not moved: refer them.")
_BORDERS = frozenset(
    {Obstacle.NOT_CHECKED, Obstacle.CHECK_STALE, Obstacle.CHECK_FAILED}
)
_NO_WORD = _("A trusted organisation's word for who they are (V3).")
_NO_PHONE = _("A safe phone: a new one, or one that was checked.")
_ASK_HOUSE = _("Ask what they need of a house, and for how long.")
_ASK_RELATIVES = _("Ask whether relatives search for them.")
SAFE_PHONES = frozenset({Device.NEW, Device.CLEAN})
_JOINED = frozenset(
    {
        Obstacle.BROKEN_LINE,
        Obstacle.OUT_OF_ORDER,
        Obstacle.IS_OVER,
        Obstacle.LONG_WAIT,
    }
)


def checklist(facts: Facts, now: datetime) -> list[Line]:
    """Every item in its order, and what would clear those that stop it."""
    said = {
        Item.LEGS: bool(facts.legs),
        Item.BORDERS: bool(facts.legs),
        Item.RISKS: bool(facts.legs),
        Item.PAPERS: facts.people > 0,
        Item.MEDICINE: facts.people > 0 and facts.asked,
        Item.CONTEXT: not facts.alert and bool(facts.legs),
        Item.LAWFUL: facts.lawful,
        Item.DEVICE: facts.device in SAFE_PHONES,
        Item.TELLABLE: not not_told_because(facts.device, trusted=facts.trusted),
        Item.MONEY: facts.money,
        Item.COMPANION: facts.companion,
        Item.HOST: facts.host,
        Item.HOUSE: None if facts.house is None else True,
        Item.PROTOCOL: facts.protocol,
        Item.HEARD: not facts.missed,
        Item.ABORT: facts.abort,
        Item.DEPENDANTS: facts.dependants,
        Item.MINORS: facts.safeguarded,
        Item.DEPARTURE: facts.departure,
        Item.LAST_YES: is_fresh_yes(facts.last_yes, now),
    }
    found = _findings(facts)
    return [_line(item, said[item], facts, found) for item in Item]


def may_go(lines: list[Line]) -> bool:
    """Every item is there, and none is blocked."""
    there = {one.item for one in lines}
    blocked = any(one.readiness == Readiness.BLOCKED for one in lines)
    return there == set(Item) and not blocked


def not_told_because(device: Device, *, trusted: bool) -> tuple[_StrPromise, ...]:
    """What is missing before the way may be told to them; empty where nothing is."""
    return (
        *(() if trusted else (_NO_WORD,)),
        *(() if device in SAFE_PHONES else (_NO_PHONE,)),
    )


def is_fresh_yes(said_at: datetime | None, now: datetime) -> bool:
    return said_at is not None and timedelta(0) <= now - said_at <= LAST_YES


def _findings(facts: Facts) -> dict[Item, list[Finding]]:
    """What the rules found, by the line that it stops."""
    on_legs = [one for leg in facts.on_legs for one in leg]
    return {
        Item.LEGS: [one for one in on_legs if one.what in _JOINED],
        Item.BORDERS: [one for one in on_legs if one.what in _BORDERS],
        Item.RISKS: [one for one in on_legs if one.what not in _BORDERS | _JOINED],
        Item.PAPERS: list(facts.on_people),
        Item.MEDICINE: list(facts.on_health),
    }


def _line(
    item: Item, done: bool | None, facts: Facts, found: dict[Item, list[Finding]]
) -> Line:
    if item == Item.MINORS and facts.minor_alone:
        return Line(item, Readiness.BLOCKED, (_ALONE,))
    if item == Item.DEPARTURE and not facts.departure_asked:
        return Line(item, Readiness.BLOCKED, (_ASK_RELATIVES,))
    if item == Item.HOUSE and not facts.house_asked:
        return Line(item, Readiness.BLOCKED, (_ASK_HOUSE,))
    if done is None:
        return Line(item, Readiness.NOT_NEEDED)
    to_do = [_TO_DO[item]] if not done and item in _TO_DO else []
    lacks = not_told_because(facts.device, trusted=facts.trusted)
    more = {
        Item.HOUSE: facts.house or (),
        Item.DEPARTURE: facts.pack,
        Item.TELLABLE: lacks,
    }
    to_do += more.get(item, ())
    against = [one for one in found.get(item, ()) if stops([one])]
    pairs = [("", words) for words in to_do]
    pairs += dict.fromkeys((one.person, one.cleared_by) for one in against)
    return Line(
        item,
        Readiness.BLOCKED if pairs else Readiness.DONE,
        tuple(words for _who, words in pairs),
        tuple(who for who, _words in pairs),
    )
