"""That somebody has arrived: confirmed by the agreed phrase, theirs or the host's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.journeys.packing import kept_shape
from evacuation.journeys.reception import Company, Reception
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.changing import changing
from evacuation.services.moves import last_move
from evacuation.workflow.movement.check_ins import Heard, Through

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

ARRIVED = "arrived"
HEARD_IN = (State.IN_TRANSIT, State.ARRIVED)


class PhraseWrong(DeskError):
    """Whoever says that they are there did not say the phrase."""

    code = "phrase_wrong"

    def __init__(self) -> None:
        super().__init__(
            "heard", _("Without the agreed phrase nobody has arrived. Look for them.")
        )


def confirm_arrival(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    through: Through,
    heard: Heard,
    company: Company,
) -> None:
    """Somebody heard the phrase from where they arrive, and who came. By who holds the
    account; once they are there, for whoever comes later.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, PhraseWrong, KeyMissing,
    NotTrusted.
    """
    if heard != Heard.PHRASE:
        raise PhraseWrong
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="journey.arrival_heard",
        states=HEARD_IN,
    ) as change:
        change.write(
            Compartment.TRIAGE,
            RecordKind.CHECK_IN,
            what=ARRIVED,
            through=str(through),
            heard=str(heard),
            company=str(company),
        )


def is_confirmed(opened: OpenCase) -> bool:
    """Since they set out, everybody. Raises KeyMissing, NotTrusted.

    While somebody is missing the others have not arrived: the search goes on from a
    case that is on the way.
    """
    return any(_company(one) != Company.SOME for one in _there(opened))


def is_anybody_there(opened: OpenCase) -> bool:
    """Since they set out, one of them at least. Raises KeyMissing, NotTrusted."""
    return bool(_there(opened))


def reception(opened: OpenCase) -> Reception | None:
    """What the host last said of who arrived, with the right words; None before.

    Raises KeyMissing, NotTrusted.
    """
    told = [one for one in _arrivals(opened) if one.get("reception")]
    newest = max(told, key=lambda one: str(one["at"]), default=None)
    return Reception.unpacked(newest["reception"]) if newest else None


def _there(opened: OpenCase) -> list[Content]:
    left = last_move(opened, "depart")
    if left is None:
        return []
    return [one for one in _arrivals(opened) if str(one["at"]) > left.done]


def _company(said: Content) -> Company:
    """Who came; records from before it was asked are of everybody."""
    with kept_shape():
        told = said.get("reception") or said
        return Company(str(told.get("company") or Company.ALL))


def _arrivals(opened: OpenCase) -> list[Content]:
    rows = opened.records(Compartment.TRIAGE, RecordKind.CHECK_IN)
    said = (opened.content(row) for row in rows)
    return [one for one in said if one["what"] == ARRIVED]
