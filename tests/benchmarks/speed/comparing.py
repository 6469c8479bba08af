"""Ours, the floor and the stock way side by side, in rounds, in one run."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from tests.benchmarks.speed.capture import Recorder, write
from tests.benchmarks.speed.cases import Case, cases
from tests.benchmarks.speed.load import Asked, load
from tests.benchmarks.speed.serving import served

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WAYS: Final = ("ours", "floor", "stock")
# How many times the stock way ours should be.
STOCK_AIM: Final = 8
_WARM_SECONDS: Final = 1
# Of a way this slow a few seconds say nothing.
_SLOW_PER_SECOND: Final = 4
_SLOW_SECONDS: Final = 20


@dataclass(frozen=True, slots=True)
class Compared:
    """Requests a second of one case, the median of the rounds; its queries."""

    case: Case
    ours: float
    floor: float
    stock: float
    queries: float

    @property
    def of_floor(self) -> float:
        return self.ours / self.floor

    @property
    def times_stock(self) -> float:
        return self.ours / self.stock if self.stock else float("inf")


@dataclass(frozen=True, slots=True)
class Effort:
    """How long each way is asked, and how often."""

    seconds: int
    rounds: int


def compare(
    database_url: str,
    key: str,
    effort: Effort,
    say: Callable[[str], None],
    only: str = "",
) -> list[Compared]:
    """Measure the cases named like `only` over the database that Django points at."""
    recorder = Recorder(key)
    wanted = [case for case in cases() if only in case.name]
    for case in wanted:
        recorder.record(case)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        statements = folder / "statements"
        write(recorder.statements, statements)
        servers = {
            way: stack.enter_context(served(way, database_url, statements))
            for way in WAYS
        }
        found = []
        for case in wanted:
            say(f"{case.name}: results {recorder.results.get(case.name, 'none')}")
            found.append(_compared(case, servers, recorder, key, effort))
    return found


def _compared(
    case: Case, servers: dict[str, str], recorder: Recorder, key: str, effort: Effort
) -> Compared:
    rates: dict[str, list[float]] = {way: [] for way in WAYS}
    for number in range(effort.rounds):
        for way in WAYS:
            slow = number and rates[way][-1] < _SLOW_PER_SECOND
            asked = _asked(case, way, recorder, key)
            if number == 0:
                load(servers[way], asked, _WARM_SECONDS)
            seconds = _SLOW_SECONDS if slow else effort.seconds
            rates[way].append(load(servers[way], asked, seconds).per_second)
    counts = [len(recorder.statements[a, case.conditional]) for a in case.ours]
    ours, floor, stock = (median(rates[way]) for way in WAYS)
    return Compared(case, ours, floor, stock, sum(counts) / len(counts))


def _asked(case: Case, way: str, recorder: Recorder, key: str) -> Sequence[Asked]:
    """(address, headers) for one of the ways."""
    if way == "stock":
        return [(address, {}) for address in case.stock]
    headers = {"Authorization": f"Bearer {key}"}
    if not case.conditional:
        return [(address, headers) for address in case.ours]
    return [
        (address, {**headers, "If-None-Match": recorder.etags[address]})
        for address in case.ours
    ]
