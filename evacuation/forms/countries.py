"""In which country somebody is: chosen from our list, or named in their own words."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from directory.models import Country
from directory.views.geography import country_name
from evacuation.answers import ELSEWHERE


def countries() -> list[tuple[str, Any]]:
    """Codes and names to choose from; ELSEWHERE for any other."""
    codes = settings.WAYMARK_GAZETTEER_COUNTRIES
    return [
        ("", _("Please choose")),
        *((code, country_name(code)) for code in codes),
        (ELSEWHERE, _("Another country")),
    ]


def recognised(code: str, words: str) -> tuple[str, str]:
    """The country that the words name, in any of our languages or its own."""
    if code != ELSEWHERE:
        return code, ""
    # Not in the database: its collation need not know Cyrillic capitals.
    wanted = words.strip().casefold()
    rows = Country.objects.values_list(
        "code", "name_en", "name_ru", "name_uk", "name_local"
    )
    for row in rows:
        if wanted in (name.casefold() for name in row):
            return row[0], words
    return ELSEWHERE, words
