"""A contradiction is a security review: no money moves before it is cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, KeyMissing, NotTrusted
from evacuation.services.verification_room import ROOM
from evacuation.services.verified import checks_written
from evacuation.services.verifying import level
from evacuation.workflow.verification import Verified

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content


class UnderReview(DeskError):
    """Something contradicts, or may, as far as the actor can know."""

    code = "under_review"
    status = 409
    message = _(
        "Something contradicts, or was checked since and you cannot read it. "
        "No money moves before a verifier or a lead has cleared it."
    )


def is_under_review(opened: OpenCase) -> bool:
    """Whether a contradiction stands, as far as this member reads what was verified."""
    if not opened.holds(ROOM) or not checks_written(opened):
        return False
    try:
        return level(opened, timezone.now()) == Verified.VX
    except (KeyMissing, NotTrusted):
        return False


def require_no_review(opened: OpenCase, facts: Content) -> None:
    """`facts`: for who cannot read what was verified, as they were written beside it.

    `seen`: the checks that they take in; `verified`: the level that came of them.
    Raises UnderReview, NotTrusted.
    """
    try:
        found = str(level(opened, timezone.now()))
    except KeyMissing:
        if checks_written(opened) - {*facts.get("seen", ())}:
            raise UnderReview from None
        found = str(facts.get("verified", ""))
    if found == Verified.VX:
        raise UnderReview
