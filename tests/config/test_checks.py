from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from cryptography.fernet import Fernet
from django.conf import settings as django_settings
from django.core.checks import CheckMessage
from pytest_django import Settings

from config import checks
from config.database import EmbeddedPostgres, point_django_at

pytestmark = pytest.mark.proof

GOOD_TEXT = "k7Tq-Zr2mW9xLp4vBn8sYd1fGh3jUc6aEo5iQwXtRyMuNbVzKl0"


def ids(found: list[CheckMessage]) -> list[str | None]:
    assert all(message.hint for message in found)
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("check", "name", "value", "expected"),
    [
        (checks.secret_key, "SECRET_KEY", "unsafe-unset", "E001"),
        (checks.secret_key, "SECRET_KEY", "django-insecure-" + GOOD_TEXT, "E001"),
        (checks.secret_key, "SECRET_KEY", "ab" * 40, "E001"),
        (checks.sealing_keys, "WAYMARK_CONTACT_KEYS", [], "E006"),
        (checks.sealing_keys, "WAYMARK_CONTACT_KEYS", ["short"], "E006"),
        (checks.sealing_keys, "WAYMARK_CONTACT_KEYS", ["é" * 44], "E006"),
        (checks.sealing_keys, "WAYMARK_MFA_KEYS", [], "E009"),
        (checks.hmac_key, "WAYMARK_HMAC_KEY", "", "E007"),
        (checks.hmac_key, "WAYMARK_HMAC_KEY", "x" * 31, "E007"),
        (checks.entrances_are_closed, "MFA_PASSKEY_LOGIN_ENABLED", True, "E011"),
        (checks.entrances_are_closed, "ACCOUNT_LOGIN_BY_CODE_ENABLED", True, "E011"),
        (checks.country_codes, "WAYMARK_CEILING_COUNTRIES", ["by"], "E012"),
        (checks.country_codes, "WAYMARK_CEILING_COUNTRIES", ["all"], "E012"),
        (checks.country_codes, "WAYMARK_GAZETTEER_COUNTRIES", ["GEO"], "E012"),
        (checks.country_codes, "WAYMARK_GAZETTEER_COUNTRIES", ["GE", "QQ"], "E012"),
        (checks.country_codes, "WAYMARK_CEILING_COUNTRIES", ["BU"], "E012"),
        (checks.country_codes, "WAYMARK_PRESSURED_BARS", ["RUS"], "E012"),
        (checks.country_codes, "WAYMARK_PRESSURED_BARS", ["all"], "E012"),
        (checks.throttle_rates, "WAYMARK_THROTTLE_PARTNER", "fast", "E016"),
        (checks.throttle_rates, "WAYMARK_THROTTLE_PARTNER", "", "E016"),
        (checks.throttle_rates, "WAYMARK_THROTTLE_ANONYMOUS", "30/min", "E016"),
        (checks.throttle_rates, "WAYMARK_THROTTLE_ANONYMOUS", "0/minute", "E016"),
        (checks.throttle_rates, "WAYMARK_THROTTLE_ANONYMOUS", "-1/minute", "E016"),
    ],
)
def test_a_wrong_value_is_refused_with_id_and_hint(
    settings: Settings, check: checks.Check, name: str, value: Any, expected: str
) -> None:
    assert check(None) == []
    setattr(settings, name, value)
    assert ids(check(None)) == [f"waymark.{expected}"]


def test_several_keys_are_taken_newest_first(settings: Settings) -> None:
    settings.WAYMARK_CONTACT_KEYS = [Fernet.generate_key().decode() for _ in range(3)]
    assert checks.sealing_keys(None) == []


def test_every_country_may_be_loaded(settings: Settings) -> None:
    settings.WAYMARK_GAZETTEER_COUNTRIES = ["all"]
    assert checks.country_codes(None) == []


def test_production_refuses_debug_and_a_missing_database(
    settings: Settings,
) -> None:
    settings.WAYMARK_MODE = "production"
    settings.DEBUG = True
    settings.DATABASE_URL = ""
    settings.ALLOWED_HOSTS = []
    assert ids(checks.production_is_strict(None)) == [
        "waymark.E002",
        "waymark.E003",
        "waymark.E010",
    ]


def test_production_refuses_to_answer_to_every_name(settings: Settings) -> None:
    settings.WAYMARK_MODE = "production"
    settings.DEBUG = False
    settings.DATABASE_URL = "postgresql:///invented"
    settings.ALLOWED_HOSTS = ["waymark.example.org"]
    assert checks.production_is_strict(None) == []
    settings.ALLOWED_HOSTS = ["waymark.example.org", "*"]
    assert ids(checks.production_is_strict(None)) == ["waymark.E013"]


