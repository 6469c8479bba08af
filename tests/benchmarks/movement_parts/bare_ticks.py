"""The floor of a tick: the same reads and writes by bare psycopg2, a statement each.

No model, no check of who is there: people, steps and intervals are handed in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg2

if TYPE_CHECKING:
    from datetime import datetime, timedelta

_RAISE: Final = """
INSERT INTO evacuation_alert (case_id, kind, raised_at, barred, step, next_at)
SELECT one.id, %(kind)s, %(minute)s, '{}', 0, %(minute)s
FROM evacuation_case one
WHERE EXISTS (
    SELECT FROM evacuation_deadline row WHERE row.case_id = one.id
    AND row.rests_since IS NULL AND row.due_at <= %(now)s
    AND (row.clock = 'check_in') = %(check_in)s)
AND NOT EXISTS (
    SELECT FROM evacuation_alert open
    WHERE open.case_id = one.id AND open.acknowledged_at IS NULL)
ON CONFLICT DO NOTHING"""
_CLIMB: Final = """
WITH due AS (
    SELECT alert.id, alert.step, alert.next_at, way.*
    FROM evacuation_alert alert
    JOIN evacuation_case one ON one.id = alert.case_id
    JOIN unnest(%(kinds)s, %(levels)s, %(lengths)s::interval[], %(steps)s::int[])
        AS way (kind, level, length, told) USING (kind)
    WHERE way.level = one.level AND alert.acknowledged_at IS NULL
    AND alert.next_at <= %(now)s FOR UPDATE OF alert SKIP LOCKED
), climbed AS (
    UPDATE evacuation_alert alert
    SET step = COALESCE(due.told, due.step) + 1, next_at = due.next_at + due.length
    FROM due WHERE alert.id = due.id
    RETURNING alert.id, alert.step - 1 AS step
)
INSERT INTO evacuation_notice (alert_id, step, user_id, channel, next_at, tries)
SELECT climbed.id, climbed.step, who.user_id, who.channel, %(now)s, 0
FROM climbed
JOIN unnest(%(at)s::int[], %(users)s::int[], %(channels)s)
    AS who (step, user_id, channel) USING (step)
ON CONFLICT DO NOTHING"""
_CLAIM: Final = """
UPDATE evacuation_notice SET tries = tries + 1, next_at = %(until)s
WHERE next_at <= %(now)s RETURNING id, user_id, channel"""
_SENT: Final = """
UPDATE evacuation_notice SET sent_at = %(minute)s, next_at = NULL
WHERE id = ANY(%(ids)s)"""


@dataclass(frozen=True, slots=True)
class Told:
    """What the service knows of people and levels, by value.

    `ways`: kind, level, interval (None: no further) and the step at which it is told
    (None: its own). `people`: step, user, channel.
    """

    ways: list[tuple[str, str, timedelta | None, int | None]]
    people: list[tuple[int, int, str]]


class Bare:
    """A connection of its own; each call is one transaction."""

    def __init__(self, url: str, told: Told) -> None:
        self._connection = psycopg2.connect(url)
        self._told = told

    def close(self) -> None:
        self._connection.close()

    def raise_missed(self, now: datetime) -> None:
        self._run(_RAISE, now, kind="check_in", check_in=True)

    def raise_overdue(self, now: datetime) -> None:
        self._run(_RAISE, now, kind="deadline", check_in=False)

    def raise_due(self, now: datetime) -> None:
        kinds, levels, lengths, steps = map(list, zip(*self._told.ways, strict=True))
        at, users, channels = map(list, zip(*self._told.people, strict=True))
        self._run(
            _CLIMB,
            now,
            kinds=kinds,
            levels=levels,
            lengths=lengths,
            steps=steps,
            at=at,
            users=users,
            channels=channels,
        )

    def deliver(self, now: datetime, until: datetime) -> None:
        """Claimed and marked, a statement for each person and channel; nothing sent."""
        rows = self._run(_CLAIM, now, until=until)
        found: dict[Any, list[int]] = {}
        for pk, *whom in rows:
            found.setdefault(tuple(whom), []).append(pk)
        for ids in found.values():
            self._run(_SENT, now, ids=ids)

    def _run(self, sql: str, now: datetime, **more: Any) -> list[Any]:
        minute = now.replace(second=0, microsecond=0)
        with self._connection, self._connection.cursor() as cursor:
            cursor.execute(sql, {"now": now, "minute": minute, **more})
            return cursor.fetchall() if cursor.description else []
