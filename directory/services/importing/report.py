"""What an import did or would do: counts, problems by row, and the rejected rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from directory.services.importing.rows import Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from directory.services.importing.tables import Table

# A spreadsheet runs a cell that begins so; an apostrophe makes it text again.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
MOST_TWINS: Final = 200


@dataclass(frozen=True, slots=True)
class Twin:
    """A new entry that may be here already. `known` is a provider's id, or the id in
    the source of another entry of the same file; reasons are codes."""

    line: int
    name: str
    known: str
    known_name: str
    score: int
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """Counts of entries (`rows` and `rejected` count rows of the file).

    `visible` maps the lowest level that sees an entry after the run to
    [all entries of the file, those new at that level]; `drafts` are seen by the
    country's editors alone. `left_alone` were withdrawn or archived here; `missing`
    are entries of the source that the file no longer has: never deleted.
    """

    rows: int = 0
    entries: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    renewed: int = 0
    left_alone: int = 0
    rejected: int = 0
    missing: int = 0
    offices: int = 0
    geocoded: int = 0
    unplaced: int = 0
    drafts: int = 0
    seconds: float = 0.0
    visible: dict[str, list[int]] = field(default_factory=dict)
    without_counterpart: list[tuple[str, str, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)

    @property
    def rows_per_second(self) -> int:
        return round(self.rows / self.seconds) if self.seconds else 0

    @property
    def rejected_lines(self) -> set[int]:
        return {problem.line for problem in self.problems if problem.rejects}

    def sees(self, level: str, *, new: bool) -> None:
        """Count an entry as seen from `level` on."""
        counts = self.visible.setdefault(level, [0, 0])
        counts[0] += 1
        counts[1] += new

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, written: dict[str, Any]) -> Report:
        report = cls(**written)
        report.problems = [Problem(**row) for row in written["problems"]]
        report.twins = [Twin(**row) for row in written["twins"]]
        return report


def rejected_csv(table: Table, problems: Iterable[Problem]) -> str:
    """The rejected rows as CSV text with an "error" column, safe for spreadsheets.

    Written with a byte order mark, so that Excel reads Cyrillic.
    """
    wrong: dict[int, list[str]] = {}
    problems = list(problems)
    rejected = {problem.line for problem in problems if problem.rejects}
    for problem in problems:
        if problem.line in rejected:
            said = f"{problem.column}: {problem.message}".removeprefix(": ")
            wrong.setdefault(problem.line, []).append(said)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*map(formula_safe, table.headings), "error"])
    for row in table.rows:
        if row.line in wrong:
            cells = map(formula_safe, row.cells)
            writer.writerow([*cells, formula_safe(" ".join(wrong[row.line]))])
    return "\ufeff" + out.getvalue()


def formula_safe(cell: str) -> str:
    """The cell, never a formula. A plain number keeps its sign."""
    if not cell.startswith(_FORMULA) or _is_number(cell):
        return cell
    return f"'{cell}"


def _is_number(cell: str) -> bool:
    return cell[1:].replace(".", "", 1).isdecimal() and cell[0] in "+-"


def problem_counts(problems: Collection[Problem]) -> list[tuple[str, str, bool, int]]:
    """(column, message, whether it rejects, rows), most frequent first."""
    counted = Counter((p.column, p.message, p.rejects) for p in problems)
    return [(*key, rows) for key, rows in counted.most_common()]
