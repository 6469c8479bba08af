"""How sure we are and who vouched, as whoever writes a decision reads it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import RecordKind
from evacuation.services.trusted import standing
from evacuation.services.verification_room import ROOM
from evacuation.services.verifying import (
    checks_of,
    everything_said,
    level,
    vouches_of,
)
from evacuation.workflow.verification import VOUCH_LASTS, Verified, at_least

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.access import OpenCase


def level_of(opened: OpenCase, now: datetime) -> Verified:
    """Nothing is verified where nothing is written, or where it cannot be read."""
    try:
        return level(opened, now)
    except (KeyMissing, NotTrusted):
        return Verified.V0


def is_trusted(opened: OpenCase, now: datetime) -> bool:
    """Whether a trusted organisation answers for who they are, and nothing contradicts:
    V3 or above. Below it no way is told to anybody."""
    found = level_of(opened, now)
    return found != Verified.VX and at_least(found, Verified.V3)


def checks_written(opened: OpenCase) -> set[str]:
    """Ids of whatever was checked or vouched: rows, which need no key to be counted."""
    kinds = (RecordKind.CHECK, RecordKind.VOUCH)
    return {str(row.pk) for row in opened.records(ROOM, *kinds)}


def words_of(opened: OpenCase, now: datetime) -> list[list[str]]:
    """Whose word counts now: (organisation's code, when, until when or "")."""
    said = everything_said(opened)
    checks = [(c.organisation, c.at, "") for c in checks_of(said) if c.organisation]
    vouches = [
        (v.organisation, v.signed_at, (v.signed_at + VOUCH_LASTS).isoformat())
        for v in vouches_of(said)
    ]
    found = [[one, at.isoformat(), end] for one, at, end in [*checks, *vouches]]
    return [word for word in found if words_stand([word], now)]


def words_stand(words: Iterable[list[str]], now: datetime) -> bool:
    """Whether all of these count: asked by who cannot read the case's vouches."""
    stands = standing()
    return all(
        stands(one, datetime.fromisoformat(at))
        and (not end or now < datetime.fromisoformat(end))
        for one, at, end in words
    )
