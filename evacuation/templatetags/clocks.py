"""Whose clock a time on a page is meant by."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from evacuation.forms.zones import offset_words
from evacuation.forms.zones import there as time_there

if TYPE_CHECKING:
    from datetime import datetime

register = template.Library()


@register.filter
def offset(moment: datetime) -> str:
    """What stands behind a time that is passed on: "UTC+6", as it is at that moment."""
    return offset_words(str(timezone.get_current_timezone()), moment)


@register.filter
def after(span: timedelta) -> str:
    """How long after something else is due: "30 min", "2 h", "24 h 30 min"."""
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    said = [_("%d h") % hours] if hours else []
    return " ".join([*said, _("%d min") % minutes] if minutes or not hours else said)


@register.filter
def there(moment: datetime, country: str) -> str:
    """The same moment on the clocks of a country; "" where that says nothing more."""
    return time_there(moment, country)
