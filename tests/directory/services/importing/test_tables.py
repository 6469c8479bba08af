"""Reading files: what is detected, and what is refused with words that help."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from directory.services.importing import workbooks
from directory.services.importing.tables import Table, TableUnreadable, read_table

LINES = [
    ["Название", "Город"],
    ["Приют; юристы", "Тбилиси"],
    ["Дом, где светло", "Ереван"],
]


def csv_text(mark: str) -> str:
    return "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in LINES)


def workbook(*rows: list[object], more_sheets: int = 0) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for _n in range(more_sheets):
        book.create_sheet()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells(table: Table) -> list[list[str]]:
    return [list(table.headings), *(list(row.cells) for row in table.rows)]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("windows-1251", "windows-1251"),
    ],
)
def test_every_encoding_and_separator_is_found_out(
    codec: str, name: str, mark: str
) -> None:
    text = csv_text(mark)
    if codec == "utf-16-be":
        text = "\ufeff" + text
    table = read_table(text.encode(codec))
    assert cells(table) == LINES
    assert (table.encoding, table.delimiter) == (name, mark)


def test_a_wrong_detection_can_be_overruled() -> None:
    content = "név;város\r\nJogsegély;Győr\r\n".encode("windows-1252", "replace")
    assert read_table(content).encoding == "windows-1251"
    table = read_table(content, encoding="windows-1252", delimiter=";")
    assert table.headings == ("név", "város")


def test_utf_16_without_a_mark_is_read_in_both_byte_orders() -> None:
    for codec in ("utf-16-le", "utf-16-be"):
        assert read_table("name,city\r\nAid,Batumi\r\n".encode(codec)).headings == (
            "name",
            "city",
        )


def test_a_workbook_gives_text_as_people_read_it() -> None:
    content = workbook(
        ["name", "phone", "checked", "24/7"],
        ["Aid", 995322000001.0, date(2026, 3, 1), True],
        [],
        ["House", None, None, False],
        more_sheets=1,
    )
    table = read_table(content)
    assert cells(table)[1:] == [
        ["Aid", "995322000001", "2026-03-01", "yes"],
        ["House", "", "", "no"],
    ]
    assert [row.line for row in table.rows] == [2, 4]
    assert table.sheets_left == ("Sheet1",)


def test_lines_are_those_of_the_file_even_after_a_cell_of_two_lines() -> None:
    table = read_table(b'name,city\n"Aid\nand shelter",Batumi\n\nHouse,Kutaisi\n')
    assert [(row.line, row.cells[0]) for row in table.rows] == [
        (2, "Aid, and shelter"),
        (5, "House"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"name,city\r\n", "no row below"),
        (b"only one column\r\nvalue\r\n", "Only one column"),
        (b"name,Name\r\na,b\r\n", "same heading"),
        (b"name,city\r\na,b,c\r\n", "more cells than there are headings"),
        (b'name,city\r\n"open,b\r\n', "Line 2"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 50, "old Excel"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"name,city\r\n\x98\xff,b\r\n", "choose another encoding"),
        (b"a,b\r\n" + b"x" * 6000 + b",c", "longer than"),
        (",".join(f"c{n}" for n in range(101)).encode() + b"\r\n1,2", "100 columns"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(
    content: bytes, words: str
) -> None:
    with pytest.raises(TableUnreadable) as refused:
        read_table(content)
    assert words in str(refused.value.text)


def test_formulas_are_refused_by_the_names_of_their_cells() -> None:
    with pytest.raises(TableUnreadable, match="unreadable") as refused:
        read_table(workbook(["name", "city"], ["=A1", "Batumi"]))
    assert "A2" in str(refused.value.text)


def test_a_file_that_unpacks_too_far_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"\0" * (workbooks.MOST_UNPACKED_BYTES + 1))
    assert len(out.getvalue()) < 1_000_000
    monkeypatch.setattr(workbooks, "load_workbook", pytest.fail)
    with pytest.raises(TableUnreadable) as refused:
        read_table(out.getvalue())
    assert "too large" in str(refused.value.text)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(TableUnreadable) as refused:
        read_table(b"name,city\r\n" + b"a,b\r\n" * 50_001)
    assert "50000 rows" in str(refused.value.text)
