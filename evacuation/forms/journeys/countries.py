"""Any country of the world, in the language of the page: a way may lead anywhere."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

_LETTERS = 2
_LANGUAGES = 16
# CLDR's own codes for no country: outlying Oceania, the European Union and the like.
_NONE = frozenset({"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"})


def country_choices() -> list[tuple[str, Any]]:
    """ISO 3166-1 alpha-2 (and XK) with names, by name; an empty one first."""
    return [("", _("Please choose")), *_sorted(get_language() or "en")]


def country_words(code: str) -> str:
    """A country's name for people; the code where there is none."""
    return dict(_sorted(get_language() or "en")).get(code, code)


@lru_cache(maxsize=_LANGUAGES)
def _sorted(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    known = (
        (code, name)
        for code, name in names.items()
        if len(code) == _LETTERS and code.isalpha() and code not in _NONE
    )
    return tuple(sorted(known, key=lambda pair: pair[1].casefold()))
