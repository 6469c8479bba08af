"""That somebody has arrived: confirmed by the agreed phrase, theirs or the host's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.journeys.packing import kept_shape
from evacuation.journeys.reception import Company, Reception
from evacuation.journeys.travellers import Going
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.changing import changing
from evacuation.services.journeys.rooms import ROUTE
from evacuation.services.journeys.travellers import travellers
from evacuation.services.moves import last_move
from evacuation.workflow.movement.check_ins import Heard, Through

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

ARRIVED = "arrived"
# Also while they are followed up: who was missing comes late.
HEARD_IN = (State.IN_TRANSIT, State.ARRIVED, State.FOLLOW_UP)


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
            missing=is_missing_with(change.opened, company),
        )


def is_confirmed(opened: OpenCase) -> bool:
    """Since they set out, everybody, by the newest word. Raises KeyMissing, NotTrusted.

    While somebody is missing the others have not arrived: the search goes on from a
    case that is on the way. Nor has anybody who spoke under duress since.
    """
    said = _since_they_left(opened)
    newest = newest_word(said)
    if newest is None or says_missing(newest):
        return False
    under = [said_at(one) for one in said if one["heard"] == Heard.DURESS]
    return max(under, default="") < said_at(newest)


def are_all_there(opened: OpenCase) -> bool:
    """By the newest word since they set out nobody is missing; also where none was
    said. Raises KeyMissing, NotTrusted."""
    newest = newest_word(_since_they_left(opened))
    return newest is None or not says_missing(newest)


def is_anybody_there(opened: OpenCase) -> bool:
    """Since they set out, one of them at least. Raises KeyMissing, NotTrusted."""
    return any(one["what"] == ARRIVED for one in _since_they_left(opened))


def is_missing_with(opened: OpenCase, company: Company) -> bool:
    """Whether somebody is missing where these came. Raises NotTrusted.

    Who comes alone is all of them where nobody else goes; whoever cannot read who
    goes does not say so.
    """
    if company == Company.ALONE:
        if not opened.holds(ROUTE):
            return True
        return len([one for one in travellers(opened) if one.going != Going.STAYS]) > 1
    return company == Company.SOME


def says_missing(said: Content) -> bool:
    """Whether by this record somebody is missing; as who came says it, where it is of
    before that was written."""
    if "missing" in said:
        return bool(said["missing"])
    return _company(said) == Company.SOME


def reception(opened: OpenCase) -> Reception | None:
    """What the host last said of who arrived, with the right words; None before.

    Raises KeyMissing, NotTrusted.
    """
    told = [
        one for one in _words(opened) if one["what"] == ARRIVED and one.get("reception")
    ]
    newest = max(told, key=said_at, default=None)
    return Reception.unpacked(newest["reception"]) if newest else None


def newest_word(said: Iterable[Content]) -> Content | None:
    """Of who came. That somebody is missing is believed whatever the phrase was, and
    that they are there with the right one alone.
    """
    fit = (one for one in said if one["heard"] == Heard.PHRASE or says_missing(one))
    return max(fit, key=said_at, default=None)


def said_at(said: Content) -> str:
    """When it was said, however late it was read."""
    return str(said.get("said_at") or said["at"])


def _since_they_left(opened: OpenCase) -> list[Content]:
    left = last_move(opened, "depart")
    if left is None:
        return []
    return [one for one in _words(opened) if str(one["at"]) > left.done]


def _company(said: Content) -> Company:
    """Who came; records from before it was asked are of everybody."""
    with kept_shape():
        told = said.get("reception") or said
        return Company(str(told.get("company") or Company.ALL))


def _words(opened: OpenCase) -> list[Content]:
    rows = opened.records(Compartment.TRIAGE, RecordKind.CHECK_IN)
    said = (opened.content(row) for row in rows)
    return [one for one in said if is_of_arrival(one)]


def is_of_arrival(said: Content) -> bool:
    """Whether a record of a check-in says who came, whatever its phrase was."""
    return said["what"] == ARRIVED or bool(said.get("reception"))
