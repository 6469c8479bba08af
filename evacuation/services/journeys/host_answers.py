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
from evacuation.services.journeys.arrivals import (
    HEARD_IN,
    is_of_arrival,
    newest_word,
    said_at,
    says_missing,
)
from evacuation.services.journeys.host_doors import BEFORE
from evacuation.services.journeys.rooms import ROUTE
from evacuation.workflow.movement.check_ins import Heard

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

# While somebody who is missing is looked for from here.
LOOKED_FOR_IN = HEARD_IN


@dataclass(frozen=True, slots=True)
class Answer:
    """`by`: a name of vault/cards.py; "" of a host on their page. `at`: when they said
    it. `is_over`: asked of the host before, or a yes of before they stopped. `heard`,
    `reception`, `somebody_missing`: of arrivals. `words`: what was typed for the
    phrase, where it was not right, for who holds the phrases.
    """

    said: Said
    at: datetime
    by: str
    is_over: bool = False
    heard: Heard | None = None
    reception: Reception | None = None
    somebody_missing: bool = False
    words: str = field(default="", repr=False)
    text: str = field(default="", repr=False)

    @property
    def is_doubted(self) -> bool:
        """Said by whoever did not say the words."""
        return self.heard is not None and self.heard != Heard.PHRASE


def answers(opened: OpenCase) -> list[Answer]:
    """Newest first; what the member's keys do not open is left out."""
    route = opened.readable(ROUTE, RecordKind.PLAN).values()
    said = [_of_plan(one) for one in route if one.get("letter")]
    said += [_of_arrival(opened, one) for one in _said_of_arrival(opened)]
    return sorted(said, key=lambda one: one.at, reverse=True)


def to_look_at(opened: OpenCase) -> Answer | None:
    """The newest word of who came, where somebody is missing by it, or where nobody
    came yet and it was said without the words: that ends no search."""
    if opened.case.state not in LOOKED_FOR_IN:
        return None
    with suppress(KeyMissing, NotTrusted):
        said = _said_of_arrival(opened)
        newest = newest_word(said)
        if newest is not None and says_missing(newest):
            return _of_arrival(opened, newest)
        last = max(said, key=said_at, default=None)
        if last is not None and opened.case.state == State.IN_TRANSIT:
            answer = _of_arrival(opened, last)
            return answer if answer.is_doubted else None
    return None


def _of_plan(said: Content) -> Answer:
    with kept_shape():
        # Records from before say it by what they do to the plan.
        word = said.get("said") or ("no" if said["what"] == "no_host" else "receives")
        at = datetime.fromisoformat(str(said["said_at"]))
        over, text = said["what"] == BEFORE, str(said.get("text", ""))
        return Answer(Said(word), at, "", is_over=over, text=text)


def _said_of_arrival(opened: OpenCase) -> list[Content]:
    rows = opened.readable(Compartment.TRIAGE, RecordKind.CHECK_IN).values()
    found = (one for one in rows if is_of_arrival(one))
    # Records of before it was asked say nothing of who came.
    return [one for one in found if one.get("reception") or one.get("company")]


def _of_arrival(opened: OpenCase, said: Content) -> Answer:
    with kept_shape():
        heard, letter = Heard(said["heard"]), said.get("letter")
        at = datetime.fromisoformat(said_at(said))
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
            somebody_missing=says_missing(said),
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
