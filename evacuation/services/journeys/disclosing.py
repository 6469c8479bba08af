"""The way, an address, a pick-up: told to one, for one window, and never without end.

What exactly was told stands in the reply to the person, which goes by itself when its
time is over; what is kept is that it was told (domain: disclosed per person, per time
window, recorded).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError
from evacuation.access import open_case
from evacuation.errors import DeskError, NotAllowed
from evacuation.journeys.packing import kept_shape
from evacuation.journeys.told import Disclosure, Told, ToWhom
from evacuation.journeys.travellers import LEAD_PERSON, Going
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.plain_text import says_anything
from evacuation.services.authority import require_signed
from evacuation.services.changing import changing, may_act
from evacuation.services.hearing import under_duress
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.rooms import ROUTE, open_journey_room
from evacuation.services.journeys.travellers import travellers
from evacuation.services.journeys.withholding import TELLS, hides_way, told, withhold
from evacuation.services.lockdown import require_open
from evacuation.services.place import person_of
from evacuation.services.replying import owed
from evacuation.services.verified import is_trusted
from evacuation.workflow import people
from evacuation.workflow.movement.going import SAFE_PHONES, not_told_because

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.journeys.travellers import Person
    from evacuation.services.changing import Change
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

LONGEST = timedelta(hours=72)
FURTHEST = timedelta(days=14)
LONGEST_TEXT = 2000
# Not while the case is stopped, lost or resting: then nobody reads where they go.
TOLD_IN = (State.PLANNING, State.READY, State.IN_TRANSIT, State.ARRIVED)
_HOUR = timedelta(hours=1)


class NotVerifiedEnough(DeskError):
    """No trusted organisation answers for who they are: below V3, or it contradicts."""

    code = "not_verified_enough"
    status = 409
    message = _(
        "No way and no address is told before a trusted organisation vouches (V3)."
    )


class PhoneNotSafe(DeskError):
    """Whoever had the phone in their hands would read it, too."""

    code = "phone_not_safe"
    status = 409
    message = _("Their phone comes first: a new one, or one that was checked.")


class UnderDuress(DeskError):
    """Somebody else may be reading."""

    code = "under_duress"
    status = 409
    message = _("There is a sign of duress: nothing is told now.")


class WrongWindow(DeskError):
    """It ends before it begins, is over, or is kept for longer than 72 hours."""

    code = "wrong_window"

    def __init__(self) -> None:
        super().__init__(
            "until",
            _("It ends in the future: with its last hour 72 hours after it begins."),
        )


class OpensTooLate(DeskError):
    """So long before nobody knows what will be true then."""

    code = "opens_too_late"

    def __init__(self) -> None:
        super().__init__("opens", _("It begins within 14 days from now."))


class NothingTold(DeskError):
    """The person reads a text; what is said aloud is written nowhere."""

    code = "nothing_told"

    def __init__(self) -> None:
        super().__init__(
            "text",
            _("Write what the person reads. What is said aloud stays unwritten."),
        )


class WhoIsTold(DeskError):
    """One of those who go, where it is told to one of them, and there alone."""

    code = "who_is_told"

    def __init__(self) -> None:
        super().__init__(
            "person", _("Choose which of those who go hears it, and only then.")
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """`opens`, `until`: aware; until the end of that hour. `text`: for the person.
    `person`: the number of a fellow who goes."""

    what: Told
    to: ToWhom
    opens: datetime
    until: datetime
    text: str = field(default="", repr=False)
    person: str = ""


def disclose(*, actor: Unlocked, case_id: UUID, version: int, telling: Telling) -> None:
    """Tell it, or record that it was said aloud. By whoever works on the case.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, LockedDown, NobodySigned,
    NotVerifiedEnough, PhoneNotSafe, UnderDuress, WrongWindow, OpensTooLate,
    NothingTold, WhoIsTold, KeyMissing, NotTrusted, TooLongText.
    """
    require_open()
    # It was not open before it was told.
    telling = replace(telling, opens=max(telling.opens, timezone.now()))
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb=f"journey.told_{telling.what}",
        states=TOLD_IN,
    ) as change:
        _require_safe(change.opened)
        until = _window_ends(telling)
        if not _is_written_as_told(telling):
            raise NothingTold
        _require_fellow(change.opened, telling)
        if change.case.withheld:
            # What was told before the stop goes first.
            withhold(change)
        open_journey_room(change, ROUTE)
        reply = None
        if telling.to == ToWhom.PERSON:
            reply = _write_reply(change, telling, until)
        change.write(
            ROUTE,
            RecordKind.DISCLOSED,
            what=str(telling.what),
            to=str(telling.to),
            person=telling.person,
            opens=telling.opens.isoformat(timespec="seconds"),
            until=until.isoformat(timespec="seconds"),
            reply=str(reply) if reply else "",
        )


def take_back(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """Everything that the person could still read of the journey goes at once.

    Raises NotVisible, NotAllowed, StaleVersion, KeyMissing, NotTrusted.
    """
    with changing(
        actor=actor, case_id=case_id, version=version, verb="journey.taken_back"
    ) as change:
        if not change.opened.holds(Compartment.REPLIES):
            raise NotAllowed
        withhold(change)


def take_back_stopped(opened: OpenCase) -> OpenCase:
    """What is told still in a case that was stopped by who could not read it, or in
    which somebody else may be reading."""
    case = opened.case
    if not may_act(opened.me) or not opened.holds(Compartment.REPLIES):
        return opened
    stopped = hides_way(case) or (case.state in TOLD_IN and under_duress(opened))
    if not stopped or not (case.withheld or told(opened)):
        return opened
    with suppress(DirectoryError):
        take_back(actor=opened.me, case_id=case.pk, version=case.version)
    return open_case(opened.me, case.pk)


def disclosures(opened: OpenCase) -> list[Disclosure]:
    """What was told, newest first. Raises KeyMissing, NotTrusted."""
    rows = opened.records(Compartment.REPLIES, RecordKind.REPLY)
    there = {row.pk for row in rows}
    said = [opened.content(row) for row in opened.records(ROUTE, RecordKind.DISCLOSED)]
    found = [_disclosure(one, there) for one in said]
    return sorted(found, key=lambda one: one.at, reverse=True)


def may_tell(opened: OpenCase) -> bool:
    """Whether this member tells such things, once nothing stands against it."""
    holds = opened.holds(ROUTE) and opened.holds(Compartment.REPLIES)
    return holds and opened.case.state in TOLD_IN and _works_on(opened)


def not_told(opened: OpenCase) -> list[str]:
    """What is missing before it can be told, for who would tell it; empty where
    nothing is. Duress is not in it: whoever looks on learns nothing from the page.

    Raises KeyMissing, NotTrusted.
    """
    trusted = is_trusted(opened, timezone.now())
    lacks = not_told_because(plan_of(opened).phone, trusted=trusted)
    return [str(words) for words in lacks]


def fellows(opened: OpenCase) -> list[Person]:
    """Who goes beside the first person: each can be told. Raises KeyMissing."""
    return [
        one
        for one in travellers(opened)
        if one.number != LEAD_PERSON and one.going != Going.STAYS
    ]


def _works_on(opened: OpenCase) -> bool:
    return person_of(opened).may_be_any(people.BY_COORDINATOR)


def _require_safe(opened: OpenCase) -> None:
    if not _works_on(opened):
        raise NotAllowed
    require_signed(opened)
    if not is_trusted(opened, timezone.now()):
        raise NotVerifiedEnough
    if plan_of(opened).phone not in SAFE_PHONES:
        raise PhoneNotSafe
    if under_duress(opened):
        raise UnderDuress


def _window_ends(telling: Telling) -> datetime:
    """Until when it can be read, to the hour. Raises OpensTooLate, WrongWindow."""
    now, opens = timezone.now(), telling.opens
    if opens > now + FURTHEST:
        raise OpensTooLate
    # Before any sum: what is asked for may lie where nothing can be added.
    if not max(now, opens) < telling.until <= opens + LONGEST:
        raise WrongWindow
    until = _hour_after(telling.until)
    if until - opens > LONGEST:
        raise WrongWindow
    return until


def _is_written_as_told(telling: Telling) -> bool:
    """Something to read for the person, and nothing where it was said aloud."""
    if telling.to == ToWhom.PERSON:
        return says_anything(telling.text[:LONGEST_TEXT])
    return not telling.text.strip()


def _require_fellow(opened: OpenCase, telling: Telling) -> None:
    known = {one.number for one in fellows(opened)}
    wanted = known if telling.to == ToWhom.FELLOW else {""}
    if telling.person not in wanted:
        raise WhoIsTold


def _write_reply(change: Change, telling: Telling, until: datetime) -> UUID:
    """The person reads it from when it opens; the worker deletes it when it is over."""
    record = change.write(
        Compartment.REPLIES,
        RecordKind.REPLY,
        text=telling.text[:LONGEST_TEXT],
        name_shown="",
        shown_from=telling.opens.isoformat(timespec="seconds"),
        before=owed(change),
        **{TELLS: str(telling.what)},
    )
    record.gone_at = until
    return record.pk


def _hour_after(at: datetime) -> datetime:
    """Columns know the hour alone: it goes at its end."""
    at = at.astimezone(UTC)
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if hour == at else hour + _HOUR


def _disclosure(said: Content, there: set[UUID]) -> Disclosure:
    with kept_shape():
        reply = UUID(str(said["reply"])) if said["reply"] else None
        return Disclosure(
            what=Told(str(said["what"])),
            to=ToWhom(str(said["to"])),
            opens=datetime.fromisoformat(str(said["opens"])),
            until=datetime.fromisoformat(str(said["until"])),
            at=datetime.fromisoformat(str(said["at"])),
            by=str(said["by"]),
            reply=reply,
            gone=reply is not None and reply not in there,
            person=str(said.get("person", "")),
        )
