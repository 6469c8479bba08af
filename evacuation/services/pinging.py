"""Asking again while we wait for an answer: counted, and at most twice.

Whoever does not answer may not be able to, and each message may be seen by somebody
else. After two the time for the answer runs out, and people decide what it means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.answering import last_letter
from evacuation.services.moves import ROOMS, last_move_into, moves
from evacuation.workflow.states import State as Main

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.services.changing import Change

MOST = 2
PING = "ping"  # of a move that is no step of the table
# Codes of attempts.Attempt by which somebody was asked and has not answered.
_UNANSWERED = ("no_answer", "neutral_message")


class AskedTwice(DeskError):
    """They have not answered, and were asked again as often as they may be."""

    code = "asked_twice"
    status = 409

    def __init__(self, field: str, words: str = "") -> None:
        first = _("They were asked again twice already and have not answered.")
        super().__init__(field, " ".join([str(first), str(words)]).strip())


WAIT = _(
    "Wait until they do, or until the time for it is over; then say whether contact is "
    "lost. What they have to know now can be sent: say that it asks nothing."
)
SAY_WHY = _("Say why it could not wait.")


def pings(opened: OpenCase) -> int:
    """How often they were asked again since the question or their last word.

    In the mailbox and outside; 0 where we wait for no answer.
    """
    since = _waiting_since(opened)
    if not since:
        return 0
    written = [move.at for move in moves(opened) if move.step == PING]
    tried = opened.readable(Compartment.TRIAGE, RecordKind.ATTEMPT).values()
    called = [str(one["at"]) for one in tried if one.get("code") in _UNANSWERED]
    return sum(at > since for at in [*written, *called])


def require_no_more_than_twice(opened: OpenCase, field: str, words: str) -> None:
    """Before another one. Raises AskedTwice."""
    if pings(opened) >= MOST:
        raise AskedTwice(field, words)


def write_ping(change: Change, reply: Record) -> None:
    """Beside the reply, which goes once it was read. Raises KeyMissing."""
    if not _waiting_since(change.opened):
        return
    change.write(
        next((room for room in ROOMS if change.opened.holds(room)), ROOMS[0]),
        RecordKind.MOVE,
        step=PING,
        origin=change.case.state,
        level=change.case.level,
        said={"reply": str(reply.pk)},
    )


def drop_ping(change: Change, reply: Record) -> None:
    """With a reply that is taken back before anybody could read it."""
    said = {"reply": str(reply.pk)}
    gone = [move.record for move in moves(change.opened) if move.said == said]
    change.case.records.filter(pk__in=gone, kind=RecordKind.MOVE).delete()


def _waiting_since(opened: OpenCase) -> str:
    """As records say it; "" where we wait for no answer."""
    if opened.case.state != State.INFO_NEEDED:
        return ""
    asked = last_move_into(opened, Main.INFO_NEEDED)
    if asked is None:
        return ""
    wrote = last_letter(opened, "message", asked.at)
    return max(asked.at, str(wrote.get("at", "")))
