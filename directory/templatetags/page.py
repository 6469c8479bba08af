"""Small things that every page says the same way."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from directory.views.geography import country_name as name_of_country

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()
_HOUR = 60
_ROUNDED = 5  # minutes


@register.filter
def country_name(code: str) -> str:
    """ISO 3166-1 code to the name in the reader's language."""
    return name_of_country(code)


@register.filter
def km(distance: float | None) -> str:
    """Kilometres, as exact as one needs to know."""
    if distance is None:
        return ""
    if distance < 1:
        return _("under 1 km")
    return _("%s km") % (f"{distance:.1f}" if distance < 10 else round(distance))


@register.filter
def due(moment: datetime) -> SafeString:
    """ "due in 35 min", "due now" or "2 h late", with the exact time on hover and on
    paper. Times are kept to five minutes: so little is not late."""
    minutes = round((moment - timezone.now()).total_seconds() / 60)
    if -_ROUNDED <= minutes <= 0:
        text = _("due now")
    else:
        text = (_("%s late") if minutes < 0 else _("due in %s")) % _span(abs(minutes))
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        date_format(timezone.localtime(moment), "DATETIME_FORMAT"),
        text,
    )


def _span(minutes: int) -> str:
    # "1 h" for 61 minutes would pass for less than it is.
    if minutes < 2 * _HOUR:
        return _("%d min") % minutes
    if minutes < 48 * _HOUR:
        return _("%d h") % (minutes // _HOUR)
    return _("%d days") % (minutes // (24 * _HOUR))
