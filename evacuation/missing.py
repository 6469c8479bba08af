"""What the board says of somebody who is missed, or for whom nobody waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evacuation.models.choices import State

if TYPE_CHECKING:
    from evacuation.board import BoardLine
    from evacuation.due_times import DueTimes
    from evacuation.models import Case

# A mark of the board line: contact was lost while they were on the way.
LOST = "lost"
_ON_ALERT = (State.READY, State.IN_TRANSIT)


@dataclass(frozen=True, slots=True)
class Missed:
    """In a board line: since when; `step`: the next one, from 1, of so many."""

    since: datetime
    step: int
    steps: int

    def __str__(self) -> str:
        return f"{self.since.isoformat(timespec='minutes')}/{self.step}/{self.steps}"

    @classmethod
    def of(cls, line: BoardLine | None) -> Missed | None:
        """Raises ValueError for another shape."""
        if line is None or not line.missed:
            return None
        since, step, steps = line.missed.split("/")
        return cls(datetime.fromisoformat(since), int(step), int(steps))


def missed_words(
    case: Case, times: DueTimes, line: BoardLine | None, now: datetime
) -> str:
    """Empty where nobody is. The signed line knows the step, the clock since when."""
    said = Missed.of(line)
    if said is not None:
        return _of_step(said)
    at = times["check_in_at"]
    if at is None:
        if case.state != State.IN_TRANSIT:
            return ""
        return _("On the way, and nobody waits to hear from them: plan a check-in")
    return _("Missed since %(at)s") % {"at": _shown(at)} if at <= now else ""


def route_words(case: Case, times: DueTimes) -> str:
    """A country's alert runs, and they are about to go or on the way."""
    if case.state not in _ON_ALERT or times["route_at"] is None:
        return ""
    return _("Country alert: look at the route")


def _of_step(said: Missed) -> str:
    at = _shown(said.since)
    if said.step > said.steps:
        return _("Missed since %(at)s, every step is done") % {"at": at}
    return _("Missed since %(at)s, step %(step)s of %(steps)s") % {
        "at": at,
        "step": said.step,
        "steps": said.steps,
    }


def _shown(at: datetime) -> str:
    here = timezone.localtime(at)
    today = here.date() == timezone.localdate()
    return date_format(here, "H:i" if today else "j E, H:i")
