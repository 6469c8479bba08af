"""Languages go by the names that their speakers give them."""

from __future__ import annotations

import csv

from django.conf import settings
from django.utils.functional import Promise

from evacuation.spoken import SPOKEN
from evacuation.templatetags.desk import language_words

LANGUAGES = "directory/data/taxonomy/v1/languages.csv"


def test_names_are_those_of_the_directory() -> None:
    with (settings.BASE_DIR / LANGUAGES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    own = {row[1]: row[3] for row in rows if row[1] == row[2]}
    assert {code: str(name) for code, name in SPOKEN if code in own} == {
        code: own[code] for code, _name in SPOKEN if code in own
    }


def test_sign_language_goes_by_the_name_that_the_page_has_for_it() -> None:
    assert isinstance(dict(SPOKEN)["sgn"], Promise)


def test_the_desk_reads_a_name_and_never_a_code() -> None:
    assert {code for code, _name in SPOKEN if language_words(code) == code} == set()
    assert language_words("ce") == "Нохчийн"
