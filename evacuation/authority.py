"""What the evacuation desk may read in the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from directory.models.choices import Level
from directory.viewer import Viewer
from evacuation.models.member import Member

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def viewer_of(user: User) -> Viewer | None:
    """Coordinators read every entry, whatever its country."""
    now = timezone.now()
    holds = Member.objects.filter(
        user=user,
        roles__contains=[Member.Role.COORDINATOR],
        starts_at__lte=now,
        ends_at__gt=now,
        ended_at__isnull=True,
        suspended_at__isnull=True,
    ).exists()
    return (
        Viewer(level=Level.COORDINATORS, elsewhere=Level.COORDINATORS, actor=user)
        if holds
        else None
    )
