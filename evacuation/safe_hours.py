"""Whether now is a safe moment to reach somebody, in their zone and in ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Mapping

# Where the people are whom this desk serves, and where they go to.
ZONES = [
    "Asia/Almaty",
    "Asia/Aqtau",
    "Asia/Ashgabat",
    "Asia/Baku",
    "Asia/Bishkek",
    "Asia/Dushanbe",
    "Asia/Jerusalem",
    "Asia/Tashkent",
    "Asia/Tbilisi",
    "Asia/Vladivostok",
    "Asia/Novosibirsk",
    "Asia/Ulaanbaatar",
    "Asia/Yekaterinburg",
    "Asia/Yerevan",
    "Europe/Belgrade",
    "Europe/Berlin",
    "Europe/Bucharest",
    "Europe/Chisinau",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/London",
    "Europe/Minsk",
    "Europe/Moscow",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Riga",
    "Europe/Samara",
    "Europe/Sofia",
    "Europe/Tallinn",
    "Europe/Tirane",
    "Europe/Vilnius",
    "Europe/Warsaw",
    "UTC",
]


@dataclass(frozen=True, slots=True)
class SafeHours:
    """A daily window. `from_`, `until` and `theirs` in the person's zone."""

    from_: time
    until: time
    zone: str
    now: datetime

    @property
    def theirs(self) -> datetime:
        return self.now.astimezone(ZoneInfo(self.zone))

    @property
    def their_time(self) -> time:
        """On their clock; a moment with a zone would be shown on the reader's."""
        return self.theirs.time()

    @property
    def is_now(self) -> bool:
        """Whether the window is open; it may run over midnight."""
        at = self.theirs.time()
        if self.from_ <= self.until:
            return self.from_ <= at < self.until
        return at >= self.from_ or at < self.until

    @property
    def opens(self) -> datetime:
        """When the window opens next; now, while it is open."""
        if self.is_now:
            return self.now
        today = self.theirs.date()
        days = (today, today + timedelta(days=1))
        starts = (datetime.combine(d, self.from_, ZoneInfo(self.zone)) for d in days)
        return next(start for start in starts if start > self.now)

    @property
    def ours(self) -> tuple[datetime, datetime]:
        """The window of their today in the reader's zone."""
        day = self.theirs.date()
        zone = ZoneInfo(self.zone)
        ends = (self.from_, self.until)
        found = [datetime.combine(day, at, zone) for at in ends]
        return timezone.localtime(found[0]), timezone.localtime(found[1])


def safe_hours(profile: Mapping[str, Any], now: datetime) -> SafeHours | None:
    """Of one contact as it lies in the inbox; None where no hours were said."""
    try:
        zone = str(profile["time_zone"])
        ZoneInfo(zone)
        return SafeHours(
            time.fromisoformat(profile["safe_from"]),
            time.fromisoformat(profile["safe_until"]),
            zone,
            now,
        )
    except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError):
        return None
