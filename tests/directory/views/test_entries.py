from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from directory.search.explain import Match
from directory.views.entries import Entry, matched_areas, reasons
from directory.views.tonight import tonight

NAMES = {"id": "x", "name": "Invented", "country": "GE", "kind": "individual_advocate"}
pytestmark = pytest.mark.django_db


def entry(**parts: Any) -> Entry:
    return Entry({**NAMES, **parts})


@pytest.mark.parametrize(
    ("days", "kind"), [(0, "good"), (90, "good"), (91, "quiet"), (181, "warn")]
)
def test_an_old_check_is_not_green(days: int, kind: str) -> None:
    when = timezone.localdate() - timedelta(days=days)
    assert entry(verified_on=f"{when:%Y-%m-%d}").checked.kind == kind


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("disbarred", "Disbarred: may not represent in court"),
        ("suspended", "Suspended by the bar: may not represent in court"),
    ],
)
@pytest.mark.usefixtures("places")
def test_whom_the_bar_sent_away_is_told_first_and_praised_for_nothing(
    status: str, said: str
) -> None:
    sent_away = entry(
        bar_status=status,
        capacity="open",
        on_site=True,
        capabilities=["police_station", "court", "notarised"],
    )
    assert "bar" not in sent_away.kind.lower()
    assert sent_away.tags[0].word == said
    assert sent_away.tags[0].kind == "bad"
    assert all(tag.kind != "good" for tag in sent_away.tags)
    words = [tag.word for tag in tonight(sent_away)]
    assert words[0] == said
    assert "May enter a police station" not in words
    assert "Representation in court" not in words
    assert "Notarised documents" in words


@pytest.mark.usefixtures("places")
def test_a_meaning_is_named_in_the_readers_language() -> None:
    kind = Match("provider_kind", "meaning", "Latin", "advocate")
    there = Match("country", "meaning", "Latin", "Georgia")
    with translation.override("ru"):
        assert any("Адвокат" in words for words in reasons([kind]))
        assert any("Грузия" in words for words in reasons([there]))


def test_the_area_that_was_asked_for_stands_first() -> None:
    areas: list[dict[str, Any]] = [
        {"code": code, "service_levels": []}
        for code in ("asylum_refugee", "criminal_defence", "housing")
    ]
    found = entry(practice_areas=areas)
    plain = [area for area, _levels in found.practices]
    last = plain[-1]
    match = Match("practice_area", "meaning", "Latin", last)
    first = matched_areas([match])
    assert [area for area, _levels in found.practices_from(first)] == [
        last,
        *plain[:-1],
    ]
