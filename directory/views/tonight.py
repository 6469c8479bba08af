"""What a provider can do tonight, worst news included."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _

from directory.models.choices import BarStatus, Capability
from directory.views.entries import Entry, Tag, day
from directory.views.opening import Opening, opening_at, zone_named, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_CAN = {
    Capability.POLICE_STATION: "good",
    Capability.CRIMINAL_DEFENCE: "good",
    Capability.COURT: "good",
    Capability.NOTARISED: "quiet",
    Capability.CONSULT_ONLY: "warn",
}
# What the bar gives, it takes away: an old entry may still name these.
_OF_THE_BAR = (
    Capability.POLICE_STATION,
    Capability.CRIMINAL_DEFENCE,
    Capability.COURT,
)


def tonight(entry: Entry) -> list[Tag]:
    """Statements in the order in which one decides whether to call."""
    return [*_standing(entry), *_coming(entry), *_taking(entry)]


def _standing(entry: Entry) -> Iterator[Tag]:
    if entry.barred:
        yield entry.barred
    if entry.overdue:
        yield Tag("warn", _("The last check is overdue: ask before you rely on it"))
    if entry.part("available_24_7"):
        yield Tag("good", _("Answers day and night"))
    for code in entry.part("capabilities") or ():
        if not (entry.barred and code in _OF_THE_BAR):
            yield Tag(_CAN[Capability(code)], str(Capability(code).label))
    status = entry.part("bar_status")
    if status in (BarStatus.ADMITTED, BarStatus.IN_EXILE):
        yield Tag("good" if status == BarStatus.ADMITTED else "warn", _bar(entry))


def _bar(entry: Entry) -> str:
    checked = day(entry.part("bar_checked_on"))
    if checked is None:
        return entry.bar
    return _("%(bar)s, checked on %(day)s") % {
        "bar": entry.bar,
        "day": date_format(checked, "j E Y"),
    }


def _coming(entry: Entry) -> Iterator[Tag]:
    if entry.part("on_site"):
        yield Tag("good", _("Comes in person: %s") % entry.whereabouts)
    else:
        yield Tag("warn", _("Does not come in person"))
    if entry.part("remote"):
        yield Tag("good", _("Helps by phone or video"))


def _taking(entry: Entry) -> Iterator[Tag]:
    if entry.capacity is not None:
        yield entry.capacity
    if entry.cost:
        kind = (
            "good" if entry.part("cost") in ("free", "pro_bono_referred") else "quiet"
        )
        who = ", ".join(entry.payers)
        text = _("%(cost)s; paid by: %(who)s") if who else "%(cost)s"
        yield Tag(kind, text % {"cost": entry.cost, "who": who})
    if entry.part("response_hours"):
        text = _("Usually answers within %d h")
        yield Tag("quiet", text % entry.part("response_hours"))


class Clock:
    """Their hours against this moment, in their zone and the reader's."""

    def __init__(self, entry: Entry, reader: ZoneInfo | None) -> None:
        self.theirs = zone_named(entry.part("time_zone") or "") or zone_of(
            entry.part("country")
        )
        self.reader = reader
        self.now = now()
        self.hours = entry.part("hours") or []
        self.always = bool(entry.part("available_24_7"))

    @property
    def opening(self) -> Opening | None:
        """Open or not; None where nobody knows their hours or zone."""
        if self.always:
            return Opening(True, always=True)
        if self.theirs is None:
            return None
        return opening_at(self.hours, self.theirs, self.now)

    @property
    def tag(self) -> Tag:
        found = self.opening
        if found is None:
            return Tag("quiet", _("Hours not known"))
        if found.always:
            return Tag("good", _("Open now: day and night"))
        if found.until is None:
            return Tag("bad", _("Closed now"))
        text = _("Open now, until %s") if found.is_open else _("Closed now, opens %s")
        return Tag("good" if found.is_open else "bad", text % self._told(found.until))

    def _told(self, moment: datetime) -> str:
        # Theirs first: that is when they pick up; ours says when to call.
        told = _("%s (theirs)") % _clock(moment)
        if self.reader is None or not self._differs(moment):
            return _clock(moment)
        return f"{told}, " + _("%s (yours)") % _clock(moment.astimezone(self.reader))

    def _differs(self, moment: datetime) -> bool:
        reader = self.reader
        if reader is None:
            return False
        return moment.utcoffset() != moment.astimezone(reader).utcoffset()

    @property
    def week(self) -> list[str]:
        """Opening hours, days with equal hours together, Monday first."""
        if self.always:
            return [_("Day and night")]
        by_day: dict[int, str] = {}
        for row in self.hours:
            held = by_day.get(row["weekday"], "")
            span = f"{row['opens']}–{row['closes']}"
            by_day[row["weekday"]] = f"{held}, {span}" if held else span
        return [f"{_days(days)} {hours}" for days, hours in _runs(by_day)]

    @property
    def their_time(self) -> str:
        """What their clock shows; "" where their zone is not known."""
        return "" if self.theirs is None else _clock(self.now.astimezone(self.theirs))

    @property
    def reader_time(self) -> str:
        if self.theirs is None or not self._differs(self.now.astimezone(self.theirs)):
            return ""
        return _clock(self.now.astimezone(self.reader))


def _clock(moment: datetime) -> str:
    return date_format(moment, "D H:i")


def _runs(by_day: dict[int, str]) -> list[tuple[list[int], str]]:
    runs: list[tuple[list[int], str]] = []
    for weekday in sorted(by_day):
        hours = by_day[weekday]
        if runs and runs[-1][1] == hours and runs[-1][0][-1] == weekday - 1:
            runs[-1][0].append(weekday)
        else:
            runs.append(([weekday], hours))
    return runs


def _days(days: list[int]) -> str:
    first, last = str(WEEKDAYS_ABBR[days[0] - 1]), str(WEEKDAYS_ABBR[days[-1] - 1])
    return first if len(days) == 1 else f"{first}–{last}"