def test_one_key_for_two_purposes_is_refused(settings: Settings) -> None:
    assert checks.keys_are_apart(None) == []
    key = Fernet.generate_key().decode()
    settings.WAYMARK_CONTACT_KEYS = [Fernet.generate_key().decode(), key]
    settings.WAYMARK_MFA_KEYS = [key]
    assert ids(checks.keys_are_apart(None)) == ["waymark.E014"]
    settings.SECRET_KEY_FALLBACKS = [GOOD_TEXT]
    settings.WAYMARK_HMAC_KEY = GOOD_TEXT
    assert ids(checks.keys_are_apart(None)) == ["waymark.E014"] * 2


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://example.org/",
        "example.org",
        "https:",
        "https://[",
        "javascript:alert(1)",
    ],
)
def test_the_quick_exit_leads_over_https_alone(
    settings: Settings, address: str
) -> None:
    settings.WAYMARK_MODE = "demo"
    assert checks.exit_is_safe(None) == []
    settings.WAYMARK_EXIT_URL = address
    assert ids(checks.exit_is_safe(None)) == ["waymark.E015"]


def test_cheap_password_hashing_is_refused_outside_tests(
    settings: Settings,
) -> None:
    assert checks.slow_password_hashing(None) == []
    settings.WAYMARK_MODE = "demo"
    assert ids(checks.slow_password_hashing(None)) == ["waymark.E008"]


def test_words_that_are_not_compiled_anew_are_refused(
    settings: Settings, tmp_path: Path
) -> None:
    settings.WAYMARK_MODE = "production"
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source, made = folder / "django.po", folder / "django.mo"
    source.touch()
    assert ids(checks.languages_are_compiled(None)) == ["waymark.E025"]
    made.touch()
    os.utime(source, (1000, 1000))
    os.utime(made, (999, 999))
    assert ids(checks.languages_are_compiled(None)) == ["waymark.E025"]
    os.utime(made, (1000, 1000))
    assert checks.languages_are_compiled(None) == []


@pytest.mark.django_db
def test_a_good_database_passes() -> None:
    assert checks.trigrams_see_every_script(None, databases=["default"]) == []
    assert checks.extensions_are_there(None, databases=["default"]) == []


def test_no_database_is_asked_unless_named() -> None:
    assert checks.trigrams_see_every_script(None, databases=None) == []
    assert checks.extensions_are_there(None) == []


@pytest.fixture
def latin_only_database(
    postgres: EmbeddedPostgres, django_db_setup: None, django_db_blocker: Any
) -> Any:
    """Django points at a database made under LC_CTYPE C for the test's time."""
    with django_db_blocker.unblock():
        before = str(django_settings.DATABASES["default"]["NAME"])
        connection = psycopg2.connect(postgres.url("postgres"))
        connection.autocommit = True
        connection.cursor().execute(
            "CREATE DATABASE latin_only TEMPLATE template0 LC_CTYPE 'C' LC_COLLATE 'C'"
        )
        connection.close()
        point_django_at(postgres.url("latin_only"))
        yield postgres.url("latin_only")
        point_django_at(postgres.url(before))
        postgres.drop_databases("latin_only")


def test_a_database_that_sees_latin_alone_is_refused(latin_only_database: str) -> None:
    found = checks.trigrams_see_every_script(None, databases=["default"])
    assert ids(found) == ["waymark.E004"]
    with psycopg2.connect(latin_only_database) as other:
        other.cursor().execute("CREATE EXTENSION pg_trgm")
    other.close()
    found = checks.trigrams_see_every_script(None, databases=["default"])
    assert ids(found) == ["waymark.E004"]


@pytest.mark.django_db
def test_a_missing_extension_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checks, "EXTENSIONS", ("cube", "postgis_unheard_of"))
    (found,) = checks.extensions_are_there(None, databases=["default"])
    assert found.id == "waymark.E005"
    assert "postgis_unheard_of" in found.msg


def started_with(values: dict[str, str]) -> str:
    """What `manage.py check` says when it refuses an environment of these values."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=django_settings.BASE_DIR,
        env={**bare, **values},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    return run.stderr


def test_production_without_a_single_variable_does_not_start() -> None:
    found = started_with({})
    for number in ("E001", "E003", "E006", "E007", "E009", "E010"):
        assert f"waymark.{number}" in found


def test_production_with_wrong_values_names_each_of_them() -> None:
    wrong = {
        "WAYMARK_MODE": "production",
        "WAYMARK_ALLOWED_HOSTS": "*",
        "WAYMARK_EXIT_URL": "http://example.org/",
        "WAYMARK_THROTTLE_PARTNER": "often",
        "WAYMARK_PRESSURED_BARS": "BY ZZ",
        "WAYMARK_SECRET_KEY": GOOD_TEXT,
        "WAYMARK_HMAC_KEY": GOOD_TEXT,
    }
    found = started_with(wrong)
    for number in ("E012", "E013", "E014", "E015", "E016"):
        assert f"waymark.{number}" in found
    # A secret is never repeated to the log that keeps these words.
    assert GOOD_TEXT not in found
