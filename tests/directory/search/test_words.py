"""Typing errors are corrected in the script they were made in, and no further."""

from __future__ import annotations

import json

import pytest

from directory.search.criteria import Criteria
from directory.search.query import find
from directory.viewer import PUBLIC_VIEWER
from tests.cast import ProviderFactory

pytestmark = pytest.mark.django_db


def found(typed: str) -> list[tuple[str, str]]:
    """(name, how it was found) of each hit."""
    page = find(Criteria(q=typed), PUBLIC_VIEWER, size=5)
    return [
        (json.loads(hit.summary)["name"], hit.match[0].how if hit.match else "")
        for hit in page.hits
    ]


@pytest.mark.parametrize(
    "typed", ["Нино Жолшовили", "Nnio Zholoshvili", "Joloshvilli Nino", "ნინო ჟოლოშვლი"]
)
def test_a_mistyped_name_is_found_from_another_script(
    provider_factory: ProviderFactory, typed: str
) -> None:
    provider_factory(display_name="ნინო ჟოლოშვილი")
    assert [name for name, _ in found(typed)] == ["ნინო ჟოლოშვილი"]


def test_the_name_as_typed_stands_above_what_sounds_like_it(
    provider_factory: ProviderFactory,
) -> None:
    for name in ("Kori Nadzvidze", "Gori Nadzvidze", "Khori Nadzvidze"):
        provider_factory(display_name=name)
    hits = found("Gori Nadzvidze")
    assert hits[0] == ("Gori Nadzvidze", "exact")
    assert {how for _, how in hits[1:]} == {"sound"}


def test_a_word_too_short_to_correct_is_let_go_beside_a_long_one(
    provider_factory: ProviderFactory,
) -> None:
    provider_factory(display_name="Ион Вербицару")
    assert [name for name, _ in found("Io Verbitsaru")] == ["Ион Вербицару"]
    assert found("Zzz") == []


def test_a_known_given_name_brings_no_stranger(
    provider_factory: ProviderFactory,
) -> None:
    provider_factory(display_name="Нина Вербицкая")
    assert found("Nina Sokolova") == []
