"""A word for a lawyer says whom one hopes for, and never hides who can help."""

from __future__ import annotations

import json

import pytest

from directory.filters import read_criteria
from directory.search.facets import facets
from directory.search.relax import find_relaxed
from directory.services.entry import OfficeData, PracticeData
from directory.viewer import PUBLIC_VIEWER
from tests.cast import BATUMI, ProviderFactory

pytestmark = pytest.mark.django_db
ASYLUM = (PracticeData(area="asylum_refugee"),)


@pytest.fixture
def directory(provider_factory: ProviderFactory) -> None:
    """Three of Georgia, and a firm abroad that calls itself an advocate."""
    provider_factory(display_name="Invented Refuge", practices=ASYLUM)
    provider_factory(
        display_name="Invented Jurist", kind="individual_jurist", practices=ASYLUM
    )
    provider_factory(
        display_name="Batumi Bureau",
        kind="law_firm",
        offices=(OfficeData(place=BATUMI),),
    )
    provider_factory(
        display_name="Адвокат Выдуманный",
        kind="law_firm",
        home_country="KZ",
        offices=(),
        cross_border=True,
        remote=True,
        practices=ASYLUM,
    )


def asked(**asked: str) -> tuple[list[str], str]:
    """Whom the search finds, in order, and what was given up for it."""
    criteria = read_criteria(asked, PUBLIC_VIEWER)
    answer = find_relaxed(criteria, PUBLIC_VIEWER, size=10)
    found = [json.loads(hit.summary)["name"] for hit in answer.page.hits]
    return found, answer.relaxed


WORDS = ("адвокат", "lawyer", "юристка", "заступник", "iurist", "ადვოკატი", "avukat")


@pytest.mark.usefixtures("directory")
def test_a_lawyer_of_a_topic_and_place_is_whoever_does_that_there(
    subtests: pytest.Subtests,
) -> None:
    both = ["Invented Jurist", "Invented Refuge"]
    for word in WORDS:
        with subtests.test(word):
            found, relaxed = asked(q=f"убежище {word}", country="GE", near="Tbilisi")
            assert (sorted(found), relaxed) == (both, "")
            assert sorted(asked(q=f"{word} Tbilisi")[0]) == both


@pytest.mark.usefixtures("directory")
def test_whoever_is_named_so_comes_first() -> None:
    found, _ = asked(q="юрист", country="GE")
    assert found[0] == "Invented Jurist"
    assert sorted(found[1:]) == ["Batumi Bureau", "Invented Refuge"]
    assert asked(q="адвокат выдуманный")[0] == ["Адвокат Выдуманный"]
    assert asked(q="адвокат убежище")[0][0] == "Адвокат Выдуманный"


@pytest.mark.usefixtures("directory")
def test_the_reason_names_the_kind_only_of_those_who_are_of_it() -> None:
    criteria = read_criteria({"q": "юрист", "country": "GE"}, PUBLIC_VIEWER)
    hits = find_relaxed(criteria, PUBLIC_VIEWER, size=10).page.hits
    assert [len(hit.match) for hit in hits] == [1, 0, 0]
    assert hits[0].match[0].field == "provider_kind"


@pytest.mark.usefixtures("directory")
def test_counts_agree_with_what_is_found() -> None:
    criteria = read_criteria({"q": "юрист", "country": "GE"}, PUBLIC_VIEWER)
    kinds = dict(facets(criteria, PUBLIC_VIEWER)["kind"])
    assert kinds == {"individual_jurist": 1, "law_firm": 1, "ngo_legal_service": 1}


@pytest.mark.usefixtures("directory")
def test_the_kind_of_an_office_still_narrows() -> None:
    assert asked(q="юридическая фирма", country="GE")[0] == ["Batumi Bureau"]
