"""The schema says what the answers are: each is held against it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from drf_spectacular.drainage import GENERATOR_STATS

from api.index import openapi_document
from api.v1.schemas import ProviderSearch
from directory.filters import ProviderFilter
from directory.models import Contact
from directory.models.choices import Level
from directory.services.entry import (
    ContactData,
    FriendlinessData,
    LanguageData,
    PracticeData,
)
from tests.api.conftest import Caller
from tests.cast import ProviderFactory


def checked(answer: Any, path: str, method: str = "get") -> None:
    """The answer is one that its operation declares."""
    document = json.loads(openapi_document()[0])
    declared = document["paths"][f"/api/v1{path}"][method]["responses"]
    content = declared[str(answer.status_code)]["content"]
    media_type = answer["Content-Type"].partition(";")[0]
    schema = content[media_type]["schema"]
    whole = {**schema, "components": document["components"]}
    validator = jsonschema.Draft202012Validator(whole)
    assert [error.message for error in validator.iter_errors(answer.json())] == []


def test_the_filter_and_the_schema_know_the_same_parameters() -> None:
    assert set(ProviderSearch().fields) - {"cursor", "page_size"} == set(
        ProviderFilter.base_filters
    )


def test_the_schema_is_openapi_3_1_and_names_the_key(public: Caller) -> None:
    answer = public.get("/openapi.json")
    document = answer.json()
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["partnerKey"]["scheme"] == "bearer"
    again = public.get("/openapi.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_schema_speaks_english_whoever_asks_first(public: Caller) -> None:
    texts = []
    for language in ("ru", "en"):
        openapi_document.cache_clear()
        answer = public.get("/openapi.json", headers={"Accept-Language": language})
        texts.append(answer.content)
    assert texts[0] == texts[1]


def test_the_schema_is_made_without_a_warning() -> None:
    openapi_document.cache_clear()
    GENERATOR_STATS.reset()
    openapi_document()
    assert not GENERATOR_STATS


def test_every_answer_is_as_declared(
    partner: Caller, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(
        latin_name="Invented",
        bar_status="admitted",
        capabilities=("court",),
        languages=(LanguageData(language="ka"),),
        practices=(PracticeData(area="asylum_refugee"),),
        friendliness=(FriendlinessData(group="trans"),),
        friendliness_shared=Level.PARTNERS,
        contacts=(
            ContactData(kind="phone", value="+995322000000", shared=Level.PUBLIC),
            ContactData(kind="signal", value="+995599000000", shared=Level.PARTNERS),
            ContactData(kind="telegram", value="@invented", shared=Level.RELAY),
        ),
    )
    checked(partner.get("/providers/", q="Invented"), "/providers/")
    checked(partner.get("/providers/", near="Tbilisi"), "/providers/")
    checked(partner.get("/providers/", colour="red"), "/providers/")
    searched = partner.post("/providers/search/", {"country": "GE"})
    checked(searched, "/providers/search/", "post")
    detail = partner.get(f"/providers/{provider.id}/")
    checked(detail, "/providers/{provider_id}/")
    checked(partner.get("/places/", q="Tbilisi"), "/places/")
    for path in ("/countries/", "/languages/", "/practice-areas/"):
        checked(partner.get(path), path)
    contact = Contact.objects.get(provider=provider, kind="signal")
    reveal = "/providers/{provider_id}/contacts/{contact_id}/reveal/"
    path = reveal.format(provider_id=provider.id, contact_id=contact.id)
    checked(partner.post(path, {"reason": "client_asks"}), reveal, "post")


@pytest.mark.django_db
def test_the_documentation_asks_nobody_else_and_holds_nothing_inline(
    client: Any,
) -> None:
    answer = client.get("/api/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "//" not in page.replace("<!doctype html>", "")
    assert "<style" not in page
    assert "<script>" not in page
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    script = client.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "/api/v1/openapi.json" in script.content.decode()
