"""The process environment, read in one place.

Every value is `NAME`, or the content of the file that `NAME_FILE` points at
(systemd credentials, container secrets). A variable that is set but cannot be
understood, or a file that is named but cannot be read, raises
`ImproperlyConfigured`: a typing error never falls back to a default.
"""

from __future__ import annotations

import os
import secrets
import shlex
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})
BESIDE = "_shred"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Environment:
    """Typed reading of one mapping of names to strings."""

    def __init__(self, source: Mapping[str, str]) -> None:
        self._source = source

    def text(self, name: str, default: str = "") -> str:
        """The value of `name`, or what stands in the file of `name`_FILE."""
        path = self._source.get(f"{name}_FILE")
        if path is None:
            return self._source.get(name, default).strip()
        if name in self._source:
            raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = type(error).__name__
            raise ImproperlyConfigured(
                f"{name}_FILE cannot be read: {path} ({reason})."
            ) from None

    def boolean(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if not value:
            return default
        if value not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{name} must be true or false.")
        return value in TRUE

    def integer(self, name: str, default: int, at_least: int = 0) -> int:
        value = self.text(name) or str(default)
        if not value.isdecimal() or int(value) < at_least:
            raise ImproperlyConfigured(
                f"{name} must be a whole number of at least {at_least}."
            )
        return int(value)

    def words(self, name: str, default: str = "") -> list[str]:
        """A list parted by commas or spaces; an empty value is an empty list."""
        return self.text(name, default).replace(",", " ").split()

    def command(self, name: str) -> list[str]:
        """A program and its arguments, parted as a shell would, run by none."""
        try:
            return shlex.split(self.text(name))
        except ValueError:
            raise ImproperlyConfigured(f"{name} has an open quote.") from None

    def web_address(self, name: str) -> str:
        """An https address, or a plain one of this machine; empty when unset."""
        value = self.text(name)
        parts = urlsplit(value)
        safe = parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname in LOOPBACK
        )
        if value and not safe:
            raise ImproperlyConfigured(f"{name} must begin with https://.")
        return value

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """One of `choices`; the first is the default."""
        value = self.text(name) or choices[0]
        if value not in choices:
            raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}.")
        return value


def kept_secret(folder: Path, name: str, make: Callable[[], str]) -> str:
    """The secret kept in `folder`/`name`, made on first use and readable by us alone.

    For demo and test only. Two processes that start at once agree on one value,
    because linking a finished file onto a name succeeds for one of them.
    """
    path = folder / name
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=folder)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)
    return path.read_text(encoding="utf-8").strip()


def random_text() -> str:
    return secrets.token_urlsafe(48)


def random_key() -> str:
    """32 random bytes in hex."""
    return secrets.token_hex(32)


def beside(url: str) -> str:
    """The URL of the second database on the same server: for demo and tests alone."""
    parts = urlsplit(url or "postgresql:///")
    return urlunsplit(parts._replace(path=f"{parts.path}{BESIDE}"))


def database_from_url(url: str) -> dict[str, Any]:
    """Django's database settings from `postgresql://user:word@host:port/name?option=`.

    Options go to libpq as they are; `host` may be the folder of a Unix socket.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "config.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


env = Environment(os.environ)
