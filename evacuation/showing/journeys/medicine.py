"""The page of medicine: class and days of each, and what runs out before it may."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.board import case_code
from evacuation.models.choices import State
from evacuation.services.changing import OWNED
from evacuation.services.journeys.medicine import medicines
from evacuation.services.journeys.needed import Needed, needed, needed_of
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.rooms import ROUTE, may_open_journey
from evacuation.services.journeys.travellers import called_here, going
from evacuation.workflow.movement.findings import heaviest_first
from evacuation.workflow.movement.health import (
    RESERVE,
    against_going,
    against_staying,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from evacuation.access import OpenCase
    from evacuation.workflow.movement.findings import Finding
    from evacuation.workflow.movement.health import Medicine

FIRST = "1"
THERE = (State.ARRIVED, State.FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class ShownMedicine:
    """`left`: days in hand today."""

    medicine: Medicine
    left: int
    against: list[Finding]


@dataclass(frozen=True, slots=True)
class ShownTaker:
    """`called`: "" for who reads no more than the medicine. `asked`: by anybody."""

    number: str
    called: str
    asked: bool
    medicines: list[ShownMedicine]


class MedicinePage:
    """As one who holds the medicine's key reads it. Raises KeyMissing, NotTrusted."""

    def __init__(self, opened: OpenCase) -> None:
        self.opened, self.case = opened.keep(), opened.case
        self.today = timezone.localdate()

    @property
    def code(self) -> str:
        return case_code(self.case.pk)

    @cached_property
    def needed(self) -> Needed:
        """By the plan, for who reads it; else as whoever planned wrote it here."""
        if self.opened.holds(ROUTE):
            return needed_of(going(self.opened), plan_of(self.opened))
        return needed(self.opened)

    @property
    def lasts_to(self) -> date | None:
        """The day until which every medicine should last: the journey and 30 days."""
        return self.needed.ends + RESERVE if self.needed.ends else None

    @cached_property
    def taken(self) -> dict[str, list[Medicine]]:
        return medicines(self.opened)

    @property
    def numbers(self) -> list[str]:
        """Whom it may be written of: who goes, who was asked, who asked for help."""
        return sorted({*self.needed.people, *self.taken, FIRST})

    @cached_property
    def people(self) -> list[ShownTaker]:
        called = called_here(self.opened)
        return [
            ShownTaker(
                number=number,
                called=called.get(number, ""),
                asked=number in self.taken,
                medicines=[self._shown(one) for one in self.taken.get(number, ())],
            )
            for number in self.numbers
        ]

    @property
    def may_write(self) -> bool:
        return self.case.state in OWNED

    @property
    def may_travel(self) -> bool:
        return may_open_journey(self.opened)

    @property
    def is_there(self) -> bool:
        """Whether they have arrived: it is asked how long it lasts from today."""
        return self.case.state in THERE

    @property
    def runs_out(self) -> date | None:
        """The first day on which one runs out where they are, if that is soon."""
        shown = [one for person in self.people for one in person.medicines]
        days = [one.medicine.lasts_until for one in shown if one.against]
        return min(days, default=None) if self.is_there else None

    def _against(self, one: Medicine) -> Iterable[Finding]:
        if self.is_there:
            return against_staying(one, "", today=self.today)
        ends = self.needed.ends
        return against_going(one, "", ends=ends) if ends else ()

    def _shown(self, one: Medicine) -> ShownMedicine:
        found = self._against(one)
        left = max((one.lasts_until - self.today).days, 0)
        return ShownMedicine(one, left, heaviest_first(found))
