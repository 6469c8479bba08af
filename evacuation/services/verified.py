"""How sure we are and who vouched, as whoever writes a decision reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.services.verifying import level, vouches_stand
from evacuation.services.vouching import voucher_users
from evacuation.workflow.verification import Verified

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.access import OpenCase


def level_of(opened: OpenCase, now: datetime) -> Verified:
    """Nothing is verified where nothing is written, or where it cannot be read."""
    try:
        return level(opened, now)
    except (KeyMissing, NotTrusted):
        return Verified.V0


def vouchers_of(opened: OpenCase) -> frozenset[int]:
    """Members who vouched, by user: they approve nothing here.

    Raises KeyMissing, NotTrusted: nobody submits who cannot know it.
    """
    return voucher_users(opened)


def vouches_hold(opened: OpenCase, now: datetime) -> bool:
    """Whether no vouch that it rests on was revoked or ran out.

    Raises KeyMissing, NotTrusted.
    """
    return vouches_stand(opened, now)
