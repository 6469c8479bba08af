"""What the desk refuses to start with."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from config.demo_organisation import marked_seed, public_half
from evacuation import checks
from evacuation.services import keys
from evacuation.vault.passwords import CHEAP

GOOD, OTHER = "1f" * 32, "2f" * 32


@pytest.fixture
def production(settings: Settings) -> Settings:
    settings.WAYMARK_MODE = "production"
    settings.WAYMARK_PEPPER, settings.WAYMARK_HOUSE_KEY = GOOD, OTHER
    settings.WAYMARK_ORGANISATION_KEY = GOOD
    settings.SHRED_DATABASE_URL = "postgresql:///shred"
    return settings


@pytest.mark.parametrize(
    ("check", "name", "value", "expected"),
    [
        (checks.server_keys, "WAYMARK_PEPPER", "", "E017"),
        (checks.server_keys, "WAYMARK_PEPPER", GOOD[:-2], "E017"),
        (checks.server_keys, "WAYMARK_PEPPER", "é" * 64, "E017"),
        (checks.server_keys, "WAYMARK_HOUSE_KEY", "", "E018"),
        (checks.server_keys, "WAYMARK_HOUSE_KEY", "zz" * 32, "E018"),
        (checks.server_keys, "WAYMARK_HOUSE_KEY", GOOD, "E019"),
        (checks.organisation_key, "WAYMARK_ORGANISATION_KEY", "", "E020"),
        (checks.organisation_key, "WAYMARK_ORGANISATION_KEY", "1f 2f", "E020"),
    ],
)
def test_a_wrong_key_is_refused_with_id_and_hint(
    production: Settings, check: Any, name: str, value: str, expected: str
) -> None:
    assert check(None) == []
    setattr(production, name, value)
    assert [error.id for error in check(None)] == [f"waymark.{expected}"]
    assert all(error.hint for error in check(None))


def test_production_refuses_any_demos_key(production: Settings) -> None:
    production.WAYMARK_ORGANISATION_KEY = public_half(marked_seed()).upper()
    assert [e.id for e in checks.organisation_key(None)] == ["waymark.E021"]


def test_cheap_stretching_is_refused_outside_of_tests(
    production: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.strong_stretching(None) == []
    monkeypatch.setattr(keys, "strength", lambda: CHEAP)
    assert [e.id for e in checks.strong_stretching(None)] == ["waymark.E022"]


def test_one_cluster_for_both_databases_is_refused_in_production(
    production: Settings,
) -> None:
    found = checks.shred_is_apart(None, databases=["default"])
    assert [error.id for error in found] == ["waymark.E024"]
    production.SHRED_DATABASE_URL = ""
    found = checks.shred_is_apart(None, databases=["default"])
    assert [error.id for error in found] == ["waymark.E023"]
    production.WAYMARK_MODE = "demo"
    assert checks.shred_is_apart(None, databases=["default"]) == []
