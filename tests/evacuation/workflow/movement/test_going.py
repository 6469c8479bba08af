"""Go or no-go: what stops it and what would clear it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from evacuation.workflow.movement.findings import Finding, Obstacle, Weight
from evacuation.workflow.movement.going import (
    Device,
    Facts,
    Item,
    Line,
    Readiness,
    checklist,
    may_go,
)
from tests.evacuation.workflow.movement.people import LEGS, NOW

READY = Facts(
    people=1,
    asked=True,
    legs=LEGS,
    on_legs=((), ()),
    on_people=(),
    on_health=(),
    lawful=True,
    device=Device.NEW,
    money=True,
    companion=True,
    host=True,
    protocol=True,
    abort=True,
    last_yes=NOW - timedelta(hours=1),
    trusted=True,
)


def blocked(facts: Facts) -> list[str]:
    lines = checklist(facts, NOW)
    assert may_go(lines) == (not [o for o in lines if is_blocked(o)])
    return [str(one.item) for one in lines if is_blocked(one)]


def is_blocked(one: Line) -> bool:
    if one.readiness == Readiness.BLOCKED:
        assert all(str(words) for words in one.cleared_by)
        assert one.cleared_by
        return True
    return False


def test_whoever_has_everything_may_go() -> None:
    assert blocked(READY) == []
    assert [one.item for one in checklist(READY, NOW)] == list(Item)


@pytest.mark.parametrize(
    ("changed", "stopped"),
    [
        ({"people": 0}, "papers medicine"),
        ({"asked": False}, "medicine"),
        ({"legs": ()}, "legs borders risks context"),
        ({"alert": True}, "context"),
        ({"lawful": False}, "lawful"),
        ({"device": Device.SEIZED}, "device tellable"),
        ({"device": Device.UNKNOWN}, "device tellable"),
        ({"trusted": False}, "tellable"),
        ({"missed": True}, "heard"),
        ({"departure_asked": False}, "departure"),
        ({"house_asked": False}, "house"),
        ({"money": False}, "money"),
        ({"companion": False}, "companion"),
        ({"host": False}, "host"),
        ({"protocol": False}, "protocol"),
        ({"abort": False}, "abort"),
        ({"dependants": False}, "dependants"),
        ({"safeguarded": False}, "minors"),
        ({"safeguarded": True, "minor_alone": True}, "minors"),
        ({"departure": False}, "departure"),
        ({"last_yes": None}, "last_yes"),
        ({"last_yes": NOW - timedelta(hours=25)}, "last_yes"),
        ({"last_yes": NOW + timedelta(hours=1)}, "last_yes"),
    ],
    ids=str,
)
def test_each_thing_that_lacks_stops_its_own_lines(
    changed: dict[str, object], stopped: str
) -> None:
    found = blocked(replace(READY, **changed))  # type: ignore[arg-type]
    assert set(found) == set(stopped.split())


@pytest.mark.parametrize(
    ("what", "stopped"),
    [
        (Obstacle.CHECK_STALE, "borders"),
        (Obstacle.BROKEN_LINE, "legs"),
        (Obstacle.REFUSED, "risks"),
    ],
)
def test_what_speaks_against_a_leg_stops_its_own_line(
    what: Obstacle, stopped: str
) -> None:
    found = Finding(what, Weight.BLOCKS)
    facts = replace(READY, on_legs=((found,), ()))
    assert blocked(facts) == [stopped]
    [line] = [one for one in checklist(facts, NOW) if one.item.value == stopped]
    assert line.cleared_by == (found.cleared_by,)


def test_papers_and_medicine_stop_it_too() -> None:
    expired = Finding(Obstacle.EXPIRED, Weight.BLOCKS, "1")
    runs_out = Finding(Obstacle.RUNS_OUT, Weight.BLOCKS, "1")
    assert blocked(replace(READY, on_people=(expired,))) == ["papers"]
    assert blocked(replace(READY, on_health=(runs_out,))) == ["medicine"]


def test_what_would_clear_it_says_whom_it_is_about() -> None:
    consent = Finding(Obstacle.MINOR_CONSENT, Weight.BLOCKS, "2")
    facts = replace(READY, on_people=(consent, replace(consent, person="3")))
    [line] = [one for one in checklist(facts, NOW) if one.item == Item.PAPERS]
    assert line.of == ("2", "3")
    assert all("the other parent's consent" in str(one) for one in line.cleared_by)


def test_what_is_missing_to_tell_them_stands_alone() -> None:
    facts = replace(READY, trusted=False)
    [line] = [one for one in checklist(facts, NOW) if one.item == Item.TELLABLE]
    assert len(line.cleared_by) == 1


def test_a_warning_stops_nobody_and_a_reason_lets_the_legal_focal_pass_it() -> None:
    warned = replace(READY, on_legs=((Finding(Obstacle.VISA, Weight.WARNS),), ()))
    assert blocked(warned) == []
    asked = Finding(Obstacle.SHARED_BASE, Weight.OVERRIDE)
    assert blocked(replace(READY, on_legs=((asked,), ()))) == ["risks"]
    passed = replace(asked, passed="Invented: asked the lawyer.")
    assert blocked(replace(READY, on_legs=((passed,), ()))) == []
    # Of another person, or at another border, nobody said anything.
    assert blocked(replace(READY, on_legs=((passed,), (asked,)))) == ["risks"]


def test_nobody_lets_a_closed_border_pass() -> None:
    refused = Finding(Obstacle.REFUSED, Weight.BLOCKS, passed="Invented.")
    facts = replace(READY, on_legs=((refused,), ()))
    assert blocked(facts) == ["risks"]


def test_who_travels_without_dependants_or_searching_relatives_needs_neither() -> None:
    lines = {one.item: one.readiness for one in checklist(READY, NOW)}
    for item in (Item.DEPENDANTS, Item.MINORS, Item.DEPARTURE):
        assert lines[item] == Readiness.NOT_NEEDED
