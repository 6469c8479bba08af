"""Cases as services made them a moment ago, written again by the same statements.

Most tests begin with a case that was claimed, submitted or sent on its way. The first
that asks has the services make it; those who ask within the next minute, in the same
situation, get the same rows. Whoever moved the clock, the settings or the desk, or has
a case already, has the services make another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial, wraps
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import AutoField
from django.utils import timezone
from django.utils.translation import get_language

from tests.evacuation.desk import Desk
from tests.replaying import send_again

_COMPARED = (Desk, str, int, tuple, dict, type(None))
P = ParamSpec("P")
T = TypeVar("T")

KEPT_SECONDS = 60
# Kept outside the databases, in a file of each test's own.
_PER_TEST = {"WAYMARK_HEADS_FILE"}
_NOT_MOVED = timedelta(seconds=1)
_ALIASES = ("default", "shred")
# What a service does leaves a row in the audit; these tests fill by hand.
_BY_HAND = ("case", "absence", "shift", "trusted", "countryrule", "countryalert")
_SITUATION = """
SELECT (SELECT encode(digest, 'hex') FROM evacuation_auditrow
    ORDER BY number DESC LIMIT 1),
(SELECT string_agg(t::text, ' ' ORDER BY user_id) FROM evacuation_member t)"""
_COUNTED = ", (SELECT count(*) FROM evacuation_{})"
# Rows get the numbers that they got first: nothing else may have them.
_NUMBERED = ", (SELECT max(id) FROM {})"
_SEQUENCES = """
SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), last_value
FROM pg_sequences"""
_READS = re.compile(r"\s*\(?\s*(SELECT|LOCK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)


@dataclass
class Recording:
    """`sent`: by database, in order; `sequences`: where they stood before."""

    made_at: float
    returned: Any = None
    whole: bool = True
    sent: dict[str, list[bytes]] = field(default_factory=dict)
    sequences: dict[str, dict[str, int | None]] = field(default_factory=dict)

    def is_fresh(self) -> bool:
        return monotonic() - self.made_at < KEPT_SECONDS

    def add(self, alias: str, statements: list[bytes]) -> None:
        self.sent.setdefault(alias, []).extend(statements)


_kept: dict[Any, Recording] = {}
_open: list[Recording] = []


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """`make`: returns what any test may hold, such as an id. The desk is known by its
    audit; whoever gives a case, or what cannot be compared, has it made."""

    @wraps(make)
    def give(*args: P.args, **said: P.kwargs) -> T:
        asked = [*args, *said.values()]
        if not all(isinstance(one, _COMPARED) for one in asked) or not _as_ever():
            return make(*args, **said)
        key = _key(make, args, said)
        found = _kept.get(key)
        if found and found.whole and found.is_fresh():
            _send(found)
            return found.returned  # type: ignore[no-any-return]
        return _record(key, partial(make, *args, **said))

    return give


def _as_ever() -> bool:
    """In a test that takes everything back, by a clock that nobody moved."""
    atomic = all(connections[alias].in_atomic_block for alias in _ALIASES)
    return atomic and abs(timezone.now() - datetime.now(UTC)) < _NOT_MOVED


def _key(make: Callable[..., Any], args: Any, said: dict[str, Any]) -> Any:
    with connections["default"].cursor() as cursor:
        cursor.execute(_situation())
        situation = tuple(map(str, cursor.fetchone()))
    ours = {name for name in dir(settings) if name.startswith("WAYMARK_")}
    values = tuple(repr(getattr(settings, name)) for name in sorted(ours - _PER_TEST))
    asked = tuple(repr(one) for one in args if not isinstance(one, Desk))
    named = tuple(sorted((name, repr(value)) for name, value in said.items()))
    return (make.__qualname__, asked, named, situation, values, get_language())


@cache
def _situation() -> str:
    tables = [
        model._meta.db_table
        for model in apps.get_app_config("evacuation").get_models()
        if isinstance(model._meta.pk, AutoField)
    ]
    return "".join(
        [
            _SITUATION,
            *map(_COUNTED.format, _BY_HAND),
            *map(_NUMBERED.format, tables),
        ]
    )


def _record(key: Any, make: Callable[[], T]) -> T:
    recording = Recording(monotonic())
    before = {alias: _sequences(alias) for alias in _ALIASES}
    _open.append(recording)
    try:
        with ExitStack() as stack:
            for alias in _ALIASES:
                wrapper = partial(_remember, recording, alias)
                stack.enter_context(connections[alias].execute_wrapper(wrapper))
            recording.returned = make()
    finally:
        _open.remove(recording)
    for alias in _ALIASES:
        after = _sequences(alias)
        moved = {n: v for n, v in before[alias].items() if after[n] != v}
        recording.sequences[alias] = moved
    for old in [one for one, kept in _kept.items() if not kept.is_fresh()]:
        del _kept[old]
    _kept[key] = recording
    return recording.returned  # type: ignore[no-any-return]


def _sequences(alias: str) -> dict[str, int | None]:
    with connections[alias].cursor() as cursor:
        cursor.execute(_SEQUENCES)
        return dict(cursor.fetchall())


def _remember(
    recording: Recording,
    alias: str,
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    done = execute(sql, params, many, context)
    if many or sql.startswith("ROLLBACK"):
        recording.whole = False
    elif not _READS.match(sql):
        recording.add(alias, [context["cursor"].cursor.query])
    return done


def _send(found: Recording) -> None:
    for alias in _ALIASES:
        starts = [_set(name, at) for name, at in found.sequences[alias].items()]
        statements = [*starts, *found.sent.get(alias, [])]
        if not statements:
            continue
        send_again(alias, statements)
        # Who makes more of it is recorded, too.
        for outer in _open:
            outer.add(alias, statements)


def _set(name: str, at: int | None) -> bytes:
    said = f"setval('{name}', {at})" if at else f"setval('{name}', 1, false)"
    return f"SELECT {said}".encode()
