"""Who may change what. One rule each, so that coverage can prove every line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from directory.authority import profile_of
from directory.errors import NotAllowed
from directory.models.monitor import Monitor

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def may_edit(actor: User, country: str) -> bool:
    """Editors keep the entries of the countries in their profile."""
    profile = profile_of(actor)
    if profile is None or profile.role != Monitor.Role.EDITOR:
        return False
    return country in profile.countries


def require_editor(actor: User, country: str) -> None:
    """Raises NotAllowed unless the actor keeps this country's entries."""
    if not may_edit(actor, country):
        raise NotAllowed


def require_vetted(actor: User) -> Monitor:
    """The actor's running profile as monitor or editor. Raises NotAllowed."""
    profile = profile_of(actor)
    if profile is None or profile.role == Monitor.Role.ADMINISTRATOR:
        raise NotAllowed
    return profile


def require_administrator(actor: User) -> Monitor:
    """The actor's running profile as administrator. Raises NotAllowed."""
    profile = profile_of(actor)
    if profile is None or profile.role != Monitor.Role.ADMINISTRATOR:
        raise NotAllowed
    return profile


def require_any_editor(actor: User) -> Monitor:
    """The actor's running profile as editor of some country. Raises NotAllowed."""
    profile = profile_of(actor)
    if profile is None or profile.role != Monitor.Role.EDITOR:
        raise NotAllowed
    return profile
