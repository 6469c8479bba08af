"""What the letters ask of a case under way, and whether it was heard by phrase.

Who confirms it is services/wishes.py.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.journeys.expected import WISH, said_of_check_ins
from evacuation.services.under_way import is_under_way
from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.check_ins import Heard

if TYPE_CHECKING:
    from evacuation.access import OpenCase

# What takes a wish back.
_BACK = {"withdraw": ("return", "message"), "erase": ("keep",)}


class Wish(Coded):
    """What they ask for."""

    WITHDRAW = "withdraw", _("They ask us to stop")
    ERASE = "erase", _("They ask us to erase everything")


def open_wishes(opened: OpenCase) -> list[Wish]:
    """What the letters ask of a case under way; nothing of another, nor unread."""
    if not is_under_way(opened.case):
        return []
    return [wish for wish in Wish if _asked_at(opened, wish)]


def may_withdraw(opened: OpenCase) -> bool:
    """Whether the step `withdraw` may be taken: under way, by their phrase alone.

    Raises KeyMissing, NotTrusted.
    """
    if not is_under_way(opened.case):
        return True
    since = _asked_at(opened, Wish.WITHDRAW)
    confirmed = [
        str(said["at"])
        for said in said_of_check_ins(opened)
        if (said["what"], said.get("wish")) == (WISH, Wish.WITHDRAW)
        and said["heard"] == Heard.PHRASE
    ]
    return bool(since) and any(at > since for at in confirmed)


def by_receipt_alone(opened: OpenCase) -> bool:
    """Whether help is under way and nobody heard the phrase yet that it should stop, as
    far as the member can read."""
    with suppress(KeyMissing, NotTrusted):
        return not may_withdraw(opened)
    return True


def _asked_at(opened: OpenCase, wish: Wish) -> str:
    """When they asked last, and did not take it back; "" where they did not."""
    letters = opened.readable(Compartment.INBOX, RecordKind.LETTER).values()
    asked = ""
    for said in sorted(letters, key=lambda one: str(one["at"])):
        if said.get("kind") == wish:
            asked = str(said["at"])
        elif said.get("kind") in _BACK[str(wish)]:
            asked = ""
    return asked
