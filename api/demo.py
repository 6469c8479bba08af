"""The demo: invented people, an invented directory and a key to try things with.

Everything is made through the services that real people use. Passwords, one-time
code secrets and the key are new for each installation and stand in one file that
only its owner reads.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from api.models import PartnerApp
from api.partner_apps import create_partner_app
from directory.models import Country
from directory.services.demo import load_demo_directory
from directory.services.people import (
    Invited,
    accept_invitation,
    invite_first_administrator,
    invite_person,
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of the demo: role and countries, none for everywhere."""

    code_name: str
    role: str
    countries: tuple[str, ...] = ()


# Birds of the region; nobody is called so.
CAST = (
    Part("demo-wagtail", "editor", ("*",)),
    Part("demo-siskin", "editor", ("*",)),
    Part("demo-heron", "monitor", ("GE", "AM", "AZ")),
    Part("demo-plover", "monitor", ("KZ", "KG", "UZ", "TJ")),
    Part("demo-bittern", "coordinator"),
)
ADMINISTRATOR = "demo-dunlin"


def load_demo(say: Say) -> Path:
    """People, directory and partner key; the path of the file with the logins.

    What is there already is left as it is, so an interrupted load is finished by the
    next.
    """
    path: Path = settings.WAYMARK_VAR / "demo.json"
    people = _people(path)
    say(f"demo people: {', '.join(people)}")
    load_demo_directory(
        editor=User.objects.get(username="demo-wagtail"),
        reporter=User.objects.get(username="demo-heron"),
        said=say,
    )
    _partner(path)
    return path


@transaction.atomic
def _people(path: Path) -> list[str]:
    logins = _read(path).get("logins", [])
    known = {login["username"] for login in logins}
    if ADMINISTRATOR not in known:
        first = invite_first_administrator(code_name=ADMINISTRATOR)
        logins.append(_come_in(first, "administrator"))
    administrator = User.objects.get(username=ADMINISTRATOR)
    for part in CAST:
        if part.code_name not in known:
            invited = invite_person(
                actor=administrator,
                role=part.role,
                countries=_countries(part),
                code_name=part.code_name,
            )
            logins.append(_come_in(invited, part.role))
    _write(path, {**_read(path), "logins": logins})
    return [login["username"] for login in logins]


def _countries(part: Part) -> list[str]:
    if part.countries == ("*",):
        return list(Country.objects.values_list("code", flat=True))
    return list(part.countries)


def _come_in(invited: Invited, role: str) -> dict[str, str]:
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    user = accept_invitation(token=invited.token, password=password)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return {
        "username": user.username,
        "role": role,
        "password": password,
        "totp_secret": secret,
    }


@transaction.atomic
def _partner(path: Path) -> None:
    if PartnerApp.objects.exists():
        return
    _app, key = create_partner_app(
        actor=User.objects.get(username=ADMINISTRATOR),
        name="Demo Partner (invented)",
        scopes=PartnerApp.Scope.values,
        countries=[],
        until=timezone.now() + timedelta(days=365),
        throttled=False,
    )
    _write(path, {**_read(path), "partner_key": key})


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, demo: dict[str, Any]) -> None:
    # Never readable by others, not even for the moment between making and closing.
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(demo, file, ensure_ascii=False, indent=2)
    path.chmod(0o600)
