"""Sealing anew what stands under an older contact key, so that it can be retired.

The columns are those of every model of every app that is a `SealedTextField`: a new one
is found without being named here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.db.models.functions import Cast
from psycopg2.errors import LockNotAvailable

from directory.models.sealed import SealBroken, SealedTextField, is_newest, reseal
from directory.services.journal import record

BATCH: Final = 500
# Shorter than the server's deadlock_timeout (1 s): where two would wait for each other
# it is we who let go, never somebody who is saving an entry.
_PATIENCE: Final = "500ms"
_ATTEMPTS: Final = 120
Report = Callable[[str], None]
# A token, and the one to stand in its place: itself, or None when no key opens it.
_Pair = tuple[str, str | None]
_Row = tuple[Any, list[_Pair]]


@dataclass(slots=True)
class Seals:
    """What one column holds, in values that are not empty.

    `older` were under an older key, `broken` are the primary keys of the rows whose
    value no key opens.
    """

    column: str
    values: int = 0
    older: int = 0
    broken: list[str] = field(default_factory=list)

    def count(self, key: Any, token: str, anew: str | None) -> None:
        self.values += token != ""
        if anew is None:
            self.broken.append(str(key))
        else:
            self.older += anew != token


@dataclass(frozen=True, slots=True)
class _Table:
    model: type[models.Model]
    fields: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def rows(self) -> models.QuerySet[models.Model]:
        """Rows with something sealed, in the order of their keys."""
        something = models.Q()
        for name in self.fields:
            something |= ~models.Q(**{name: ""})
        return self.model._base_manager.filter(something).order_by("pk")

    def tokens(self, after: Any, *, lock: bool) -> list[tuple[Any, ...]]:
        """The next rows as (key, token, …), read past the field, which would unseal."""
        rows = self.rows() if after is None else self.rows().filter(pk__gt=after)
        if lock:
            rows = rows.select_for_update(no_key=True)
        tokens = [Cast(name, models.TextField()) for name in self.fields]
        return list(rows.values_list("pk", *tokens)[:BATCH])


def reseal_all(*, report: Report) -> list[Seals]:
    """Seal every value anew that is not under the newest key; safe to repeat.

    Safe to interrupt too: each batch is a transaction. A value that no key opens stays
    as it is and is told. Nothing else of a row changes: neither its dates nor its
    version nor the listing, none of which comes from the ciphertext. `report` is told
    each step in a line of English, without a value.
    """
    found = [seals for table in _tables() for seals in _walk(table, _resealed, report)]
    moved = [seals.column.partition(".")[2] for seals in found if seals.older]
    if moved:
        record("contacts.reencrypted", actor=None, fields=set(moved))
    return found


def count_seals(*, report: Report) -> list[Seals]:
    """What `reseal_all` would find, changing nothing."""
    return [seals for table in _tables() for seals in _walk(table, _looked_at, report)]


def _tables() -> Iterator[_Table]:
    """Every table with sealed columns, of whatever app."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy:
            continue
        columns = model._meta.local_concrete_fields
        names = [c.name for c in columns if isinstance(c, SealedTextField)]
        if names:
            yield _Table(model, tuple(names))


def _walk(
    table: _Table, turn: Callable[[_Table, Any], list[_Row]], report: Report
) -> list[Seals]:
    """Take a table in batches, each after the last key of the one before."""
    found = [Seals(f"{table.name}.{name}") for name in table.fields]
    total, done, last = table.rows().count(), 0, None
    while rows := turn(table, last):
        for key, pairs in rows:
            for seals, pair in zip(found, pairs, strict=True):
                seals.count(key, *pair)
        last, done = rows[-1][0], done + len(rows)
        report(f"{table.name}: {done:,} of {total:,} rows")
    return found


def _looked_at(table: _Table, after: Any) -> list[_Row]:
    return [_row(*columns) for columns in table.tokens(after, lock=False)]


def _resealed(table: _Table, after: Any) -> list[_Row]:
    """One batch, written. Raises OperationalError when its rows are held for long."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return _written(table, after)
        except OperationalError as refused:
            if not isinstance(refused.__cause__, LockNotAvailable):
                raise
    return _written(table, after)


def _written(table: _Table, after: Any) -> list[_Row]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
        rows = [_row(*columns) for columns in table.tokens(after, lock=True)]
        changed = [_instance(table, row) for row in rows if any(map(_moves, row[1]))]
        table.model._base_manager.bulk_update(changed, table.fields)
    return rows


def _row(key: Any, *tokens: str) -> _Row:
    return key, [(token, _anew(token)) for token in tokens]


def _anew(token: str) -> str | None:
    if not token or is_newest(token):
        return token
    try:
        return reseal(token)
    except SealBroken:
        return None


def _moves(pair: _Pair) -> bool:
    token, anew = pair
    return anew is not None and anew != token


def _instance(table: _Table, row: _Row) -> models.Model:
    """A row to write: text, not a sealed field's value, or it would be sealed twice."""
    key, pairs = row
    values = {
        name: models.Value(token if anew is None else anew, models.TextField())
        for name, (token, anew) in zip(table.fields, pairs, strict=True)
    }
    return table.model(pk=key, **values)
