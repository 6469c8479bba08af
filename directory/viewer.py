"""Who is looking: the one thing that every read of the directory takes.

A door builds a `Viewer` with `viewer_for(user)` and may only narrow it. Authority is
asked anew on every request, so that expiry, ending and suspension act at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings

from directory.models.choices import Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser, User

# Parts of an entry that an agreement with a partner may leave out.
FIELD_GROUPS = frozenset({"contacts", "friendliness", "vetting"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """A reader: `level` in `countries` (None: everywhere), `elsewhere` in all others.

    `fields` names the field groups that may be read at all; None is whatever the
    level gives.
    """

    level: Level = Level.PUBLIC
    countries: frozenset[str] | None = None
    elsewhere: Level = Level.PUBLIC
    fields: frozenset[str] | None = None
    actor: User | None = None

    def level_in(self, country: str) -> Level:
        """The level at which this viewer reads entries whose home is `country`."""
        if self.countries is None or country in self.countries:
            return self.level
        return self.elsewhere

    def reads_group(self, group: str) -> bool:
        """Whether the field group is part of what this viewer agreed to read."""
        return self.fields is None or group in self.fields

    def narrowed(
        self,
        *,
        level: Level | None = None,
        countries: Iterable[str] | None = None,
        fields: Iterable[str] | None = None,
    ) -> Viewer:
        """The same viewer with less: a level or country never becomes more."""
        top = self.level if level is None else Level(min(self.level, level))
        return replace(
            self,
            level=top,
            elsewhere=Level(min(self.elsewhere, top)),
            countries=_meet(self.countries, countries),
            fields=_meet(self.fields, fields),
        )

    @property
    def signature(self) -> str:
        """What makes two viewers read alike, for ETags: no name of a person."""
        where = "*" if self.countries is None else ",".join(sorted(self.countries))
        parts = "*" if self.fields is None else ",".join(sorted(self.fields))
        return f"{int(self.level)}/{where}/{int(self.elsewhere)}/{parts}"


PUBLIC_VIEWER = Viewer()


def _meet(
    held: frozenset[str] | None, wanted: Iterable[str] | None
) -> frozenset[str] | None:
    if wanted is None:
        return held
    return frozenset(wanted) if held is None else held & frozenset(wanted)


class Authority(Protocol):
    """A floor's answer to "what may this user read?"."""

    def viewer_of(self, user: User) -> Viewer | None:
        """The viewer that this floor's profile gives, or None without a profile."""


@cache
def _authorities() -> tuple[Authority, ...]:
    return tuple(
        cast("Authority", import_module(path)) for path in settings.WAYMARK_AUTHORITIES
    )


def viewer_for(user: User | AnonymousUser | None) -> Viewer:
    """The viewer of a user: what their profiles give, else the public's.

    Being a superuser gives nothing. Of several profiles the highest level counts,
    the widest among equals; the others only raise what is read elsewhere.
    """
    if user is None or not user.is_authenticated or not user.is_active:
        return PUBLIC_VIEWER
    found = [authority.viewer_of(user) for authority in _authorities()]
    viewers = [viewer for viewer in found if viewer is not None]
    if not viewers:
        return replace(PUBLIC_VIEWER, actor=user)
    best = max(viewers, key=_reach)
    floor = max(viewer.elsewhere for viewer in viewers)
    return replace(best, elsewhere=Level(min(floor, best.level)))


def _reach(viewer: Viewer) -> tuple[int, bool, int]:
    countries = viewer.countries
    return int(viewer.level), countries is None, len(countries or ())
