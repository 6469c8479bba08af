"""What was done with a case beside the steps of the table, from its sealed records."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.entries import label_of
from evacuation.models.choices import Compartment, RecordKind, Urgency
from evacuation.services.approving import SIGNED
from evacuation.services.attempts import Attempt
from evacuation.services.closed import OTHER_WORDS, reason_of
from evacuation.services.contacting import Confirmed
from evacuation.services.following import RETURN
from evacuation.services.given import ASKED, HELP
from evacuation.services.moves import ASSIGNED
from evacuation.services.paid import PAYMENT, RECEIPT, TAKEN_BACK
from evacuation.showing.submission import code_words, euro
from evacuation.submissions import BudgetLine
from evacuation.workflow import money
from evacuation.workflow.movement.returning import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

    Names = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Done:
    """A step, taken or proposed, or another deed, which has no `origin`.

    `said`: (words of the field, what was said). `waits`: for a second person.
    `dropped`: no second person said it. `confirmed`: when one did, None where one took
    it alone; `second`: who.
    """

    at: datetime
    by: str
    label: Any
    origin: Any = ""
    said: tuple[tuple[Any, Any], ...] = ()
    waits: bool = False
    dropped: bool = False
    confirmed: datetime | None = None
    second: str = ""


_NOTE = _("Note")
_IN = {
    Compartment.TRIAGE: (
        RecordKind.ASSESSMENT,
        RecordKind.ATTEMPT,
        RecordKind.CLOSURE,
        RecordKind.FOLLOWED,
        RecordKind.MOVE,
    ),
    Compartment.INBOX: (RecordKind.SAFE_CONTACT,),
    Compartment.DECISION: (RecordKind.MEASURE, RecordKind.MOVE),
}


def deeds(opened: OpenCase, name_of: Names) -> list[Done]:
    """As far as the member's keys open them. `name_of`: of vault/cards.py, in words."""
    return [
        Done(datetime.fromisoformat(str(said["at"])), name_of(str(said["by"])), *words)
        for kind, said in _records(opened)
        for words in _words(kind, said, name_of)
    ]


def _records(opened: OpenCase) -> Iterator[tuple[str, Content]]:
    for part, kinds in _IN.items():
        for kind in kinds:
            for said in opened.readable(part, kind).values():
                if "at" in said and "by" in said:
                    yield kind, said


def _words(kind: str, said: Content, name_of: Names) -> Iterator[tuple[Any, ...]]:
    """(label, origin, what was said) of a deed; none of what is no deed."""
    # A record of another shape is no deed that could be told.
    with suppress(KeyError, TypeError, ValueError):
        found = _READ[kind](said, name_of)
        if found is not None:
            label, *pairs = found
            yield label, "", tuple((words, one) for words, one in pairs if one)


def _assessed(said: Content, _name_of: Names) -> tuple[Any, ...]:
    level = Urgency(said["level"]).label
    return _("How urgent it is"), (_("Level"), level), (_NOTE, said.get("text"))


def _attempted(said: Content, _name_of: Names) -> tuple[Any, ...]:
    what = label_of(Attempt, said["code"])
    return (
        _("Tried to reach them"),
        (_("What came of it"), what),
        (
            _NOTE,
            said.get("text"),
        ),
    )


def _contact(said: Content, _name_of: Names) -> tuple[Any, ...] | None:
    if "how" not in said:
        return None
    how = Confirmed(said["how"]).label
    return (
        _("Safe contact"),
        (_("How it was confirmed"), how),
        (
            _NOTE,
            said.get("text"),
        ),
    )


def _closure(said: Content, _name_of: Names) -> tuple[Any, ...]:
    if "confirms" in said:
        return (_("Confirmed the closing"),)
    reason = str(said["reason"])
    ending = reason_of(reason)
    words = OTHER_WORDS.get(reason) or (ending.label if ending else reason)
    return _("Closing"), (_("Why"), words), (_NOTE, said.get("text"))


def _followed(said: Content, _name_of: Names) -> tuple[Any, ...]:
    if said.get("what") == RETURN:
        outcome = code_words(Outcome, str(said["assessed"]["outcome"]))
        return _("Looked at going back"), (_("What came of it"), outcome)
    return _("Asked how they are"), (_NOTE, said.get("text"))


def _moved(said: Content, name_of: Names) -> tuple[Any, ...] | None:
    if said.get("step") == ASSIGNED:
        return _("Given to somebody else"), (_("Owner"), name_of(said["said"]["to"]))
    if said.get("step") == SIGNED:
        return (_("Signed the decision"),)
    return None


def _money(said: Content, _name_of: Names) -> tuple[Any, ...] | None:
    what = said.get("what")
    if what in (HELP, ASKED):
        line = BudgetLine(**said["line"])
        words = code_words(money.Line, line.line)
        label = _("Help now") if what == HELP else _("Asked for help now")
        return label, (words, euro(line.cents)), (_("Why"), said.get("why"))
    if what == PAYMENT:
        return _("Paid"), (_("Amount"), euro(int(said["cents"])))
    if what == TAKEN_BACK:
        return _("Took a payment back"), (_("Why"), said.get("reason"))
    if what == RECEIPT:
        receipt = code_words(money.Receipt, str(said["receipt"]))
        return _("Receipt"), (_("Receipt"), receipt), (_("Why"), said.get("reason"))
    return None


_READ: dict[str, Callable[[Content, Names], tuple[Any, ...] | None]] = {
    RecordKind.ASSESSMENT: _assessed,
    RecordKind.ATTEMPT: _attempted,
    RecordKind.SAFE_CONTACT: _contact,
    RecordKind.CLOSURE: _closure,
    RecordKind.FOLLOWED: _followed,
    RecordKind.MOVE: _moved,
    RecordKind.MEASURE: _money,
}
