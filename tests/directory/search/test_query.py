"""The read path: pages, ranking, reasons, relaxation; with its queries counted."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory.errors import FilterAboveLevel, InvalidCursor
from directory.filters import InvalidSearch, read_criteria
from directory.models import CoverageGap
from directory.search.criteria import Criteria
from directory.search.cursor import open_cursor
from directory.search.query import Hit, Page, find
from directory.search.relax import find_relaxed
from directory.services.entry import (
    LanguageData,
    NameData,
    OfficeData,
    PracticeData,
)
from directory.viewer import PUBLIC_VIEWER, viewer_for
from tests.cast import ALMATY, BATUMI, TBILISI, Cast, ProviderFactory

pytestmark = pytest.mark.django_db


def names(page: Page) -> list[str]:
    return [json.loads(hit.summary)["name"] for hit in page.hits]


def ask(**asked: Any) -> Page:
    return find(read_criteria(asked, PUBLIC_VIEWER), PUBLIC_VIEWER, size=10)


def first(page: Page) -> Hit:
    return page.hits[0]


def test_pages_go_forward_and_back_over_the_same_entries(
    provider_factory: ProviderFactory,
) -> None:
    made = [provider_factory(display_name=f"Aid {n}") for n in range(7)]
    for order in ("-verified", "name"):
        criteria = Criteria(ordering=order)
        seen, cursor, pages = [], None, []
        while True:
            page = find(criteria, PUBLIC_VIEWER, size=3, cursor=cursor)
            pages.append(page)
            seen += [hit.provider_id for hit in page.hits]
            if page.next is None:
                break
            cursor = open_cursor(page.next.sealed())
        assert len(seen) == len(set(seen)) == len(made)
        back = find(criteria, PUBLIC_VIEWER, size=3, cursor=pages[-1].previous)
        assert back.hits == pages[-2].hits
        assert pages[0].previous is None


def test_a_changed_cursor_is_refused() -> None:
    with pytest.raises(InvalidCursor):
        open_cursor("made-up")


ASKED_AND_OTHER: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    ({"ordering": "name"}, {}),
    ({}, {"ordering": "name"}),
    ({"country": "GE"}, {"country": "AM"}),
    ({"q": "Aid"}, {"q": "Aide"}),
    ({"q": "Aid"}, {"q": "Aid", "ordering": "name"}),
    ({"near": "Tbilisi"}, {"near": "Batumi"}),
)


def test_a_cursor_of_another_search_or_order_is_refused(
    provider_factory: ProviderFactory, subtests: pytest.Subtests
) -> None:
    for n in range(2):
        provider_factory(display_name=f"Aid {n}")
    for asked, other in ASKED_AND_OTHER:
        with subtests.test(asked=asked, other=other):
            criteria = read_criteria(asked, PUBLIC_VIEWER)
            cursor = find(criteria, PUBLIC_VIEWER, size=1).next
            assert cursor is not None
            opened = open_cursor(cursor.sealed())
            assert find(criteria, PUBLIC_VIEWER, size=5, cursor=opened).hits
            elsewhere = read_criteria(other, PUBLIC_VIEWER)
            with pytest.raises(InvalidCursor):
                find(elsewhere, PUBLIC_VIEWER, size=1, cursor=opened)


WHITE_BRIDGE = (
    *("Тетри Хиди", "tetri khidi", "Tetri Hidi"),
    *("თეთრი ხიდი", "Tetri", "хиди тетри"),
)


def test_a_name_is_found_in_any_script_and_order(
    provider_factory: ProviderFactory, subtests: pytest.Subtests
) -> None:
    provider_factory(display_name="შპს „თეთრი ხიდი“", latin_name="Tetri Khidi LLC")
    provider_factory(display_name="Invented Other")
    for typed in WHITE_BRIDGE:
        with subtests.test(typed):
            assert names(ask(q=typed)) == ["შპს „თეთრი ხიდი“"]


def test_a_typing_error_is_corrected_and_said(
    provider_factory: ProviderFactory,
) -> None:
    provider_factory(display_name="Захист Калини")
    page = ask(q="Захист Калони")
    assert names(page) == ["Захист Калини"]
    assert [m.how for m in first(page).match] == ["exact", "corrected"]


def test_three_letters_are_not_corrected(provider_factory: ProviderFactory) -> None:
    provider_factory(display_name="Oak")
    assert names(ask(q="Oa")) == ["Oak"]
    assert names(ask(q="Oax")) == []


def test_given_names_match_across_ukrainian_and_russian(
    provider_factory: ProviderFactory,
) -> None:
    provider_factory(display_name="Олександр Вигаданий", home_country="UA", offices=())
    assert names(ask(q="Александр Выгаданый")) == ["Олександр Вигаданий"]


def test_exact_names_rank_before_prefixes_and_sounds(
    provider_factory: ProviderFactory,
) -> None:
    for name in ("Kalinovka", "Kalyna", "Kalina"):
        provider_factory(display_name=name)
    assert names(ask(q="Kalina"))[0] == "Kalina"


def test_words_can_be_listed_by_name(provider_factory: ProviderFactory) -> None:
    for name in ("Zeta Aid", "Alpha Aid Aid", "Other"):
        provider_factory(display_name=name)
    page = ask(q="Aid", ordering="name")
    assert names(page) == ["Alpha Aid Aid", "Zeta Aid"]
    assert first(page).match[0].how == "exact"


def test_practice_areas_places_and_kinds_are_understood_in_words(
    provider_factory: ProviderFactory,
) -> None:
    provider_factory(
        kind="individual_advocate",
        display_name="ნინო გამოგონილი",
        practices=(PracticeData(area="asylum_refugee"),),
    )
    provider_factory(display_name="Elsewhere", offices=(OfficeData(place=BATUMI),))
    page = ask(q="адвокат убежище Tbilisi")
    assert names(page) == ["ნინო გამოგონილი"]
    assert {m.field for m in first(page).match} >= {"practice_area", "provider_kind"}


def test_an_alias_says_which_words_matched(provider_factory: ProviderFactory) -> None:
    provider_factory(
        display_name="Invented Aid", names=(NameData(text="Белая Ворона"),)
    )
    match = first(ask(q="belaya vorona")).match[0]
    assert (match.field, match.original, match.script) == (
        "alias",
        "Белая Ворона",
        "Cyrillic",
    )


def test_filters_combine(provider_factory: ProviderFactory) -> None:
    provider_factory(
        display_name="Both",
        practices=(
            PracticeData(area="asylum_refugee"),
            PracticeData(area="labour", service_level="strategic"),
        ),
        languages=(LanguageData(language="ka"),),
        regions=("GE-AJ",),
    )
    provider_factory(
        display_name="One",
        practices=(PracticeData(area="labour"),),
        languages=(LanguageData(language="ru"),),
        remote=True,
        cost="free",
    )
    assert names(ask(practice_area="asylum_refugee,labour")) == ["Both"]
    assert sorted(names(ask(language="ka,ru"))) == ["Both", "One"]
    assert names(ask(practice_area="labour", service_level="strategic")) == ["Both"]
    assert names(ask(remote="true")) == ["One"]
    assert names(ask(remote="false")) == ["Both"]
    assert names(ask(cost="free", country="GE")) == ["One"]
    assert names(ask(serves="GE-AJ")) == ["Both"]
    assert names(ask(located_in="GE-AJ")) == []
    assert sorted(names(ask(located_in=str(TBILISI)))) == ["Both", "One"]
    assert names(ask(country="AM")) == []


def test_nearest_comes_first_with_its_distance(
    provider_factory: ProviderFactory,
) -> None:
    provider_factory(display_name="Far", offices=(OfficeData(place=BATUMI),))
    provider_factory(
        display_name="Two offices",
        offices=(OfficeData(place=BATUMI), OfficeData(place=TBILISI)),
    )
    page = ask(near="Tbilisi", within_km="500")
    assert names(page) == ["Two offices", "Far"]
    assert first(page).distance_km == 0
    assert page.hits[1].distance_km == pytest.approx(265, abs=10)
    assert names(ask(near="41.69411,44.83368", within_km="20")) == ["Two offices"]


@pytest.mark.parametrize(
    ("asked", "at_fault"),
    [
        ({"colour": "red"}, "colour"),
        ({"country": "ZZ"}, "country"),
        ({"practice_area": "labour,magic"}, "practice_area"),
        ({"language": "klingon"}, "language"),
        ({"remote": "perhaps"}, "remote"),
        ({"verified_within_days": "-1"}, "verified_within_days"),
        ({"verified_within_days": "soon"}, "verified_within_days"),
        ({"near": "Nowhereville at all"}, "near"),
        ({"near": "99,300"}, "near"),
        ({"near": "-1"}, "near"),
        ({"near": "NaN"}, "near"),
        ({"near": "Infinity"}, "near"),
        ({"near": "null"}, "near"),
        ({"near": "41,44", "within_km": "NaN"}, "within_km"),
        ({"near": "41,44", "within_km": "Infinity"}, "within_km"),
        ({"near": "  "}, "near"),
        ({"country": "\n"}, "country"),
        ({"kind": ",,,,"}, "kind"),
        ({"kind": [" ", "law_firm"]}, "kind"),
        ({"q": " "}, "q"),
        ({"within_km": "10"}, "within_km"),
        ({"near": "41,44", "within_km": "100000"}, "within_km"),
        ({"located_in": "99999999999999"}, "located_in"),
        ({"serves": "GE-XX"}, "serves"),
        ({"preset": "panic"}, "preset"),
        ({"ordering": "random"}, "ordering"),
        ({"ordering": "distance"}, "ordering"),
        ({"q": "x" * 201}, "q"),
        ({"q": "nul\x00"}, "q"),
    ],
)
def test_unknown_parameters_and_values_are_refused_by_name(
    places: None, asked: dict[str, str], at_fault: str
) -> None:
    with pytest.raises(InvalidSearch) as refused:
        read_criteria(asked, PUBLIC_VIEWER)
    assert list(refused.value.errors) == [at_fault]


@pytest.mark.usefixtures("places")
def test_an_empty_value_is_not_asked_and_small_letters_are_understood() -> None:
    asked = {"country": "ge", "located_in": "ge-tb", "q": "", "kind": ["", "hotline"]}
    assert read_criteria(asked, PUBLIC_VIEWER) == Criteria(
        country="GE", located_in="GE-TB", kind=("hotline",)
    )


@pytest.mark.usefixtures("places")
def test_a_place_in_another_country_is_named_and_not_searched() -> None:
    with pytest.raises(InvalidSearch) as refused:
        read_criteria({"near": "Tbilisi", "country": "AM"}, PUBLIC_VIEWER)
    assert refused.value.errors == {"near": ["“Tbilisi” is in Georgia."]}


def test_a_filter_above_the_level_is_refused_by_name(cast: Cast, places: None) -> None:
    with pytest.raises(FilterAboveLevel) as refused:
        read_criteria({"friendly_to": "trans"}, PUBLIC_VIEWER)
    assert refused.value.field == "friendly_to"
    monitor = viewer_for(cast.monitor)
    assert read_criteria({"friendly_to": "trans"}, monitor).friendly_to == ("trans",)


def test_nobody_found_relaxes_in_order_and_says_so(
    provider_factory: ProviderFactory,
) -> None:
    provider_factory(display_name="Batumi", offices=(OfficeData(place=BATUMI),))
    provider_factory(
        display_name="From Almaty",
        home_country="KZ",
        offices=(OfficeData(place=ALMATY),),
        remote=True,
        countries=("AM",),
    )

    def relaxed(**asked: Any) -> tuple[str, list[str]]:
        answer = find_relaxed(
            read_criteria(asked, PUBLIC_VIEWER), PUBLIC_VIEWER, size=5
        )
        return answer.relaxed, names(answer.page)

    assert relaxed(near="Batumi", within_km="5") == ("", ["Batumi"])
    assert relaxed(near="Tbilisi", within_km="5") == ("country", ["Batumi"])
    assert relaxed(country="AM") == ("remote", ["From Almaty"])
    assert relaxed(country="AM", practice_area="labour") == ("", [])
    gaps = CoverageGap.objects.order_by("id").values_list("country", "relaxed_to")
    assert list(gaps)[:3] == [("GE", "country"), ("AM", "remote"), ("AM", "")]


def test_a_place_among_the_words_is_relaxed_like_a_filter(
    provider_factory: ProviderFactory,
) -> None:
    provider_factory(display_name="Lone Pine", offices=(OfficeData(place=BATUMI),))
    criteria = read_criteria({"q": "Lone Tbilisi"}, PUBLIC_VIEWER)
    answer = find_relaxed(criteria, PUBLIC_VIEWER, size=5)
    assert (answer.relaxed, names(answer.page)) == ("country", ["Lone Pine"])
    assert answer.tried == ()
    assert not find_relaxed(
        read_criteria({"q": "Nobody Tbilisi"}, PUBLIC_VIEWER), PUBLIC_VIEWER, size=5
    ).page.hits


def test_equal_gaps_of_a_month_are_one_row(places: None) -> None:
    criteria = read_criteria({"country": "AM"}, PUBLIC_VIEWER)
    for _ in range(3):
        find_relaxed(criteria, PUBLIC_VIEWER, size=5)
    gap = CoverageGap.objects.get()
    assert (gap.count, gap.month) == (3, timezone.localdate().replace(day=1))


QUERIES: tuple[tuple[dict[str, str], int], ...] = (
    ({}, 1),
    ({"country": "GE", "practice_area": "labour", "language": "ka"}, 1),
    ({"q": "Aid"}, 2),
    ({"q": "Zzzzzzz"}, 3),
    ({"q": "Invexntion"}, 4),
    ({"near": "Tbilisi"}, 3),
    ({"near": "41.7,44.8"}, 2),
)


def test_a_search_costs_a_fixed_number_of_queries(
    provider_factory: ProviderFactory,
    django_assert_num_queries: DjangoAssertNumQueries,
    subtests: pytest.Subtests,
) -> None:
    for n in range(3):
        provider_factory(
            display_name=f"Aid Invention {n}",
            practices=(PracticeData(area="labour"),),
            languages=(LanguageData(language="ka"),),
        )
    read_criteria({"country": "GE"}, PUBLIC_VIEWER)  # reads the codes once
    ask(q="warm")  # reads the vocabulary once
    for asked, queries in QUERIES:
        with subtests.test(asked=asked), django_assert_num_queries(queries):
            ask(**asked)


def test_fresh_checks_can_be_asked_for(provider_factory: ProviderFactory) -> None:
    provider_factory(display_name="New")
    old = timezone.now() - timedelta(days=50)
    provider_factory(display_name="Old", checked_at=old)
    assert names(ask(verified_within_days="30")) == ["New"]
    assert names(ask(verified_within_days="60")) == ["New", "Old"]
