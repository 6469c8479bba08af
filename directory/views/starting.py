"""Where somebody lands who has just signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from directory.authority import profile_of
from directory.models import Monitor

_DESKS = {
    Monitor.Role.EDITOR: "directory:edit_entries",
    Monitor.Role.ADMINISTRATOR: "directory:people",
}
# The menu reads it; it opens nothing (each page asks the profile itself).
ROLE = "role"


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The person's own desk; the search for everybody else."""
    user = request.user
    profile = profile_of(user) if user.is_authenticated else None
    if profile is None:
        return redirect("directory:search")
    request.session[ROLE] = profile.role
    return redirect(_DESKS.get(Monitor.Role(profile.role), "directory:search"))
