"""Searching and reading providers over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.models import PartnerApp
from directory.models import CoverageGap
from directory.models.choices import Level
from directory.services.entry import (
    ContactData,
    FriendlinessData,
    LanguageData,
    OfficeData,
    PracticeData,
)
from tests.api.conftest import Caller
from tests.cast import ALMATY, BATUMI, ProviderFactory

LIST = "/providers/"


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [entry["name"] for entry in answer.json()["results"]]


@pytest.fixture
def three(provider_factory: ProviderFactory) -> None:
    provider_factory(display_name="Tbilisi Aid")
    provider_factory(
        display_name="Almaty Aid",
        home_country="KZ",
        offices=(OfficeData(place=ALMATY),),
    )
    provider_factory(display_name="Partners' Aid", level=Level.PARTNERS)


@pytest.mark.usefixtures("three")
def test_the_public_sees_public_entries_and_a_partner_its_own_level(
    public: Caller, partner: Caller
) -> None:
    assert sorted(names(public.get(LIST))) == ["Almaty Aid", "Tbilisi Aid"]
    assert sorted(names(partner.get(LIST))) == [
        "Almaty Aid",
        "Partners' Aid",
        "Tbilisi Aid",
    ]


@pytest.mark.usefixtures("three")
def test_an_app_reads_partners_entries_in_its_countries_alone(
    partner: Caller, partner_app: PartnerApp
) -> None:
    partner_app.countries = ["KZ"]
    partner_app.save()
    assert sorted(names(partner.get(LIST))) == ["Almaty Aid", "Tbilisi Aid"]


@pytest.mark.usefixtures("three")
def test_a_list_carries_the_envelope_and_each_result_its_reasons(
    public: Caller,
) -> None:
    body = public.get(LIST, country="GE").json()
    assert set(body) == {"results", "next", "previous", "relaxed", "near"}
    assert body["relaxed"] is None
    assert body["results"][0]["match"] == []
    assert body["results"][0]["distance_km"] is None
    body = public.get(LIST, q="Tbilisi", near="Tbilisi").json()
    assert body["results"][0]["distance_km"] == 0.0
    assert {"field", "how", "script", "original"} == set(body["results"][0]["match"][0])


@pytest.mark.usefixtures("three")
def test_the_post_twin_answers_as_the_list_does(public: Caller) -> None:
    for asked in (
        {"country": "GE"},
        {"q": "Almaty"},
        {"near": "Batumi", "within_km": 400},
        {"kind": ["ngo_legal_service", "hotline"], "remote": False},
    ):
        listed = public.get(LIST, **asked)
        searched = public.post("/providers/search/", asked)
        assert searched.status_code == 200, searched.content
        assert searched.json()["results"] == listed.json()["results"]
        assert searched.json()["results"]
        assert searched["Cache-Control"] == "no-store"


def test_pages_lead_forth_and_back_by_absolute_addresses(
    public: Caller, provider_factory: ProviderFactory
) -> None:
    for number in range(5):
        provider_factory(display_name=f"Aid {number}")
    seen: list[str] = []
    answer = public.get(LIST, ordering="name", page_size=2)
    first = names(answer)
    while True:
        seen += names(answer)
        following = answer.json()["next"]
        if following is None:
            break
        assert following.startswith("http://testserver/api/v1/providers/?")
        answer = public._client.get(following)
    assert seen == [f"Aid {n}" for n in range(5)]
    back = public._client.get(answer.json()["previous"])
    assert names(public._client.get(back.json()["previous"])) == first


def test_post_pages_by_cursor(
    public: Caller, provider_factory: ProviderFactory
) -> None:
    for number in range(3):
        provider_factory(display_name=f"Aid {number}")
    asked: dict[str, object] = {"ordering": "name", "page_size": 2}
    answer = public.post("/providers/search/", asked).json()
    rest = public.post("/providers/search/", asked | {"cursor": answer["next"]})
    assert names(rest) == ["Aid 2"]
    assert rest.json()["next"] is None


def test_a_relaxed_search_says_so_on_every_page_and_records_one_gap(
    public: Caller, provider_factory: ProviderFactory
) -> None:
    for number in range(3):
        provider_factory(display_name=f"Aid {number}")
    answer = public.get(LIST, located_in=str(BATUMI), page_size=2)
    assert answer.json()["relaxed"] == "country"
    further = public._client.get(answer.json()["next"])
    assert further.json()["relaxed"] == "country"
    assert len(names(answer) + names(further)) == 3
    assert CoverageGap.objects.get().count == 1


@pytest.mark.usefixtures("three")
def test_query_counts_are_pinned(partner: Caller, unthrottled: PartnerApp) -> None:
    entry = partner.get(LIST, country="GE").json()["results"][0]["id"]
    assert count(partner, LIST, country="GE") == 2
    assert count(partner, LIST, country="GE", kind="ngo_legal_service") == 2
    assert count(partner, f"{LIST}{entry}/") == 2
    etag = partner.get(LIST, country="GE")["ETag"]
    assert count(partner, LIST, {"If-None-Match": etag}, status=304, country="GE") == 1
    unthrottled.throttled = True
    unthrottled.save()
    assert count(partner, LIST, country="GE") == 3


def count(
    caller: Caller, path: str, headers: Any = None, status: int = 200, **query: str
) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = caller.get(path, headers=headers, **query)
    assert answer.status_code == status, answer.content
    return len(queries)


def test_a_detail_holds_what_the_level_sees(
    public: Caller, partner: Caller, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(
        contacts=(
            ContactData(kind="phone", value="+995 32 200 00 00", shared=Level.PUBLIC),
            ContactData(
                kind="signal", value="+995 599 00 00 00", shared=Level.PARTNERS
            ),
        ),
    )
    seen = public.get(f"{LIST}{provider.id}/").json()
    assert [c["kind"] for c in seen["contacts"]] == ["phone"]
    seen = partner.get(f"{LIST}{provider.id}/").json()
    restricted = next(c for c in seen["contacts"] if c["kind"] == "signal")
    assert restricted["restricted"] is True
    assert "value" not in restricted


def test_what_is_hidden_and_what_is_not_there_are_one_answer(
    public: Caller, provider_factory: ProviderFactory
) -> None:
    hidden = provider_factory(level=Level.PARTNERS)
    answers = [
        public.get(f"{LIST}{hidden.id}/"),
        public.get(f"{LIST}00000000-0000-4000-8000-000000000000/"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


def test_attested_friendliness_needs_its_scope(
    partner: Caller, partner_app: PartnerApp, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(
        friendliness=(FriendlinessData(group="trans"),),
        friendliness_shared=Level.PARTNERS,
    )
    assert names(partner.get(LIST, friendly_to="trans")) == ["Invented Aid"]
    assert "trans" in partner.get(LIST).json()["results"][0]["friendly_to"]
    partner_app.scopes = [PartnerApp.Scope.DIRECTORY_READ]
    partner_app.save()
    refused = partner.get(LIST, friendly_to="trans")
    assert refused.status_code == 403
    assert refused.json()["code"] == "filter_above_level"
    assert "friendly_to" not in partner.get(LIST).json()["results"][0]
    detail = partner.get(f"{LIST}{provider.id}/").json()
    assert "friendly_to" not in detail
    assert "friendliness" not in detail
    assert names(partner.get(LIST, q="trans")) == []


BAD_QUERIES = [
    ({"colour": "red"}, "colour"),
    ({"country": "ZZ"}, "country"),
    ({"country": ["GE", "KZ"]}, "country"),
    ({"region": "GE-ZZ"}, "region"),
    ({"practice_area": "magic"}, "practice_area"),
    ({"language": "ka,xx"}, "language"),
    ({"service_level": "best"}, "service_level"),
    ({"kind": "wizard"}, "kind"),
    ({"cost": "cheap"}, "cost"),
    ({"remote": "maybe"}, "remote"),
    ({"available_24_7": "2"}, "available_24_7"),
    ({"verified_within_days": "soon"}, "verified_within_days"),
    ({"verified_within_days": "0"}, "verified_within_days"),
    ({"near": "Nowhereville"}, "near"),
    ({"near": "91,10"}, "near"),
    ({"near": "Tbilisi", "within_km": "5000"}, "within_km"),
    ({"within_km": "10"}, "within_km"),
    ({"q": " " + "a" * 200}, "q"),
    ({"serves": "Atlantis"}, "serves"),
    ({"located_in": "9999999"}, "located_in"),
    ({"preset": "yesterday"}, "preset"),
    ({"ordering": "random"}, "ordering"),
    ({"ordering": "distance"}, "ordering"),
    ({"page_size": "0"}, "page_size"),
    ({"page_size": "101"}, "page_size"),
    ({"page_size": "many"}, "page_size"),
    ({"cursor": "made-up"}, "cursor"),
    ({"q": "a" * 201}, "q"),
    ({"q": "a\x00b"}, "q"),
]


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(("query", "name"), BAD_QUERIES)
def test_unknown_parameters_and_values_are_refused_by_name(
    public: Caller, query: dict[str, Any], name: str
) -> None:
    answer = public.get(LIST, **query)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert [fault["parameter"] for fault in problem["errors"]] == [name]
    assert all(fault["detail"] for fault in problem["errors"])


def test_every_fault_is_named_at_once(public: Caller) -> None:
    answer = public.get(LIST, colour="red", kind="wizard", page_size="0")
    faulty = {fault["parameter"] for fault in answer.json()["errors"]}
    assert faulty == {"colour", "kind", "page_size"}


BAD_BODIES: list[tuple[object, str]] = [
    ([], "#"),
    ("GE", "#"),
    ({"colour": "red"}, "#/colour"),
    ({"a/b~c": 1}, "#/a~1b~0c"),
    ({"remote": "yes"}, "#/remote"),
    ({"remote": None}, "#/remote"),
    ({"kind": ["hotline", 3]}, "#/kind"),
    ({"kind": {"is": "hotline"}}, "#/kind"),
    ({"country": ["GE"]}, "#/country"),
    ({"page_size": "20"}, "#/page_size"),
    ({"page_size": True}, "#/page_size"),
    ({"page_size": 1.5}, "#/page_size"),
    ({"verified_within_days": 2.5}, "#/verified_within_days"),
    ({"within_km": "ten", "near": "41.7,44.8"}, "#/within_km"),
    ({"cursor": 1}, "#/cursor"),
    ({"q": "\ud800"}, "#/q"),
]


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(("body", "pointer"), BAD_BODIES)
def test_a_misshapen_body_is_refused_by_pointer(
    public: Caller, body: object, pointer: str
) -> None:
    answer = public.post("/providers/search/", body if body != "GE" else '"GE"')
    assert answer.status_code == 400, answer.content
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_the_detention_preset_finds_who_can_come_tonight(
    public: Caller, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Day Aid")
    provider_factory(
        display_name="Night Aid",
        available_24_7=True,
        on_site=True,
        bar_status="admitted",
        practices=(
            PracticeData(area="criminal_defence", service_level="primary_legal"),
        ),
        languages=(LanguageData(language="ka"),),
    )
    assert names(public.get(LIST, preset="detention_now")) == ["Night Aid"]


def test_a_browser_session_means_nothing_here(
    provider_factory: ProviderFactory, cast: Any
) -> None:
    provider_factory(level=Level.PARTNERS)
    browser = Caller()
    browser._client.force_login(
        cast.coordinator, backend=settings.AUTHENTICATION_BACKENDS[0]
    )
    assert names(browser.get(LIST)) == []
