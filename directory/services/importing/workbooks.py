"""The first sheet of an .xlsx workbook, read row by row and never past its limits."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from directory.services.importing.tables import MOST_COLUMNS, MOST_ROWS, refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What the parts of a workbook may unpack to: far above any honest table of MOST_ROWS.
MOST_UNPACKED_BYTES: Final = 200 * 1024 * 1024
MOST_PARTS: Final = 500
_BLANK_ROWS_ALLOWED: Final = 10_000
_MOST_FORMULAS_NAMED: Final = 5

Lines = list[tuple[int, list[str]]]


def read_workbook(content: bytes) -> tuple[Lines, tuple[str, ...]]:
    """The filled rows of the first visible sheet, and the names of the other sheets.

    Raises TableUnreadable: not a workbook, too large, formulas in cells.
    """
    _refuse_bombs(content)
    try:
        # Formulas are looked for, not calculated: what a cell shows is not in the file
        # of every program.
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheets = [s for s in book.worksheets if s.sheet_state == "visible"]
        if not sheets:
            raise refusal(_("The workbook has no visible sheet."))
        # A declared size may be a lie; without it only what is there is read.
        sheets[0].reset_dimensions()
        lines = list(_lines(sheets[0].iter_rows()))
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError):
        raise refusal(_("The workbook is damaged: save it again as .xlsx.")) from None
    return lines, tuple(sheet.title for sheet in sheets[1:])


def _refuse_bombs(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise refusal(_("The workbook is damaged: save it again as .xlsx.")) from None
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES:
        raise refusal(_("The workbook is too large: save its first sheet as CSV."))
    if not any(part.filename.startswith("xl/") for part in parts):
        raise refusal(_("This is not a table: save it as .xlsx or CSV."))


def _lines(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    formulas: list[str] = []
    filled = blank = 0
    for line, row in enumerate(rows, 1):
        formulas += [_address(c) for c in row if getattr(c, "data_type", "") == "f"]
        if len(formulas) >= _MOST_FORMULAS_NAMED:
            break
        cells = [_text(getattr(cell, "value", None)) for cell in row]
        if any(cells):
            filled, blank = filled + 1, 0
            yield line, cells[: MOST_COLUMNS + 1]
        else:
            blank += 1
        # One row past the limit, so that the table is refused and not cut.
        if filled > MOST_ROWS + 1 or blank > _BLANK_ROWS_ALLOWED:
            break
    if formulas:
        raise refusal(
            _("Cells hold formulas (%(cells)s): paste them as values and save again.")
            % {"cells": ", ".join(formulas)}
        )


def _address(cell: object) -> str:
    return str(getattr(cell, "coordinate", "?"))


def _text(value: object) -> str:
    """A cell as a person reads it: 995322 and not 995322.0, days in ISO order."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
