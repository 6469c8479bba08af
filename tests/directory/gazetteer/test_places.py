"""A place is found by whatever name, script or spelling a person has for it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.gazetteer.places import find_places, resolve_places

pytestmark = pytest.mark.usefixtures("gazetteer")


@pytest.mark.parametrize(
    ("query", "country", "name"),
    [
        ("Тбилиси", None, "Tbilisi"),
        ("თბილისი", "GE", "Tbilisi"),
        ("Թբիլիսի", None, "Tbilisi"),
        ("Тифлис", None, "Tbilisi"),
        ("Фрунзе", "KG", "Bishkek"),
        ("бишкек", None, "Bishkek"),
        ("Сухум", "GE", "Sokhumi"),
    ],
)
def test_any_name_in_any_script_is_exact(
    query: str, country: str | None, name: str
) -> None:
    found = find_places(query, country=country)
    assert (found[0].place.name, found[0].match) == (name, "exact")


def test_the_matched_name_is_given_as_it_is_written() -> None:
    found = find_places("тифлис")[0]
    assert (found.name, found.script) == ("Тифлис", "Cyrillic")


def test_a_beginning_finds_the_largest_first() -> None:
    found = find_places("Бат", country="GE")
    assert (found[0].place.name, found[0].match) == ("Batumi", "prefix")


@pytest.mark.parametrize("query", ["Тблииси", "Тбилси", "Tbilissy", "თბილიზი"])
def test_a_typing_error_is_corrected(query: str) -> None:
    found = find_places(query, country="GE")
    assert "Tbilisi" in [match.place.name for match in found[:5]]


def test_three_letters_are_never_corrected() -> None:
    assert {match.match for match in find_places("Тби")} <= {"exact", "prefix"}
    assert find_places("Жпщ") == []


def test_the_kinds_of_match_come_in_order() -> None:
    kinds = [match.match for match in find_places("Gori", country="GE", limit=30)]
    order = ["exact", "prefix"]
    leading = [kind for kind in kinds if kind in order]
    assert kinds[: len(leading)] == sorted(leading, key=order.index)
    assert leading[0] == "exact"


def test_the_country_is_a_filter() -> None:
    assert all(m.place.country_id == "KG" for m in find_places("Ош", country="KG"))
    assert find_places("Бишкек", country="XK") == []


@pytest.mark.parametrize("query", ["", " ", "!?", "\u200b", "🙂"])
def test_a_query_without_letters_finds_nothing_and_asks_nothing(query: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert find_places(query) == []
    assert len(asked) == 0


def test_a_search_takes_one_query_and_a_corrected_one_three() -> None:
    with CaptureQueriesContext(connection) as exact:
        find_places("Тби", country="GE")
    with CaptureQueriesContext(connection) as corrected:
        find_places("Тблииси", country="GE")
    assert (len(exact), len(corrected)) == (1, 3)


def test_phrases_are_resolved_in_one_query() -> None:
    with CaptureQueriesContext(connection) as asked:
        found = resolve_places(["tbilisi", "kara balta", "nowhere at all"])
    assert len(asked) == 1
    assert found["tbilisi"][0] == 611717
    assert found["kara balta"]
    assert "nowhere at all" not in found


def test_no_phrases_are_no_places() -> None:
    assert resolve_places([]) == {}
