"""What partners' apps may read in the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from api.models import PartnerApp
from directory.models.choices import Level
from directory.viewer import Viewer

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What each scope opens beyond the plain entry (directory.viewer.FIELD_GROUPS).
_GROUPS = {
    PartnerApp.Scope.CONTACTS_READ: "contacts",
    PartnerApp.Scope.FRIENDLINESS_READ: "friendliness",
}


def viewer_of(user: User) -> Viewer | None:
    """The viewer of an app's service user while its agreement holds."""
    now = timezone.now()
    app = PartnerApp.objects.filter(
        user=user, starts_at__lte=now, ends_at__gt=now, suspended_at__isnull=True
    ).first()
    return None if app is None else viewer_of_app(app, user)


def viewer_of_app(app: PartnerApp, user: User) -> Viewer:
    """Partners' level in the agreed countries; scopes name the field groups."""
    groups = {_GROUPS[PartnerApp.Scope(s)] for s in app.scopes if s in _GROUPS}
    return Viewer(
        level=Level.PARTNERS,
        countries=frozenset(app.countries) if app.countries else None,
        elsewhere=Level.PUBLIC,
        fields=frozenset(groups),
        actor=user,
    )
