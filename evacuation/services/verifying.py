"""How sure we are who somebody is: checks are recorded, the level follows from them.

The level limits what is spent and disclosed, never the first response.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import SamePerson
from evacuation.errors import DeskError, NotAllowed, NotTrusted
from evacuation.models.choices import RecordKind, Urgency
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.clocks import stop_clocks
from evacuation.services.journeys.withholding import withhold
from evacuation.services.lifting import is_lifted
from evacuation.services.trusted import standing
from evacuation.services.verification_room import ROOM, VERIFYING, open_room
from evacuation.vault.cards import Right
from evacuation.workflow.checked import (
    BY_DESK,
    BY_PARTNERS,
    WITH_NOTE,
    Check,
    Checked,
    level_of,
    rests_on_fallen,
)
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.verification import (
    Basis,
    Verified,
    Vouch,
    at_least,
    lifted,
)

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

RECHECK = "recheck_vouches"  # on the board line
SET_ASIDE = "set_aside"  # a vouch counts no more; which one is in `vouch`
# What is owed within the time of the level (domain.md 3.4).
_OWED = {Urgency.CRITICAL: Verified.V3}
_OWED_ELSE = Verified.V2


class NoteMissing(DeskError):
    """This check says nothing without words."""

    code = "note_missing"

    def __init__(self) -> None:
        super().__init__("text", _("Say in words what was found."))


class NotInTrust(DeskError):
    """No organisation that is trusted now."""

    code = "not_in_trust"

    def __init__(self) -> None:
        super().__init__("organisation", _("Choose an organisation that is trusted."))


@dataclass(frozen=True, slots=True)
class Said:
    """A check or a vouch as it lies in the case. `by`: a name of vault/cards.py."""

    id: UUID
    kind: str
    at: datetime
    by: str
    content: Content


def record_check(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    check: Check,
    text: str = "",
    organisation: str = "",
) -> Record:
    """Write down what was checked, never a copy of it.

    `organisation`: whose word it is, where a partner's is. A contradiction is cleared
    by a verifier or lead who reported none that stands. Raises NotVisible, NotAllowed,
    StaleVersion, WrongState, NoteMissing, NotInTrust, SamePerson, KeyMissing,
    NotTrusted, TooLongText.
    """
    if check in WITH_NOTE and not text.strip():
        raise NoteMissing
    if check in BY_PARTNERS:
        require_trusted(organisation)
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="verification.checked",
        states=OWNED,
        rights=VERIFYING,
    ) as change:
        open_room(change)
        _permit(change.opened, check)
        record = change.write(
            ROOM,
            RecordKind.CHECK,
            check=check.value,
            text=text,
            organisation=organisation if check in BY_PARTNERS else "",
        )
        draw(change)
    return record


def level(opened: OpenCase, now: datetime) -> Verified:
    """V0 to V4 or VX, as the records say; one more while two people lifted it.

    Raises KeyMissing where something was verified and the member cannot read it.
    """
    found = earned(opened, now)
    return lifted(found) if is_lifted(opened, now) else found


def earned(opened: OpenCase, now: datetime) -> Verified:
    """The level without a lift. Raises KeyMissing, NotTrusted."""
    said = everything_said(opened)
    return level_of(checks_of(said), vouches_of(said), standing(), now)


def vouches_stand(opened: OpenCase, now: datetime) -> bool:
    """Whether the level rests on no word that was revoked or ran out.

    Raises KeyMissing, NotTrusted.
    """
    return not _is_fallen(everything_said(opened), now)


def everything_said(opened: OpenCase) -> list[Said]:
    """Checks and vouches, oldest first. Raises KeyMissing, NotTrusted."""
    rows = opened.records(ROOM, RecordKind.CHECK, RecordKind.VOUCH)
    return said_of(opened, rows)


def said_of(opened: OpenCase, rows: list[Record]) -> list[Said]:
    """Raises KeyMissing, NotTrusted."""
    found = [_said(row, opened.content(row)) for row in rows]
    return sorted(found, key=lambda one: one.at)


def checks_of(said: list[Said]) -> list[Checked]:
    return [
        Checked(Check(one.content["check"]), one.at, one.content["organisation"])
        for one in said
        if one.kind == RecordKind.CHECK and one.content["check"] in set(Check)
    ]


def vouches_of(said: list[Said]) -> list[Vouch]:
    """Those that were not set aside."""
    return [vouch_of(one) for one in standing_vouches(said)]


def standing_vouches(said: list[Said]) -> list[Said]:
    aside = {
        one.content["vouch"] for one in said if one.content.get("check") == SET_ASIDE
    }
    vouches = (one for one in said if one.kind == RecordKind.VOUCH)
    return [one for one in vouches if str(one.id) not in aside]


def vouch_of(one: Said) -> Vouch:
    said = one.content
    return Vouch(
        organisation=str(said["organisation"]),
        basis=Basis(said["basis"]),
        signed_at=datetime.fromisoformat(str(said["signed_at"])),
        independent=bool(said["independent"]),
        conflict=bool(said["conflict"]),
    )


def require_trusted(organisation: str) -> None:
    """Raises NotInTrust unless its word would count now."""
    if not standing()(organisation, timezone.now()):
        # In the very minute in which it was trusted again, too.
        raise NotInTrust


def draw(change: Change) -> None:
    """Draw what follows from a new word: the clock that it stops, the board's mark.

    Call it after what was written.
    """
    now, opened = timezone.now(), change.opened
    written = [r for r in change.records if r.compartment == ROOM]
    said = [*everything_said(opened), *said_of(opened, written)]
    reached = level_of(checks_of(said), vouches_of(said), standing(), now)
    owed = _OWED.get(Urgency(change.case.level), _OWED_ELSE)
    if at_least(reached, owed):
        stop_clocks(change.case, [Clock.VERIFY])
    set_mark(change, fallen=_is_fallen(said, now))
    if reached == Verified.VX:
        withhold(change)


def set_mark(change: Change, *, fallen: bool) -> None:
    """Whether the board says to look at the vouches again."""
    if change.blind:
        return
    marks = change.line().marks
    if fallen != (RECHECK in marks):
        kept = tuple(mark for mark in marks if mark != RECHECK)
        change.rewrite_line(marks=(*kept, RECHECK) if fallen else kept)


def _is_fallen(said: list[Said], now: datetime) -> bool:
    return rests_on_fallen(checks_of(said), vouches_of(said), standing(), now)


def _permit(opened: OpenCase, check: Check) -> None:
    """Raises NotAllowed, SamePerson."""
    me = opened.me
    if check == Check.CLEARED:
        _permit_clearing(opened)
    elif check not in BY_DESK and not me.may(Right.VERIFIER):
        raise NotAllowed


def _permit_clearing(opened: OpenCase) -> None:
    if not opened.me.may(Right.VERIFIER, Right.LEAD):
        raise NotAllowed
    reported: set[str] = set()
    for one in everything_said(opened):
        if one.content.get("check") == Check.CLEARED:
            reported.clear()
        elif one.content.get("check") == Check.ADVERSE:
            reported.add(one.by)
    if opened.me.name in reported:
        raise SamePerson


def _said(row: Record, content: Content) -> Said:
    try:
        at = datetime.fromisoformat(str(content["at"]))
        return Said(row.pk, row.kind, at, str(content["by"]), content)
    except (KeyError, ValueError):
        raise NotTrusted from None
