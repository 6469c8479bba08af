"""Who is away when: told by the members themselves, nothing that is confidential."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from evacuation.models import Absence

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from evacuation.models import Shift

Spans = dict[int, list["tuple[datetime, datetime]"]]


def is_away(at: datetime) -> Q:
    """Of members: that they are away at that time."""
    rows = Absence.objects.filter(starts_at__lte=at, ends_at__gt=at)
    return Q(user__in=rows.values("user"))


class Absences:
    """Those that are not over, looked up once. `users`: whose; all of the desk."""

    def __init__(self, users: Collection[int] | None = None) -> None:
        rows = Absence.objects.filter(ends_at__gt=timezone.now())
        if users is not None:
            rows = rows.filter(user__in=users)
        self._spans: Spans = defaultdict(list)
        for row in rows.order_by("starts_at"):
            self._spans[row.user_id].append((row.starts_at, row.ends_at))

    def at(self, moment: datetime) -> set[int]:
        """Who of them is away then."""
        return {
            user
            for user, spans in self._spans.items()
            if any(start <= moment < end for start, end in spans)
        }

    def within(self, user: int, shift: Shift) -> bool:
        """Whether they are away in any part of it."""
        spans = self._spans.get(user, [])
        return any(s < shift.ends_at and e > shift.starts_at for s, e in spans)

    def begin(self) -> list[datetime]:
        """When they begin, earliest first."""
        return sorted(start for spans in self._spans.values() for start, _ in spans)

    def end(self) -> list[datetime]:
        """When they end, earliest first."""
        return sorted(end for spans in self._spans.values() for _, end in spans)
