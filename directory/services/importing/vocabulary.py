"""Reading the words of a row: codes, labels in any language, countries, yes and no."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from directory.models import Country, Region, Term, TermLabel
from directory.search.folding import compact, fold
from directory.services.importing.fields import CODED

_YES: Final = frozenset({"yes", "y", "1", "true", "+", "x", "да", "так", "есть"})
_NO: Final = frozenset({"no", "n", "0", "false", "-", "нет", "ні", ""})


def yes_or_no(word: str) -> bool | None:
    """What a word for yes or no means; None for any other."""
    key = word.strip().casefold()
    return True if key in _YES else False if key in _NO else None


class Vocabulary:
    """Every word known when it was made, so that rows are read without queries."""

    def __init__(self) -> None:
        self._codes: dict[str, set[str]] = defaultdict(set)
        for scheme, code in Term.objects.values_list("scheme", "code"):
            self._codes[scheme].add(code)
        self._words = _words()
        self._countries = _countries()
        self._regions = _regions()

    def code(self, field: str, word: str) -> str | None:
        """The code meant by a code, label or synonym that only one term has."""
        scheme = CODED[field]
        if word.casefold() in self._codes[scheme]:
            return word.casefold()
        return self._words.get((scheme, fold(word)))

    def knows(self, field: str, code: str) -> bool:
        return code in self._codes[CODED[field]]

    def country(self, word: str) -> str | None:
        """The ISO code meant by a code or a name in any language."""
        return self._countries.get(word.upper()) or self._countries.get(compact(word))

    def region(self, word: str, country: str) -> str | None:
        """The ISO 3166-2 code meant by a code or name within a country."""
        return self._regions.get((country, word.upper())) or self._regions.get(
            (country, compact(word))
        )


def _words() -> dict[tuple[str, str], str]:
    """Code by (scheme, folded word): a label goes before synonyms, and a synonym
    that several terms share names none of them."""
    found: dict[tuple[str, str], str] = {}
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = TermLabel.objects.values_list("term__scheme", "key", "term__code", "kind")
    for scheme, key, code, kind in rows:
        if kind == TermLabel.Kind.LABEL:
            found[scheme, key] = code
        shared[scheme, key].add(code)
    for known, codes in shared.items():
        if len(codes) == 1:
            found.setdefault(known, *codes)
    return found


def _countries() -> dict[str, str]:
    found = {}
    for code, *names in Country.objects.values_list(
        "code", "name_en", "name_ru", "name_uk", "name_local"
    ):
        found.update({compact(name): code for name in names if compact(name)})
        found[code] = code
    return found


def _regions() -> dict[tuple[str, str], str]:
    found = {}
    for code, country, *names in Region.objects.values_list(
        "code", "country_id", "name_en", "name_ru", "name_uk", "name_local"
    ):
        found.update({(country, compact(n)): code for n in names if compact(n)})
        found[country, code] = code
    return found
