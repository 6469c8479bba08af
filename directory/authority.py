"""What the directory's own people may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from directory.models.choices import Level
from directory.models.monitor import Monitor
from directory.viewer import Viewer

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_LEVELS = {
    Monitor.Role.MONITOR: Level.MONITORS,
    # Who keeps the entries of a country reads all of them there.
    Monitor.Role.EDITOR: Level.COORDINATORS,
}


def profile_of(user: User) -> Monitor | None:
    """The user's profile where it holds now: begun, not ended, not run out."""
    now = timezone.now()
    return Monitor.objects.filter(
        user=user, starts_at__lte=now, ends_at__gt=now, ended_at__isnull=True
    ).first()


def viewer_of(user: User) -> Viewer | None:
    """Monitors read their countries' restricted entries, and others as partners do.

    Administrators invite people; they read no more than the public.
    """
    profile = profile_of(user)
    if profile is None or profile.role not in _LEVELS:
        return None
    return Viewer(
        level=_LEVELS[Monitor.Role(profile.role)],
        countries=frozenset(profile.countries),
        elsewhere=Level.PARTNERS,
        actor=user,
    )
