"""The ways to reach a person directly, by the newest word on it that opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evacuation.answers import MayWrite
from evacuation.models.choices import Compartment, RecordKind
from evacuation.safe_hours import SafeHours, safe_hours

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content


def safe_windows(opened: OpenCase, now: datetime) -> list[SafeHours]:
    """The hours of each way by which we may write or call first, where any are said."""
    found = (safe_hours(way, now) for way in ways(opened))
    return [hours for hours in found if hours is not None]


def next_window(opened: OpenCase, now: datetime) -> datetime | None:
    """When somebody may be reached directly next; None while it is open, or unsaid."""
    windows = safe_windows(opened, now)
    if not windows or any(window.is_now for window in windows):
        return None
    return min(window.opens for window in windows)


def ways(opened: OpenCase) -> list[dict[str, Any]]:
    """Those by which we may write or call first, as they said."""
    told = _newest(opened)
    if told.get("do_not_contact"):
        # Another person's, who has agreed: their hours count as much.
        return list(told.get("profiles", []))
    return [
        way
        for way in told.get("profiles", [])
        if way.get("may_write_first") == MayWrite.YES
    ]


def _newest(opened: OpenCase) -> Content:
    """What the form said, or what the person changed in the mailbox since."""
    kinds = (RecordKind.CONTACT, RecordKind.LETTER)
    found = opened.readable(Compartment.INBOX, *kinds).values()
    changed = [said for said in found if isinstance(said.get("contact"), dict)]
    if changed:
        newest = max(changed, key=lambda said: str(said.get("at", "")))
        return dict(newest["contact"])
    return next((said for said in found if "profiles" in said), {})
