"""Split sessions: a row without its cookie opens nothing, nor does a cookie alone."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label
from evacuation.vault.members import Seeds
from evacuation.vault.sealing import open_seal, seal

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.vault.secret import Secret


class Stage(StrEnum):
    """Pending: the password was right. Open: the second factor, too."""

    PENDING = "pending"
    OPEN = "open"


def seal_session(
    cookie: Secret, seeds: Seeds, session: UUID, user: int, stage: Stage
) -> bytes:
    """A member's seeds under a random key that exists in a cookie alone."""
    return seal(cookie, seeds.joined(), Label.SESSION, session, user, stage)


def open_session(
    cookie: Secret, sealed: bytes, session: UUID, user: int, stage: Stage
) -> Seeds:
    """Raises CannotOpen for another cookie, session, user or stage."""
    opened = open_seal(cookie, sealed, Label.SESSION, session, user, stage)
    return Seeds.parted(opened)
