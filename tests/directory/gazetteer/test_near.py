"""What is near is measured from the place that was named, never from a wild guess."""

from __future__ import annotations

import pytest

from directory.gazetteer.near import read_near

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.mark.parametrize(
    ("typed", "country", "understood"),
    [
        ("Тбилиси", "", ("Tbilisi", "GE", "exact")),
        ("Тифлис", "GE", ("Tbilisi", "GE", "exact")),
        # Named exactly, so it is said where it is, whatever country was asked for.
        ("Тбилиси", "KG", ("Tbilisi", "GE", "exact")),
        ("Тбиписи", "GE", ("Tbilisi", "GE", "typo")),
        ("Тблииси", "", ("Tbilisi", "GE", "sound")),
        ("Бишке", "KG", ("Bishkek", "KG", "prefix")),
        ("611717", "KG", ("Tbilisi", "GE", "id")),
    ],
)
def test_a_place_says_how_it_was_understood(
    typed: str, country: str, understood: tuple[str, str, str]
) -> None:
    near = read_near(typed, country)
    assert near is not None
    assert (near.name, near.country, near.match) == understood


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("ჯჯჯჯ", ""),
        ("Тбил", "GE"),
        ("Тбиписи", "KG"),
        ("Бишке", "GE"),
        ("-1", ""),
        ("NaN", ""),
        ("Infinity", ""),
        ("null", ""),
        ("99,300", ""),
    ],
)
def test_what_names_no_place_is_not_guessed(typed: str, country: str) -> None:
    assert read_near(typed, country) is None
