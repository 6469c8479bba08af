"""ETags: the same answer is not sent twice, another one always is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from api.models import PartnerApp
from tests.api.conftest import Caller
from tests.cast import ProviderFactory

LIST = "/providers/"


def etag(caller: Caller, path: str = LIST, headers: Any = None, **query: str) -> str:
    answer = caller.get(path, headers=headers, **query)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Vary"] == "Accept, Accept-Language, Authorization"
    tag: str = answer["ETag"]
    assert tag.startswith('W/"')
    return tag


@pytest.mark.parametrize("path", [LIST, "/countries/", "/languages/"])
def test_what_the_caller_holds_is_not_sent_again(public: Caller, path: str) -> None:
    tag = etag(public, path)
    answer = public.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == tag
    assert public.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_an_asterisk_is_no_version(public: Caller) -> None:
    anything = {"If-None-Match": "*"}
    assert public.get(LIST, headers=anything).status_code == 200
    assert public.get(LIST, headers=anything, colour="red").status_code == 400


def test_another_question_level_or_language_is_another_answer(
    public: Caller, partner: Caller, partner_app: PartnerApp
) -> None:
    tags = [
        etag(public),
        etag(public, page_size="5"),
        etag(public, headers={"Accept-Language": "ru"}),
        etag(partner),
    ]
    partner_app.countries = ["KZ"]
    partner_app.save()
    tags.append(etag(partner))
    partner_app.scopes = [PartnerApp.Scope.DIRECTORY_READ]
    partner_app.save()
    tags.append(etag(partner))
    assert len(set(tags)) == len(tags)


def test_a_change_makes_a_new_answer(
    public: Caller, provider_factory: ProviderFactory
) -> None:
    before = etag(public)
    provider_factory()
    assert public.get(LIST, headers={"If-None-Match": before}).status_code == 200


def test_a_new_day_makes_a_new_answer(public: Caller) -> None:
    before = etag(public)
    tomorrow = timezone.now() + timedelta(days=1)
    with mock.patch("django.utils.timezone.now", return_value=tomorrow):
        assert etag(public) != before
