"""What the desk refuses to start with. Ids go on where config/checks.py ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import ProgrammingError, connections

from evacuation.vault.passwords import STRONG

if TYPE_CHECKING:
    from collections.abc import Sequence

Found = list[CheckMessage]
KEY_DIGITS = 64
GENERATE_KEY = "python -c 'import secrets; print(secrets.token_hex(32))'"


@register(Tags.security)
def server_keys(app_configs: Any, **kwargs: Any) -> Found:
    """Pepper and house key: 32 bytes in hexadecimal digits, two different ones."""
    named = {"WAYMARK_PEPPER": "waymark.E017", "WAYMARK_HOUSE_KEY": "waymark.E018"}
    found: Found = [
        Error(
            f"{name} is missing or is no key of {KEY_DIGITS} hexadecimal digits.",
            hint=f"Make one, keep it in a file and name that in {name}_FILE: "
            f"{GENERATE_KEY}",
            id=code,
        )
        for name, code in named.items()
        if not is_key(getattr(settings, name))
    ]
    if not found and settings.WAYMARK_PEPPER == settings.WAYMARK_HOUSE_KEY:
        found.append(
            Error(
                "WAYMARK_PEPPER and WAYMARK_HOUSE_KEY hold the same key.",
                hint=f"Make a key of its own for each: {GENERATE_KEY}",
                id="waymark.E019",
            )
        )
    return found


@register(Tags.security)
def organisation_key(app_configs: Any, **kwargs: Any) -> Found:
    """The pinned key is one, and in production none of a demo."""
    if settings.WAYMARK_MODE != "production":
        return []
    key = settings.WAYMARK_ORGANISATION_KEY
    if not is_key(key):
        return [
            Error(
                "WAYMARK_ORGANISATION_KEY is missing or is no public key.",
                hint="create_organisation_keys prints it, on a machine without a "
                "network.",
                id="waymark.E020",
            )
        ]
    if key.lower().startswith(settings.WAYMARK_DEMO_MARK):
        return [
            Error(
                "WAYMARK_ORGANISATION_KEY is the key of a demo organisation.",
                hint="Its secret half lay on a server. Found the real organisation: "
                "create_organisation_keys, on a machine without a network.",
                id="waymark.E021",
            )
        ]
    return []


@register(Tags.security)
def strong_stretching(app_configs: Any, **kwargs: Any) -> Found:
    """Members' keys are sealed under an Argon2id that costs something."""
    from evacuation.services.keys import strength

    if settings.WAYMARK_MODE == "test" or strength() == STRONG:
        return []
    return [
        Error(
            "Members' keys would be sealed cheaply.",
            hint="The cheap parameters belong to tests alone.",
            id="waymark.E022",
        )
    ]


@register(Tags.database)
def shred_is_apart(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> Found:
    """Shred rows in the main cluster would stand in its backups, archive, replicas."""
    if settings.WAYMARK_MODE != "production" or not databases:
        return []
    if not settings.SHRED_DATABASE_URL:
        return [
            Error(
                "WAYMARK_SHRED_DATABASE_URL is missing.",
                hint="Name a PostgreSQL cluster of its own, without archive.",
                id="waymark.E023",
            )
        ]
    if _cluster("default") != _cluster("shred"):
        return []
    return [
        Error(
            "The databases default and shred lie in one PostgreSQL cluster.",
            hint="What is shredded would live on in base backups and archives: give "
            "WAYMARK_SHRED_DATABASE_URL a cluster of its own.",
            id="waymark.E024",
        )
    ]


def is_key(value: str) -> bool:
    """32 bytes in hexadecimal digits."""
    digits = set("0123456789abcdef")
    return len(value) == KEY_DIGITS and set(value.lower()) <= digits


def _cluster(alias: str) -> int | None:
    """The cluster's own number; None where it does not tell, which counts as one."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT system_identifier FROM pg_control_system()")
            (number,) = cursor.fetchone()
    except ProgrammingError:
        return None
    return int(number)
