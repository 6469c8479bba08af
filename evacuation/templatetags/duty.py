"""The alarm banner of the desk's pages."""

from __future__ import annotations

from typing import Any

from django import template

from evacuation.services.alarms import WORDS, alarms
from evacuation.services.lockdown import current

register = template.Library()


@register.inclusion_tag("evacuation/duty/_banner.html")
def alarm_banner() -> dict[str, Any]:
    """What is wrong now, in words, and a lock down; nothing while all is well."""
    codes = alarms()
    return {
        "alarms": [WORDS[code] for code in codes],
        "somebody_waits": "unheard" in codes,
        "locked_down": current(),
    }
