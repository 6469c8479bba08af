"""A language is offered where a reviewer has signed off these very words."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from evacuation import help_texts
from evacuation.help_texts import choose, offers, text_version
from tests.evacuation.desk import Desk


@pytest.fixture
def reviews(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What stands recorded: nothing, unless a test puts it there."""
    found: dict[str, object] = {}
    monkeypatch.setattr(help_texts, "_reviews", lambda: found)
    return found


@pytest.fixture
def production(settings: Settings) -> None:
    settings.PRODUCTION = True


def test_every_language_has_words_of_its_own() -> None:
    versions = {text_version(code) for code in ("en", "ru", "uk")}
    assert len(versions) == 3


def test_a_demo_offers_all_and_says_what_nobody_has_reviewed(
    reviews: dict[str, object],
) -> None:
    assert [offer.code for offer in offers()] == ["en", "ru", "uk"]
    assert choose("ru").note == "unreviewed"
    assert choose("en").note == ""


def test_production_offers_only_what_is_signed_off(
    reviews: dict[str, object], production: None
) -> None:
    reviews["uk"] = [{"version": text_version("uk"), "by": "R", "on": "2026-01-01"}]
    reviews["ru"] = [{"version": "of an older text", "by": "R", "on": "2025-01-01"}]
    assert [offer.code for offer in offers()] == ["en", "uk"]
    assert (choose("uk").code, choose("uk").note) == ("uk", "")
    assert (choose("ru").code, choose("ru").note) == ("en", "fallback")
    assert (choose("xx").code, choose("xx").note) == ("en", "")


def test_a_language_that_is_not_compiled_is_not_offered_though_signed_off(
    reviews: dict[str, object], production: None, settings: Settings, tmp_path: Path
) -> None:
    reviews["uk"] = [{"version": text_version("uk"), "by": "R", "on": "2026-01-01"}]
    settings.LOCALE_PATHS = [tmp_path]
    help_texts._has_words.cache_clear()
    try:
        assert [offer.code for offer in offers()] == ["en"]
    finally:
        help_texts._has_words.cache_clear()


def test_the_page_says_that_it_falls_back(
    desk: Desk, reviews: dict[str, object], production: None
) -> None:
    page = Client().get("/help/?lang=ru").content.decode()
    assert "not yet checked in the language that you chose" in page
    assert '<html lang="en">' in page
    assert "?lang=ru" not in page


def test_reviewers_see_which_version_they_sign(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("help_text_versions")
    assert text_version("uk") in capsys.readouterr().out


def test_the_words_are_read_where_static_files_bear_hashed_names(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        },
    }
    # Our own: those of the libraries are many and take long to compress.
    libraries = ["admin", "drf_spectacular_sidecar", "rest_framework"]
    call_command(
        "collectstatic", interactive=False, verbosity=0, ignore_patterns=libraries
    )
    assert all(help_texts._spoken_pages())
