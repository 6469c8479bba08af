"""How long something takes, how many statements it sends, how much it keeps."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable

_SAVEPOINTS = ("SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Measured:
    """`ms`: elapsed. `statements`: sent through Django. `megabytes`: Python's peak
    above what it held before, where that was asked."""

    ms: float
    statements: int = 0
    megabytes: float = 0.0


def timed(run: Callable[[], Any]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def counted(run: Callable[[], Any]) -> int:
    """Statements to both databases; savepoints are none."""
    seen: list[str] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(_SAVEPOINTS):
            seen.append(sql)
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(connections[alias].execute_wrapper(keep))
        run()
    return len(seen)


def peak(run: Callable[[], Any]) -> float:
    """Megabytes that Python's own objects took at most; not what drivers keep."""
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
