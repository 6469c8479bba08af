"""Whose clock hours are meant by: chosen by a city that people know."""

from __future__ import annotations

from datetime import UTC, timedelta
from datetime import timezone as fixed
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel import Locale
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.views.opening import zone_named, zones_by_country
from evacuation.safe_hours import ZONES

if TYPE_CHECKING:
    from datetime import datetime

_NAMES_KEPT = 512
WHEN = "%Y-%m-%dT%H:%M"
WHEN_TYPED = [WHEN, "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"]
# CLDR names them by what they were called before.
_OLDER = {"Europe/Kyiv": "Europe/Kiev"}
_HOUR, _MINUTE = 3600, 60
_UTC = "UTC"


def zone_choices() -> list[tuple[str, Any]]:
    """IANA's names, and a city with its hours for each, from west to east."""
    now = timezone.now()
    cities = {zone: city_of(zone) for zone in ZONES}
    ordered = sorted(ZONES, key=lambda zone: (_seconds(zone, now), cities[zone]))
    return [
        ("", gettext_lazy("Please choose")),
        *((zone, _named(cities[zone], _seconds(zone, now))) for zone in ordered),
    ]


def city_of(zone: str) -> str:
    """The city that names the zone, in the language of the page."""
    return _city(zone, get_language() or "en")


@lru_cache(maxsize=_NAMES_KEPT)
def _city(zone: str, language: str) -> str:
    """Where CLDR says nothing the name's own city is right."""
    known = Locale.parse(language, sep="-").time_zones
    said = known.get(zone) or known.get(_OLDER.get(zone, "")) or {}
    return str(said.get("city") or zone.rpartition("/")[2].replace("_", " "))


def zone_now() -> str:
    """Whose clock the page goes by, as in "Bishkek (UTC+6)"."""
    zone, now = str(timezone.get_current_timezone()), timezone.now()
    shown = _named(city_of(zone), _seconds(zone, now))
    return _("%(zone)s now") % {"zone": shown} if _shifts(zone, now) else shown


def offset_words(zone: str, moment: datetime) -> str:
    """How far its clock is ahead at that moment, as in "UTC+6"; UTC is its own name."""
    return zone if zone == _UTC else _offset(_seconds(zone, moment))


def _on_my_clock(label: object) -> str:
    zone, now = str(timezone.get_current_timezone()), timezone.now()
    # Whatever day is typed: where clocks are changed the city alone is right.
    said = city_of(zone) if _shifts(zone, now) else offset_words(zone, now)
    return _("%(label)s (your time, %(zone)s)") % {"label": label, "zone": said}


# The label of a field for a time, with whose clock is meant when it is shown.
on_my_clock = lazy(_on_my_clock, str)


class MomentField(forms.DateTimeField):
    """A time typed by the clock of the page, kept in UTC, whoever typed it."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(
            label=on_my_clock(label),
            input_formats=WHEN_TYPED,
            widget=forms.DateTimeInput(format=WHEN, attrs={"type": "datetime-local"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        try:
            return found.astimezone(UTC) if found else None
        except OverflowError:
            # At either end of the calendar UTC has no such day.
            raise forms.ValidationError(
                self.error_messages["invalid"], code="invalid"
            ) from None


def there(moment: datetime, country: str) -> str:
    """The time in a country whose clocks all agree then, as in "12:00, UTC+5".

    "" where they do not, and where it is the same as on the page.
    """
    zones = filter(zone_named, zones_by_country().get(country, ()))
    offsets = {_seconds(zone, moment) for zone in zones}
    mine = _seconds(str(timezone.get_current_timezone()), moment)
    if len(offsets) != 1 or offsets == {mine}:
        return ""
    [seconds] = offsets
    local = moment.astimezone(fixed(timedelta(seconds=seconds)))
    return f"{date_format(local, 'j E, H:i')}, {_offset(seconds)}"


def _shifts(zone: str, now: datetime) -> bool:
    """Whether its clocks are changed in the year."""
    return len({_seconds(zone, now + timedelta(days=n)) for n in (0, 91, 182)}) > 1


def _seconds(zone: str, now: datetime) -> float:
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    return offset.total_seconds() if offset is not None else 0.0


def _named(city: str, seconds: float) -> str:
    """As in "Almaty (UTC+5)"; UTC is its own name."""
    return city if city == _UTC else f"{city} ({_offset(seconds)})"


def _offset(seconds: float) -> str:
    hours, rest = divmod(abs(int(seconds)), _HOUR)
    sign = "-" if seconds < 0 else "+"
    minutes = f":{rest // _MINUTE:02}" if rest else ""
    return f"UTC{sign}{hours}{minutes}"
