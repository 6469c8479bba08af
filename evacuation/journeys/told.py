"""What is told of a journey, to whom, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class Told(Coded):
    ROUTE = "route", _("The way")
    ADDRESS = "address", _("The address of a safe place")
    PICK_UP = "pick_up", _("Where and when they are picked up")


class ToWhom(Coded):
    """The first person reads it in the mailbox; others hear it said, and nothing is
    sent."""

    PERSON = "person", _("The person, in their mailbox")
    HOST = "host", _("The host, by word of mouth")
    FELLOW = "fellow", _("Somebody who goes with them, by word of mouth")
    COMPANION = "companion", _("The companion, by word of mouth")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing, told once. What exactly stands in the reply alone, until it goes.

    `by`: a name of vault/cards.py. `person`: the number of a fellow. `reply`: None
    where it was said aloud. `gone`: the reply is not there any more.
    """

    what: Told
    to: ToWhom
    opens: datetime
    until: datetime
    at: datetime
    by: str
    reply: UUID | None
    gone: bool
    person: str = ""

    def is_over(self, now: datetime) -> bool:
        return self.until <= now

    def was_taken_back(self, now: datetime) -> bool:
        """Before its time was over."""
        return self.gone and not self.is_over(now)
