"""The figures as tables of Markdown."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone

from tests.benchmarks.speed.comparing import STOCK_AIM
from tests.benchmarks.speed.imports import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tests.benchmarks.speed.comparing import Compared
    from tests.benchmarks.speed.latency import Latency

# How many times slower a tenfold directory may answer.
_GROWTH: Final = 2


def speed_table(providers: int, found: Sequence[Compared]) -> str:
    """Requests a second of each case, and how ours stands to the others."""
    header = (
        f"Requests a second, {providers:,} providers",
        "Queries",
        "Ours",
        "Floor",
        "Stock",
        "Of the floor",
        "Aim",
        "Times stock",
    )
    rows = [
        (
            row.case.name,
            f"{row.queries:.1f}",
            f"{row.ours:,.0f}",
            f"{row.floor:,.0f}",
            f"{row.stock:,.1f}",
            f"{row.of_floor:.2f}",
            f"{row.case.aim:.2f}",
            f"{row.times_stock:,.1f}"
            + ("" if row.times_stock >= STOCK_AIM else " (!)"),
        )
        for row in found
    ]
    return table(header, rows)


def latency_table(
    providers: int, few: Mapping[str, Latency], many: Mapping[str, Latency]
) -> str:
    """Milliseconds by kind of question, at both sizes."""
    header = (
        "Milliseconds, one at a time",
        f"Median, {providers:,}",
        "p95",
        "Median, 1,000,000",
        "p95",
        "Median grows",
    )
    rows = []
    for kind, small in few.items():
        large = many[kind]
        growth = large.median / small.median
        rows.append(
            (
                kind,
                *(f"{n:.1f}" for n in (small.median, small.p95)),
                *(f"{n:.1f}" for n in (large.median, large.p95)),
                f"{growth:.2f}" + ("" if growth <= _GROWTH else " (!)"),
            )
        )
    return table(header, rows)


def import_table(rates: Mapping[str, int]) -> str:
    """Rows a second by kind of run."""
    rows = [(name, f"{rate:,}") for name, rate in rates.items()]
    return table((f"Import of {ROWS:,} rows", "Rows a second"), rows)


def write_docs(sections: Mapping[str, str]) -> None:
    """Put each table between its marks in docs/performance.md, with day and machine."""
    path = settings.BASE_DIR / "docs" / "performance.md"
    text = path.read_text(encoding="utf-8")
    machine = f"{os.cpu_count()} cores, {platform.machine()}"
    day = f"{timezone.localdate():%d %B %Y}"
    for name, figures in sections.items():
        body = f"\n{figures}\n\nMeasured on {day}: {machine}.\n\n"
        opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(opening)
        _, found, after = rest.partition(closing)
        if not found:
            raise RuntimeError(f"docs/performance.md has no place for {name}")
        text = before + opening + body + closing + after
    path.write_text(text, encoding="utf-8")


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned; all but the first to the right."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(header))]
    dashes = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines.insert(1, dashes)
    return "\n".join(
        "| "
        + " | ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + " |"
        for line in lines
    )
