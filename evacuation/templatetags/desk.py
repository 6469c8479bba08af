"""Small things that the desk's pages say the same way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from evacuation.answers import (
    Asking,
    ContactVia,
    Danger,
    MayWrite,
    SafeNow,
    WhoSees,
)
from evacuation.board_words import LEVEL_KINDS
from evacuation.due_times import waits_to_be_read
from evacuation.forms.intake import BANDS
from evacuation.forms.zones import city_of
from evacuation.models.choices import NoteKind
from evacuation.spoken import SPOKEN
from evacuation.steps import Step

if TYPE_CHECKING:
    from datetime import datetime

    from django.utils.safestring import SafeString

    from evacuation.access import OpenCase
    from evacuation.models import Case

register = template.Library()

_LISTS = {
    "asking": Asking,
    "channel": ContactVia,
    "danger": Danger,
    "may_write": MayWrite,
    "safe_now": SafeNow,
    "sees": WhoSees,
    "step": Step,
}
_MARKS = {
    "asked_to_stop": lazy("Asks us to stop"),
    "assisted": lazy("Written by somebody who helps"),
    "automatic": lazy("Looks automatic"),
    "do_not_contact": lazy("Do not contact the person"),
    "duress": lazy("Under duress"),
    "flood": lazy("One of many from one network"),
    "lost": lazy("Lost on the way"),
    "paused": lazy("Paused: write nothing"),
    "recheck_vouches": lazy("Look at the vouches again"),
    "third_party": lazy("For another person"),
    "unaware": lazy("The person does not know"),
    "withdrawn": lazy("Withdrawn"),
}
_LETTERS = {
    "appeal": lazy("asks for a new decision"),
    "check_in": lazy("says that they are well"),
    "contact": lazy("changed how to be reached"),
    "decoy": lazy("had a second code shown: somebody may force them"),
    "erase": lazy("asked for erasure"),
    "keep": lazy("takes the erasure back"),
    "message": lazy("wrote"),
    "pause": lazy("asks us to pause: write nothing until they come back"),
    "referrer": lazy("decided what the partner may hear"),
    "return": lazy("is back: the request stands, and we may write again"),
    "withdraw": lazy("takes the request back"),
}
_DANGER = {
    "24h": lazy("24 h"),
    "72h": lazy("3 days"),
    "week": lazy("a week"),
    "unknown": lazy("later or unknown"),
}
_TWO_DAYS = 48  # hours


@register.filter
def words(code: str, of: str) -> str:
    """A code of the closed list `of` in words; itself where the list has it not."""
    return str(dict(_LISTS[of].choices).get(code, code or "—"))


@register.filter
def band_words(code: str) -> str:
    """An age of those who come along, as the form asks for it."""
    return str(dict(BANDS).get(code, code))


@register.filter
def danger_words(code: str) -> str:
    """Within what time something may happen, as short as a board needs it."""
    return str(_DANGER.get(code, code))


@register.filter
def level_kind(level: str) -> str:
    """Which tag a level is shown with: each has its own colour and shape."""
    return LEVEL_KINDS[level]


@register.filter
def mark_words(code: str) -> str:
    return str(_MARKS.get(code, code))


@register.filter
def letter_words(kind: str) -> str:
    """What the person did in the mailbox, after "The person"."""
    return str(_LETTERS.get(kind, kind))


@register.filter
def language_words(code: str) -> str:
    """A language in the reader's own; its own name where Django knows it not."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return str(dict(SPOKEN).get(code, code))


@register.filter
def zone_city(zone: str) -> str:
    return city_of(zone)


@register.filter
def ago(moment: datetime) -> SafeString:
    """ "this hour", "5 h", "2 d": of a moment that is known to the hour alone."""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        date_format(timezone.localtime(moment), "DATETIME_FORMAT"),
        _hours((timezone.now() - moment) // timedelta(hours=1)),
    )


@register.filter
def to_read(case: Case) -> str:
    """What is due by the next due time, where it is not the next step."""
    return waits_to_be_read(case)


@register.filter
def has_night_card(opened: OpenCase) -> bool:
    """Whether somebody waits to hear from them; the card may be one that is forged."""
    return any(row.kind == NoteKind.NIGHT_CARD for row in opened.notes())


def _hours(hours: int) -> str:
    if hours < 1:
        return _("this hour")
    if hours < _TWO_DAYS:
        return _("%d h") % hours
    return _("%d d") % (hours // 24)
