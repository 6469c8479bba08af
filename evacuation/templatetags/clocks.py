"""Whose clock a time on a page is meant by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

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
def there(moment: datetime, country: str) -> str:
    """The same moment on the clocks of a country; "" where that says nothing more."""
    return time_there(moment, country)
