"""What an approver last answered, for the owner who goes on from it; and an appeal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment, State
from evacuation.services.answering import untold, was_told
from evacuation.services.moves import last_move
from evacuation.services.submitted import versions
from evacuation.showing.steps import said_words
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.services.moves import Move

_ANSWERS = ("ask_back", "decline", "waitlist")


@dataclass(frozen=True, slots=True)
class LastWord:
    """`said`: (words of the field, what was said). `to_send`: words to the person that
    nobody sent yet, for who can send them.
    """

    label: Any
    by: str
    at: datetime
    said: list[tuple[Any, Any]]
    to_send: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """`said`: ground and words, with the words of their fields. `at`: when we heard."""

    at: datetime
    said: list[tuple[Any, Any]]


def shown_appeal(opened: OpenCase) -> Appeal | None:
    """The newest that this member can read."""
    found = last_move(opened, "appeal")
    if found is None:
        return None
    said = said_words(BY_NAME["appeal"], found)
    return Appeal(datetime.fromisoformat(found.at), said)


def last_word(opened: OpenCase, name_of: Callable[[str], str]) -> LastWord | None:
    """The newest answer but an approval; None once it was submitted anew.

    Whoever decides on an appeal reads what was refused, by whom and with which words.
    """
    if opened.case.state == State.APPEAL:
        found = last_move(opened, "decline")
    else:
        found = last_move(opened, *_ANSWERS, "submit", "revise", "approve")
        if found is not None and _asked_since(opened, found):
            return None
    if found is None or found.step not in _ANSWERS:
        return None
    one = BY_NAME[found.step]
    return LastWord(
        label=one.label,
        by=name_of(found.by),
        at=datetime.fromisoformat(found.at),
        said=said_words(one, found),
        to_send=_to_send(opened, str(found.said.get("message", ""))),
    )


def words_to_send(opened: OpenCase) -> str:
    """What was written to the person with a refusal that nobody told them; else ""."""
    declined = last_move(opened, "decline")
    words = str(declined.said.get("message", "")) if declined else ""
    return _to_send(opened, words)


def is_untold(opened: OpenCase) -> bool:
    """Whether this member knows of a decision that nobody told the person."""
    try:
        return untold(opened) is not None
    except (KeyMissing, NotTrusted):
        return False


def _asked_since(opened: OpenCase, answer: Move) -> bool:
    """Approvers cannot read that it was submitted; the version itself they can."""
    try:
        return any(one.at > answer.at for one in versions(opened))
    except (KeyMissing, NotTrusted):
        return False


def _to_send(opened: OpenCase, words: str) -> str:
    if opened.case.state != State.DECLINED or not opened.holds(Compartment.REPLIES):
        return ""
    try:
        return "" if was_told(opened) else words
    except (KeyMissing, NotTrusted):
        return words
