"""What was said of hosts and arrival, each answer whole, whatever its words were.

A host who is not believed is read all the same: they may be the only one who knows.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.journeys.packing import kept_shape
from evacuation.journeys.reception import Company, Reception, Said
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.journeys.rooms import ROUTE
from evacuation.workflow.movement.check_ins import Heard

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

# While somebody who is missing is looked for from here.
LOOKED_FOR_IN = (State.IN_TRANSIT, State.ARRIVED)


@dataclass(frozen=True, slots=True)
class Answer:
    """`by`: a name of vault/cards.py; "" of a host on their page. `at`: when they said
    it. `heard`, `reception`: of arrivals. `words`: what was typed for the phrase, where
    it was not right, for who holds the phrases.
    """

    said: Said
    at: datetime
    by: str
    heard: Heard | None = None
    reception: Reception | None = None
    words: str = field(default="", repr=False)
    text: str = field(default="", repr=False)

    @property
    def is_doubted(self) -> bool:
        """Said by whoever did not say the words."""
        return self.heard is not None and self.heard != Heard.PHRASE

    @property
    def somebody_missing(self) -> bool:
        return self.reception is not None and self.reception.company == Company.SOME


def answers(opened: OpenCase) -> list[Answer]:
    """Newest first; what the member's keys do not open is left out."""
    route = opened.readable(ROUTE, RecordKind.PLAN).values()
    said = [_of_plan(one) for one in route if one.get("letter")]
    return sorted([*said, *_arrivals(opened)], key=lambda one: one.at, reverse=True)


def to_look_at(opened: OpenCase) -> Answer | None:
    """The newest word of who came, where somebody is missing by it, or where nobody
    came yet and it was said without the words."""
    if opened.case.state not in LOOKED_FOR_IN:
        return None
    with suppress(KeyMissing, NotTrusted):
        newest = max(_arrivals(opened), key=lambda one: one.at, default=None)
        if newest is None:
            return None
        doubted = newest.is_doubted and opened.case.state == State.IN_TRANSIT
        return newest if newest.somebody_missing or doubted else None
    return None


def _of_plan(said: Content) -> Answer:
    with kept_shape():
        # Records from before say it by what they do to the plan.
        word = said.get("said") or ("no" if said["what"] == "no_host" else "receives")
        at = datetime.fromisoformat(str(said["said_at"]))
        return Answer(Said(word), at, "", text=str(said.get("text", "")))


def _arrivals(opened: OpenCase) -> list[Answer]:
    rows = opened.readable(Compartment.TRIAGE, RecordKind.CHECK_IN).values()
    found = [one for one in rows if one.get("reception") or one.get("company")]
    return [_of_arrival(opened, one) for one in found]


def _of_arrival(opened: OpenCase, said: Content) -> Answer:
    with kept_shape():
        heard, letter = Heard(said["heard"]), said.get("letter")
        at = datetime.fromisoformat(str(said.get("said_at") or said["at"]))
        reception = (
            Reception.unpacked(said["reception"])
            if said.get("reception")
            else Reception(Company(said["company"]))
        )
        return Answer(
            said=Said.ARRIVED,
            at=at,
            by="" if letter else str(said["by"]),
            heard=heard,
            reception=reception,
            words=_typed(opened, str(letter)) if heard != Heard.PHRASE else "",
            text=reception.text,
        )


def _typed(opened: OpenCase, letter: str) -> str:
    """The words that did not fit: near the phrase perhaps, so for who holds it."""
    if not opened.holds(Compartment.INBOX):
        return ""
    letters = opened.readable(ROUTE, RecordKind.LETTER)
    with kept_shape():
        return str(letters.get(UUID(letter), {}).get("phrase", ""))
