"""What was said of how they are, with words for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from evacuation.services.following import dates, follow_ups
from evacuation.workflow.followed import ENDS, QUESTIONS, Returning, Safety

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content


@dataclass(frozen=True, slots=True)
class Told:
    """One time that somebody asked. `said`: (words of the question, the answer)."""

    at: datetime
    by: str
    said: list[tuple[Any, Any]]
    text: str
    in_danger: bool
    thinks_of_return: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which to ask. `asked`: somebody did, on it or after."""

    at: datetime
    asked: bool


def told(opened: OpenCase, name_of: Callable[[str], str]) -> list[Told]:
    """Newest first. `name_of`: words for a name of vault/cards.py."""
    return [_told(said, name_of) for said in follow_ups(opened)]


def days(opened: OpenCase) -> list[Day]:
    said = [datetime.fromisoformat(str(one["at"])) for one in follow_ups(opened)]
    newest = max(said, default=None)
    return [Day(at, newest is not None and newest >= at) for at in dates(opened)]


def _told(said: Content, name_of: Callable[[str], str]) -> Told:
    answers = [
        (label, dict(codes.choices()).get(str(said.get(name)), "—"))
        for name, label, codes in QUESTIONS
    ]
    ends = [
        (label, date.fromisoformat(str(said[name])))
        for name, label in ENDS
        if said.get(name)
    ]
    return Told(
        at=datetime.fromisoformat(str(said["at"])),
        by=name_of(str(said["by"])),
        said=[*answers, *ends],
        text=str(said.get("text", "")),
        in_danger=said.get("safety") in {Safety.DANGER, Safety.SOUGHT},
        thinks_of_return=said.get("returning") in {Returning.WAVERS, Returning.WANTS},
    )
