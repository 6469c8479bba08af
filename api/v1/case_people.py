"""Members of the desk, as a body names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.problems import InvalidBody
from api.v1 import case_schemas

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked


def member_called(me: Unlocked, name: str, said_in: str) -> int:
    """The user of this code-name. Raises InvalidBody at the member `said_in`."""
    for card in me.trust.roster.members:
        if card.code_name == name:
            return card.user
    raise InvalidBody({said_in: [case_schemas.unknown_person()]})
