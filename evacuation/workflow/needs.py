"""What a step asks for: forms and the API's shapes are made from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.workflow import reasons
from evacuation.workflow.states import URGENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacuation.workflow.codes import Coded
    from evacuation.workflow.states import Level

LONGEST = 4000


class Kind(Enum):
    """TEXT: words, sealed. CODE: one of `choices`. DAYS: until when, from today."""

    TEXT = auto()
    CODE = auto()
    DAYS = auto()
    FLAG = auto()


@dataclass(frozen=True, slots=True)
class Need:
    """`most`: of days, where urgent `most_urgent`. A required FLAG must be true."""

    name: str
    kind: Kind
    label: Any
    hint: Any = ""
    choices: Sequence[Coded] = ()
    required: bool = True
    most: int = 0
    most_urgent: int = 0

    def longest(self, level: Level) -> int:
        """Of DAYS: the most that may be said at this level."""
        return self.most_urgent if level in URGENT else self.most


def text(name: str, label: Any, hint: Any = "", *, required: bool = True) -> Need:
    return Need(name, Kind.TEXT, label, hint, required=required)


def code(name: str, label: Any, choices: Sequence[Coded]) -> Need:
    return Need(name, Kind.CODE, label, choices=tuple(choices))


def ending(*endings: reasons.Ending) -> Need:
    return code("reason", _("Why it ends here"), endings)


WHY = text("text", _("Why"))
NOTE = text("text", _("Note"), required=False)
QUESTIONS = text("text", _("What we need to know"), _("They read it in the mailbox."))
HOLDING = code("reason", _("Why it rests"), list(reasons.Holding))
WAITING = code("reason", _("What it waits for"), list(reasons.Waiting))
_DAYS = Need("days", Kind.DAYS, _("Look at it again in how many days"), most=30)
REVIEW = replace(_DAYS, most_urgent=30)
WAIT_REVIEW = replace(_DAYS, most_urgent=7)
CHECK_INS = text("check_ins", _("How and when we hear from them meanwhile"))
INTERIM = text("interim", _("What keeps them safe meanwhile"))
PARTNER = text("partner", _("Who takes it over"))
ACCEPTED = Need("accepted", Kind.FLAG, _("They have said that they take it"))
CONSENTED = Need("consented", Kind.FLAG, _("The person agreed to it"))
REOPENING = code("ground", _("Why it may go on"), list(reasons.Reopening))
PHRASE = Need("phrase", Kind.FLAG, _("The agreed phrase was right"))
SUSPICION = text("text", _("What is suspected"))
EXPOSED = text("text", _("What was exposed, and what was done about it"))
RECHECKED = Need("rechecked", Kind.FLAG, _("Who they are was checked anew"))
BREAKING = code("breaking", _("Why it stops"), list(reasons.Breaking))
SAFE_AT = text("safe_at", _("Where they are safe now, as a region"))
STAYING = code("staying", _("On what ground they stay"), list(reasons.Staying))
FIRST_DAYS = text(
    "first_days",
    _("What is still open after the first days"),
    _("What the list does not say: what comes next, and who sees to it."),
)
ENDS_OF_SUPPORT = text("ends", _("When which support ends"))
GIVEN = text("given", _("What was given, and what is watched"))
OUTCOME = text("text", _("How it ended for the person"))
RECONCILED = Need("reconciled", Kind.FLAG, _("All costs are reconciled"))
LAST_ACTIONS = text("text", _("What was tried last"))
DECLINING = code("reason", _("Why"), list(reasons.Declining))
ALTERNATIVE = code("alternative", _("What they get instead"), list(reasons.Alternative))
MESSAGE = text(
    "message",
    _("Words to the person"),
    _(
        "Plain and kind, in their language if you can. The owner sends it to the "
        "person's mailbox."
    ),
)
APPEALING = code("ground", _("On what it rests"), list(reasons.Appealing))
WANTED = text("text", _("What the person wants kept"), required=False)
REFERRING = (PARTNER, ACCEPTED, CONSENTED, WHY)
