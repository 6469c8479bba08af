"""docs/columns.md says of every column what a thief of the database learns from it."""

from __future__ import annotations

from pathlib import Path

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import BinaryField, Field

from directory.models.sealed import SealedTextField

DOCUMENT = Path(__file__).parents[2] / "docs" / "columns.md"
LISTS = ("clear", "sealed", "public", "forgettable")
Column = tuple[str, str]


def _listed() -> list[tuple[Column, str]]:
    """((table, column), list) for each column that the document names."""
    found = []
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if not line.startswith("| `"):
            continue
        table, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        assert len(cells) == len(LISTS), line
        for name, cell in zip(LISTS, cells, strict=True):
            found += [((table.strip("`"), column), name) for column in cell.split()]
    return found


def _fields() -> dict[Column, Field[object, object]]:
    return {
        (model._meta.db_table, str(field.column)): field
        for app in ("evacuation", "shred")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.local_fields
    }


def test_every_column_stands_in_one_list_and_none_besides() -> None:
    columns = [column for column, _list in _listed()]
    assert len(columns) == len(set(columns))
    silent, gone = set(_fields()) - set(columns), set(columns) - set(_fields())
    assert silent == set(), "say in docs/columns.md what these tell a thief"
    assert gone == set()


def test_what_is_called_sealed_or_public_can_hold_no_text() -> None:
    fields = _fields()
    texts = [
        column
        for column, name in _listed()
        if name != "clear" and not _holds_bytes(fields[column])
    ]
    assert texts == []


def test_what_holds_bytes_is_not_called_clear() -> None:
    fields = _fields()
    listed = [c for c, name in _listed() if name == "clear"]
    assert [column for column in listed if _holds_bytes(fields[column])] == []


def _holds_bytes(field: Field[object, object]) -> bool:
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, BinaryField)
    return isinstance(field, (BinaryField, SealedTextField))
