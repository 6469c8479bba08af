"""Reading a table from a file: .xlsx or CSV in, headings and rows of text out.

What was detected is told, so that a person can overrule it. A file that is no table,
or too large to be one, is refused as a whole, with what to do about it.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from directory.errors import DirectoryError
from directory.search.folding import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 100
LONGEST_CELL: Final = 5_000
XLSX: Final = "xlsx"
ENCODINGS: Final = ("utf-8", "utf-16", "windows-1251", "windows-1252")
DELIMITERS: Final = (",", ";", "\t")
_OLD_EXCEL: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_SAMPLE_ROWS: Final = 50
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class TableUnreadable(DirectoryError):
    """The file is not a table that can be read; `text` says what to do."""

    code = "unreadable_table"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file (the headings are line 1) and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`encoding` and `delimiter` are empty for .xlsx; `sheets_left` names the sheets
    that were not read."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    kind: str = "csv"
    encoding: str = ""
    delimiter: str = ""
    sheets_left: tuple[str, ...] = ()


def read_table(content: bytes, *, encoding: str = "", delimiter: str = "") -> Table:
    """The table in a file's bytes. `encoding` and `delimiter` overrule detection.

    Raises TableUnreadable.
    """
    if len(content) > MOST_BYTES:
        raise refusal(_("The file is larger than 20 MB: split it into parts."))
    if not content.strip():
        raise refusal(_("The file is empty."))
    if content.startswith(_OLD_EXCEL):
        raise refusal(_("This is an old Excel file: save it as .xlsx or CSV."))
    if content.startswith(b"PK\x03\x04"):
        from directory.services.importing.workbooks import read_workbook

        lines, left = read_workbook(content)
        return _table(lines, kind=XLSX, sheets_left=left)
    return _read_csv(content, encoding, delimiter)


def refusal(text: str) -> TableUnreadable:
    """The error for a file that cannot be read."""
    return TableUnreadable("file", text)


def _read_csv(content: bytes, encoding: str, delimiter: str) -> Table:
    known = encoding or detect_encoding(content)
    text = _decoded(content, known)
    mark = delimiter or _detect_delimiter(text)
    return _table(_csv_rows(text, mark), encoding=known, delimiter=mark)


def detect_encoding(content: bytes) -> str:
    """The encoding of CSV bytes: by byte order mark, else by what decodes."""
    for bom, name in _BOMS:
        if content.startswith(bom):
            return name
    if b"\0" in content[:200]:
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1251"
    return "utf-8"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(_codec(content, encoding))
    except (UnicodeError, LookupError):
        raise refusal(
            _("The file cannot be read as %(encoding)s: choose another encoding.")
            % {"encoding": encoding}
        ) from None
    if "\0" in text:
        raise refusal(_("This is not a table: save it as .xlsx or CSV."))
    return text


def _codec(content: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return "utf-8-sig"
    has_bom = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if encoding == "utf-16" and not has_bom:
        # ASCII in UTF-16 has its zero byte second in little-endian order.
        return "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
    return encoding


def _detect_delimiter(text: str) -> str:
    """The separator under which most of the first rows are as wide as the first."""
    return max(DELIMITERS, key=lambda mark: _fit(text, mark))


def _fit(text: str, mark: str) -> tuple[int, int]:
    widths = []
    try:
        for _line, cells in _csv_rows(text, mark):
            widths.append(len(cells))
            if len(widths) == _SAMPLE_ROWS:
                break
    except TableUnreadable:
        return 0, 0
    if not widths or widths[0] < 2:
        return 0, 0
    return sum(width == widths[0] for width in widths), widths[0]


def _csv_rows(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise refusal(
            _("Line %(line)s cannot be read: a quotation mark is open or misplaced.")
            % {"line": line}
        ) from None


def _table(
    lines: Iterable[tuple[int, list[str]]],
    *,
    kind: str = "csv",
    encoding: str = "",
    delimiter: str = "",
    sheets_left: tuple[str, ...] = (),
) -> Table:
    filled = ((n, _clean(cells, n)) for n, cells in lines)
    filled = ((n, cells) for n, cells in filled if any(cells))
    headings = _headings(next(filled, (1, []))[1])
    rows: list[Row] = []
    for line, cells in filled:
        if len(rows) == MOST_ROWS:
            raise refusal(
                _("There are more than %(most)s rows: split the file into parts.")
                % {"most": MOST_ROWS}
            )
        rows.append(Row(line, _fitted(cells, headings, line)))
    if not rows:
        raise refusal(_("There is no row below the headings."))
    return Table(headings, tuple(rows), kind, encoding, delimiter, sheets_left)


def _clean(cells: list[str], line: int) -> list[str]:
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise refusal(
            _("Line %(line)s has a cell longer than %(most)s characters.")
            % {"line": line, "most": LONGEST_CELL}
        )
    return [", ".join(map(_joined, cell.split("\n"))).strip(", ") for cell in cells]


def _joined(line: str) -> str:
    return " ".join(line.split())


def _headings(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    if len(cells) < 2:
        raise refusal(
            _("Only one column was found: choose another separator, or save as .xlsx.")
        )
    if len(cells) > MOST_COLUMNS:
        raise refusal(
            _("There are more than %(most)s columns.") % {"most": MOST_COLUMNS}
        )
    named = [cell or f"#{n}" for n, cell in enumerate(cells, 1)]
    keys = [compact(name) or name for name in named]
    twice = sorted(
        {n for n, key in zip(named, keys, strict=True) if keys.count(key) > 1}
    )
    if twice:
        raise refusal(
            _("Two columns have the same heading (%(names)s): rename one.")
            % {"names": ", ".join(twice)}
        )
    return tuple(named)


def _fitted(cells: list[str], headings: tuple[str, ...], line: int) -> tuple[str, ...]:
    """Padded to the headings' width; a value beyond it would belong to nothing."""
    width = len(headings)
    if any(cells[width:]):
        raise refusal(
            _("Line %(line)s has more cells than there are headings.") % {"line": line}
        )
    return tuple(cells[:width] + [""] * (width - len(cells)))
