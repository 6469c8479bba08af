"""Roles that people are invited to, whichever floor keeps them.

Each floor with people of its own names a keeper in `settings.WAYMARK_ROLE_KEEPERS`,
so that one invitation, one people page and one "end access" serve all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings

from directory.errors import DirectoryError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import User
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Role:
    """`by_country`: whether the role holds in named countries only."""

    code: str
    label: str | Promise
    by_country: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """What an accepted invitation gives. Country codes are ISO 3166-1 alpha-2."""

    user: User
    role: str
    countries: tuple[str, ...]
    sponsor: User | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """One person's standing in one role, as the people page shows it."""

    user_id: int
    code_name: str
    role: str | Promise
    countries: tuple[str, ...]
    sponsor: str
    renewed_by: str
    ends_at: datetime
    ended_at: datetime | None


class RoleKeeper(Protocol):
    """A floor's module that keeps profiles of people."""

    def roles(self) -> tuple[Role, ...]:
        """The roles that this floor gives."""

    def grant(self, given: Grant) -> None:
        """Write the profile of somebody new."""

    def renew(self, *, user: User, by: User, until: datetime) -> bool:
        """Let a profile that has not been ended hold until then; False without one."""

    def end(self, *, user: User, by: User, at: datetime) -> bool:
        """End a profile that has not been ended; False without one."""

    def accesses(self) -> Iterable[Access]:
        """Everybody whom this floor keeps, ended ones too. One query."""


@cache
def role_keepers() -> tuple[RoleKeeper, ...]:
    return tuple(
        cast("RoleKeeper", import_module(path))
        for path in settings.WAYMARK_ROLE_KEEPERS
    )


def all_roles() -> dict[str, Role]:
    """Every role of every floor, by code."""
    return {role.code: role for keeper in role_keepers() for role in keeper.roles()}


def keeper_of(role: str) -> RoleKeeper:
    """The keeper that gives this role. Raises DirectoryError naming `role`."""
    for keeper in role_keepers():
        if role in {known.code for known in keeper.roles()}:
            return keeper
    raise DirectoryError("role")
