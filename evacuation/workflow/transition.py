"""One step that a case can take, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from evacuation.workflow.states import URGENT, Level, State

if TYPE_CHECKING:
    from evacuation.workflow.deadlines import Clock
    from evacuation.workflow.guards import Guard
    from evacuation.workflow.needs import Need
    from evacuation.workflow.people import By


class Second(Enum):
    """Whether a second person confirms it before it happens."""

    NEVER = auto()
    IF_URGENT = auto()  # critical and high, and after any sign of duress
    ALWAYS = auto()
    QUORUM = auto()  # as many as the proposal's tier says


class Clocks(Enum):
    """What a step does to the clocks that can rest."""

    RUN = auto()
    REST = auto()
    RESUME = auto()


@dataclass(frozen=True, slots=True)
class Back:
    """Where a step leads instead, where help was under way (services/under_way.py).

    `to`: the states it may be; `starts`, `stops`: clocks, in place of the step's.
    """

    to: frozenset[State]
    starts: tuple[Clock, ...] = ()
    stops: tuple[Clock, ...] = ()


@dataclass(frozen=True, slots=True)
class Transition:
    """`target`: None is the state before the case was parked.

    `seconds`: who may be the second person; empty: whoever may take the step.
    `ends_help`: while help is under way a second person confirms it at any level.
    `starts`, `stops`: clocks. `by_itself`: it happens when a clock runs out, in the
    next session of a member who may take the step.
    """

    name: str
    rows: tuple[int, ...]
    label: Any
    sources: frozenset[State]
    target: State | None
    who: frozenset[By]
    needs: tuple[Need, ...] = ()
    guards: tuple[Guard, ...] = ()
    second: Second = Second.NEVER
    seconds: frozenset[By] = frozenset()
    clocks: Clocks = Clocks.RUN
    starts: tuple[Clock, ...] = ()
    stops: tuple[Clock, ...] = ()
    by_itself: Clock | None = None
    back: Back | None = None
    ends_help: bool = False

    @property
    def seconders(self) -> frozenset[By]:
        """Who may be the second person, another one than the first."""
        return self.seconds or self.who

    def takes_two(self, level: Level, *, duress: bool) -> bool:
        """Whether one person alone is not enough, but for a quorum's own count."""
        if self.second == Second.IF_URGENT:
            return level in URGENT or duress
        return self.second == Second.ALWAYS
