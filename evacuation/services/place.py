"""A member's place before one case: what the roster and the case make of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.workflow.people import Person

if TYPE_CHECKING:
    from evacuation.access import OpenCase


def person_of(opened: OpenCase) -> Person:
    """The member before this case, as the roster has them."""
    me = opened.me
    rights = frozenset(right.value for right in me.card.rights)
    return Person(rights, owner=opened.owner_id == me.user.pk)
