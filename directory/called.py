"""Whom a person called a moment ago, so that nobody is offered twice unmarked."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from directory.models import CallOutcome

if TYPE_CHECKING:
    from datetime import datetime

    from directory.viewer import Viewer


def called_lately(viewer: Viewer, *, since: datetime) -> dict[UUID, str]:
    """Provider id to the latest result of the viewer's own calls since then.

    One query; none for a viewer who is nobody.
    """
    if viewer.actor is None:
        return {}
    made = CallOutcome.objects.filter(by=viewer.actor, at__gte=since).order_by("at")
    return dict(made.values_list("provider_id", "result"))
