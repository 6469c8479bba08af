"""The demo's people: invited like anybody, their logins kept in one file.

Passwords and one-time code secrets are new for each installation; only the file's
owner reads them.
"""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User

from directory.services.people import (
    Invited,
    accept_invitation,
    invite_first_administrator,
    invite_person,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Login = dict[str, str]


def read_demo(path: Path) -> dict[str, Any]:
    """What the demo's file holds; {} without one."""
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def write_demo(path: Path, demo: dict[str, Any]) -> None:
    # Never readable by others, not even for the moment between making and closing.
    path.parent.mkdir(parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as file:
        json.dump(demo, file, ensure_ascii=False, indent=2)
    path.chmod(0o600)


class DemoPeople:
    """Whoever of the file is in this database; the file may outlive its database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        kept: list[Login] = read_demo(path).get("logins", [])
        here = set(
            User.objects.filter(username__in=[login["username"] for login in kept])
            .filter(is_active=True)
            .values_list("username", flat=True)
        )
        self._logins = {
            login["username"]: login for login in kept if login["username"] in here
        }

    def names(self) -> list[str]:
        return list(self._logins)

    def administrator(self, code_name: str) -> User:
        """The first administrator, made where there is none."""
        if code_name not in self._logins:
            invited = invite_first_administrator(code_name=code_name)
            self._accept(invited, "administrator")
        return User.objects.get(username=code_name)

    def come_in(
        self,
        administrator: User,
        code_name: str,
        role: str,
        countries: Sequence[str] = (),
    ) -> tuple[User, str]:
        """(user, password): invited and in, with a second factor; or already here."""
        if code_name not in self._logins:
            invited = invite_person(
                actor=administrator, role=role, countries=countries, code_name=code_name
            )
            self._accept(invited, role)
        user = User.objects.get(username=code_name)
        return user, self._logins[code_name]["password"]

    def _accept(self, invited: Invited, role: str) -> None:
        password = "-".join(secrets.token_hex(3) for _ in range(3))
        user = accept_invitation(token=invited.token, password=password)
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        self.keep(
            {
                "username": user.username,
                "role": role,
                "password": password,
                "totp_secret": secret,
            }
        )

    def keep(self, login: Login) -> None:
        """Write a login, or more of one, into the file."""
        known = self._logins.get(login["username"], {})
        self._logins[login["username"]] = {**known, **login}
        rest = read_demo(self._path)
        write_demo(self._path, {**rest, "logins": list(self._logins.values())})
