"""Places, practice areas, languages and countries."""

from __future__ import annotations

from typing import Any

import pytest

from directory.models.choices import Level
from directory.services.entry import LanguageData, PracticeData
from tests.api.conftest import Caller
from tests.cast import TBILISI, ProviderFactory


def entries(answer: Any) -> dict[str, int]:
    assert answer.status_code == 200, answer.content
    return {row["code"]: row["entries"] for row in answer.json()["results"]}


@pytest.mark.usefixtures("places")
def test_a_place_is_found_with_its_reason(public: Caller) -> None:
    for answer in (
        public.get("/places/", q="Тбилиси"),
        public.post("/places/search/", {"q": "Тбилиси", "country": "GE"}),
    ):
        (place,) = answer.json()["results"]
        assert place["geonameid"] == TBILISI
        assert {
            "name",
            "country",
            "admin1",
            "latitude",
            "longitude",
            "population",
        } <= set(place)
        assert place["match"][0]["original"] == "Tbilisi"
        assert answer.json()["attribution"].startswith("GeoNames")


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({}, "q"),
        ({"q": " "}, "q"),
        ({"q": "a" * 201}, "q"),
        ({"q": "-1"}, "q"),
        ({"q": "Tbilisi", "country": "\n"}, "country"),
        ({"q": "Tbilisi", "country": "ZZ"}, "country"),
        ({"q": "Tbilisi", "town": "x"}, "town"),
        ({"q": ["a", "b"]}, "q"),
        ({"q": "Tbilisi", "country": ["GE", "AM"]}, "country"),
    ],
)
def test_a_wrong_question_for_places_is_named(
    public: Caller, query: dict[str, Any], name: str
) -> None:
    answer = public.get("/places/", **query)
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [name]
    answer = public.post("/places/search/", query)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [f"#/{name}"]


@pytest.mark.usefixtures("places")
def test_a_member_named_twice_is_refused(public: Caller) -> None:
    for path in ("/places/search/", "/providers/search/"):
        answer = public.post(path, '{"q": "Tbilisi", "q": "Batumi"}')
        assert answer.status_code == 400
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["#/q"]
    found = public.get("/places/", q="Tbilisi", country="ge").json()["results"]
    assert [place["name"] for place in found] == ["Tbilisi"]


@pytest.mark.usefixtures("places")
def test_an_answer_says_what_near_was_understood_to_mean(public: Caller) -> None:
    answer = public.get("/providers/", near="Tbilis", country="GE")
    assert answer.json()["near"] == {
        "geonameid": TBILISI,
        "name": "Tbilisi",
        "country": "GE",
        "match": "prefix",
        "latitude": 41.69411,
        "longitude": 44.83368,
    }
    assert public.post("/providers/search/", {}).json()["near"] is None


def test_counts_are_of_what_the_caller_sees(
    public: Caller, partner: Caller, provider_factory: ProviderFactory
) -> None:
    content = {
        "practices": (PracticeData(area="asylum_refugee"),),
        "languages": (LanguageData(language="ka"),),
    }
    provider_factory(**content)
    provider_factory(level=Level.PARTNERS, **content)
    for path, code in (
        ("/practice-areas/", "asylum_refugee"),
        ("/languages/", "ka"),
        ("/countries/", "GE"),
    ):
        assert entries(public.get(path))[code] == 1
        assert entries(partner.get(path))[code] == 2
    assert entries(public.get("/countries/"))["KZ"] == 0


@pytest.mark.usefixtures("places")
def test_names_come_in_the_language_asked_for(public: Caller) -> None:
    answer = public.get("/countries/", headers={"Accept-Language": "ru-KZ, en;q=0.5"})
    assert "Грузия" in {row["name"] for row in answer.json()["results"]}
    answer = public.get("/languages/", headers={"Accept-Language": "uk"})
    named = {row["code"]: row["name"] for row in answer.json()["results"]}
    assert named["ka"].lower() == "грузинська"
    assert public.get("/countries/", colour="red").status_code == 400
