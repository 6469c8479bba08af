"""Whether a closed case bears the word of those who must close it, and what it said."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models import Proposal
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.models.proposal import Action
from evacuation.services.moves import moves
from evacuation.services.moving import takes_two
from evacuation.services.proposing import approvers_of, holds
from evacuation.vault.cards import Right, member_name
from evacuation.workflow.people import rights_of
from evacuation.workflow.reasons import Ending, ending_of
from evacuation.workflow.states import State as Main
from evacuation.workflow.table import BY_NAME
from evacuation.workflow.transition import Second

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.services.moves import Move
    from evacuation.services.writing import Content

# Steps that services/closing.py takes, with what a proposal of each is called.
STEPS = {"close": Action.CLOSE, "conclude": Action.CONCLUDE}
MAY_CONFIRM = frozenset({Right.COORDINATOR, Right.LEAD})
KEPT = "kept_open"
REOPENED = "reopened"
# What else a record of closing may say.
OTHER_WORDS = {
    KEPT: _("Decided not to close it"),
    REOPENED: _("Opened it again"),
}
# As cases were closed before there were as many reasons.
_AS_IT_WAS = {"helped": Ending.PROTECTED, "spam": Ending.SPAM}


def reason_of(code: object) -> Ending | None:
    """The reason that a record names, whenever it was written."""
    text = str(code)
    if text in _AS_IT_WAS:
        return _AS_IT_WAS[text]
    return Ending(text) if text in set(map(str, Ending)) else None


def closures(opened: OpenCase) -> list[tuple[Record, Content]]:
    """Everything said about closing, oldest first. Raises KeyMissing, NotTrusted."""
    rows = opened.records(Compartment.TRIAGE, RecordKind.CLOSURE)
    said = [(row, opened.content(row)) for row in rows]
    return sorted(said, key=lambda pair: str(pair[1]["at"]))


def ended(opened: OpenCase) -> str:
    """Why the case was closed: a code of Ending, "" where nothing says so."""
    with suppress(KeyMissing, NotTrusted, KeyError):
        said = closures(opened)
        move = _closing_move(opened, said)
        if move is not None:
            return ending_of(move.step, move.said)
        reason = reason_of(said[-1][1]["reason"]) if said else None
        return str(reason or "")
    return ""


def closing_holds(opened: OpenCase) -> bool:
    """Whether a closed case bears a member's word, and a second one where it must.

    A state that was set by hand in the database does not: it takes the key of the
    account to write such a record.
    """
    if opened.case.state != State.CLOSED:
        return True
    with suppress(KeyMissing, NotTrusted, KeyError, ValueError, Proposal.DoesNotExist):
        return _closed_by_members(opened)
    return False


def _closed_by_members(opened: OpenCase) -> bool:
    said = closures(opened)
    if _closing_move(opened, said) is not None or _approver_ended(opened, said):
        return True
    newest = said[-1][1] if said else {}
    if reason_of(newest.get("reason")) is None:
        return False
    # As it was when it was closed: duress may have come to light since.
    second = newest.get("second", takes_two(opened, BY_NAME["close"]))
    return _confirmed(opened, said) if "confirms" in newest or second else True


def _closing_move(opened: OpenCase, said: list[tuple[Record, Content]]) -> Move | None:
    """The step of the table that closed it since the last word in `said`."""
    since = str(said[-1][1]["at"]) if said else ""
    found = [m for m in moves(opened) if m.step in BY_NAME and m.step not in STEPS]
    closing = [m for m in found if BY_NAME[m.step].target == Main.CLOSED]
    later = [m for m in closing if m.at > since and _taken(opened, m)]
    return later[-1] if later else None


def _approver_ended(opened: OpenCase, said: list[tuple[Record, Content]]) -> bool:
    """For who reads the account alone: the step lies beside the decision.

    The signatures over it are there for everybody. An end before the case was opened
    again does not count.
    """
    asked = opened.proposals(Action.FINISH)
    last = asked[-1] if asked else None
    if last is None or opened.holds(Compartment.DECISION):
        return False
    again = [one["at"] for _row, one in said if one["reason"] == REOPENED]
    before = all(datetime.fromisoformat(str(at)) < last.made_at for at in again)
    rights = frozenset(map(Right, rights_of(BY_NAME["finish"].seconders)))
    return before and holds(opened, last, rights=rights)


def _taken(opened: OpenCase, move: Move) -> bool:
    """Whether as many took the step as it takes; as it was then, where that is said."""
    one = BY_NAME[move.step]
    two = takes_two(opened, one) if move.two is None else move.two
    if not two and one.second != Second.ALWAYS:
        return True
    asked = opened.proposal(move.record, move.step)
    rights = frozenset(Right(right) for right in rights_of(one.seconders))
    return asked is not None and holds(opened, asked, rights=rights)


def _confirmed(opened: OpenCase, said: list[tuple[Record, Content]]) -> bool:
    newest = said[-1][1]
    proposal = opened.case.proposals.get(
        pk=UUID(str(newest["confirms"])), action__in=STEPS.values()
    )
    # A word that was given before the case was opened again is spent.
    since = [row.pk for row, _content in said].index(proposal.pk)
    if any(content["reason"] in OTHER_WORDS for _row, content in said[since:]):
        return False
    users = approvers_of(opened, proposal, rights=MAY_CONFIRM)
    if newest["by"] not in {member_name(user) for user in users}:
        return False
    return holds(opened, proposal, rights=MAY_CONFIRM)
