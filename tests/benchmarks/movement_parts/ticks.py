"""One tick of the worker over what is due: ours, the floor, the stock way."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from evacuation.deadlines import OWNER_WITHIN
from evacuation.models import Alert, Member
from evacuation.models.choices import Urgency
from evacuation.services import alarms, missed, notices, overdue
from evacuation.services.waking import LEADS, reachable
from tests.benchmarks.movement_parts import items, stock_ticks
from tests.benchmarks.movement_parts.bare_ticks import Bare, Told
from tests.benchmarks.movement_parts.measuring import counted, peak, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.evacuation.desk import Desk

    Say = Callable[[str], None]
    Stages = dict[str, Callable[[], Any]]

_ROUNDS: Final = 3
# The stock way is timed over one in so many.
_PART: Final = 20
_AGAIN: Final = "the next tick, nothing new"
OURS: Stages = {
    "missed check-ins raised": missed.raise_missed,
    "run-out clocks raised": overdue.raise_overdue,
    "every alert a step up": notices.raise_due,
    "notices claimed, sent, marked": notices.deliver,
}


def tick_rows(desk: Desk, url: str, wanted: int, say: Say) -> Iterator[list[str]]:
    """Rows of the table. Raises RuntimeError where two ways leave different rows."""
    items.staff(desk)
    items.make_items(wanted)
    say(f"{wanted} items are due")
    ours = _rounds(OURS)
    mine = items.left()
    floor = _rounds(_floor(desk, url))
    _require_same(mine, items.left(), "the floor")
    stock = _rounds(_stock(wanted // 2 // _PART), rounds=1)
    say("three ways are timed")
    sent = _once_more(counted)
    kept = _once_more(peak)
    for name in OURS:
        yield _row(name, ours[name], floor[name], stock[name] * _PART, sent, kept)
    whole = [sum(found.values()) for found in (ours, floor, stock)]
    sums = {"whole": sum(sent.values())}, {"whole": max(kept.values())}
    row = _row("whole", whole[0], whole[1], whole[2] * _PART, *sums)
    yield [f"the whole of {wanted:,} items", *row[1:]]
    yield _idle()


def _rounds(stages: Stages, rounds: int = _ROUNDS) -> dict[str, float]:
    """The median of each, always from nothing told."""
    taken: dict[str, list[float]] = {name: [] for name in stages}
    for _ in range(rounds):
        items.nothing_told()
        for name, run in stages.items():
            taken[name].append(timed(run))
    return {name: statistics.median(found) for name, found in taken.items()}


def _once_more(measure: Callable[[Callable[[], Any]], Any]) -> dict[str, Any]:
    """Ours by another measure, which would lengthen it."""
    items.nothing_told()
    return {name: measure(run) for name, run in OURS.items()}


def _idle() -> list[str]:
    """The whole tick while all of it waits and is not due again."""

    def again() -> None:
        notices.keep_watch()
        alarms.note_what_is_unheard()

    again()
    ours = statistics.median(timed(again) for _ in range(_ROUNDS))
    return [
        _AGAIN,
        f"{ours:.0f}",
        "",
        "",
        "",
        str(counted(again)),
        f"{peak(again):.1f}",
    ]


def _row(
    name: str,
    ours: float,
    floor: float,
    stock: float,
    sent: dict[str, Any],
    kept: dict[str, Any],
) -> list[str]:
    return [
        name,
        f"{ours:.0f}",
        f"{floor:.0f}",
        f"{ours / floor:.1f}",
        f"{stock:,.0f}",
        str(sent[name]),
        f"{kept[name]:.1f}",
    ]


def _floor(desk: Desk, url: str) -> Stages:
    bare = Bare(url, _told(desk))
    now = timezone.now
    runs = (
        lambda: bare.raise_missed(now()),
        lambda: bare.raise_overdue(now()),
        lambda: bare.raise_due(now()),
        lambda: bare.deliver(now(), now() + notices.LEASE),
    )
    return dict(zip(OURS, runs, strict=True))


def _stock(most: int) -> Stages:
    runs = (
        lambda: stock_ticks.raise_missed(most),
        lambda: stock_ticks.raise_overdue(most),
        stock_ticks.raise_due,
        stock_ticks.deliver,
    )
    return dict(zip(OURS, runs, strict=True))


def _told(desk: Desk) -> Told:
    """Who hears which step, and how long each lasts: what the service works out."""
    climbs = notices.CLIMBS
    quick = OWNER_WITHIN[Urgency.CRITICAL] / climbs
    ways: list[Any] = [
        (Alert.Kind.CHECK_IN.value, one.value, quick, None) for one in Urgency
    ]
    for level in Urgency:
        low = level == Urgency.LOW
        lasts = None if low else OWNER_WITHIN[level] / climbs
        kind = Alert.Kind.DEADLINE.value
        ways.append((kind, level.value, lasts, LEADS if low else None))
    people: list[tuple[int, int, str]] = []
    steps = [(0, part) for part in items.ON_DUTY]
    steps += [(LEADS, part) for part in ("lead_one", "lead_two", "lead_three")]
    for step, part in steps:
        member = Member.objects.get(user=desk.users[part])
        people += [(step, member.user_id, channel) for channel in reachable(member)]
    return Told(ways, people)


def _require_same(ours: items.Left, other: items.Left, whose: str) -> None:
    for mine, theirs in zip(ours, other, strict=True):
        if mine != theirs:
            some = list((mine - theirs).items())[:3], list((theirs - mine).items())[:3]
            raise RuntimeError(f"{whose} leaves other rows: {some}")
