"""That a way to reach the person is safe: confirmed for a time, then asked again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.journeys.phrases import phrase_fault
from evacuation.models.choices import Compartment, RecordKind, Urgency
from evacuation.services.changing import OWNED, changing
from evacuation.services.clocks import spoken_with, start_clocks, stop_clocks
from evacuation.services.ways import next_window
from evacuation.workflow.codes import Coded
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Case
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

_LASTS = timedelta(days=7)
_LASTS_CRITICAL = timedelta(hours=72)
_PHRASES = "phrases"
_WRITTEN = ("message", "return", "appeal", "contact", "pause")
_NOBODY_WROTE = _(
    "They have written nothing in their mailbox since. Choose how else you know that "
    "it is them, or wait for their letter."
)


class Confirmed(Coded):
    """How we know that it is the person, and that it is safe."""

    MAILBOX = "mailbox", _("They wrote in their mailbox")
    PHRASE = "phrase", _("Call-back, the phrase was right both ways")
    IN_PERSON = "in_person", _("Met in person")
    THIRD = "third", _("Through the person they named")
    NONE = "none", _("No safe way at the moment")


_SPOKEN = frozenset({Confirmed.PHRASE, Confirmed.IN_PERSON})


class Unsafe(Coded):
    """Why nobody should be called or written to directly now."""

    HOURS = "hours", _("It is outside their safe hours.")
    UNCONFIRMED = "unconfirmed", _("Nobody has confirmed a safe way yet.")
    EXPIRED = "expired", _("The safe way was confirmed too long ago.")
    NONE = "none", _("There is no safe way at the moment.")


class NobodyWrote(DeskError):
    """Confirmed by a letter that is not there."""

    code = "nobody_wrote"

    def __init__(self) -> None:
        super().__init__("how", _NOBODY_WROTE)


class ReasonMissing(DeskError):
    """No way to reach them is confirmed, and nobody said why."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__("text", _("Say why there is no safe way."))


class PhraseUnfit(DeskError):
    """Nobody could tell by it whether they are well."""

    code = "phrase_unfit"


def confirm_contact(
    *, actor: Unlocked, case_id: UUID, how: Confirmed, text: str, version: int
) -> None:
    """Record how a safe way was confirmed, or in `text` why there is none.

    First contact stays due: where there is no safe way we write into the mailbox, and
    who wrote there has not heard from us yet. Where there is none somebody looks again
    within the level's time. Raises NotVisible, NotAllowed, StaleVersion, WrongState,
    KeyMissing, NotTrusted, ReasonMissing, NobodyWrote, TooLongText.
    """
    if how == Confirmed.NONE and not text.strip():
        raise ReasonMissing
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="contact.confirmed",
        states=OWNED,
    ) as change:
        if how == Confirmed.MAILBOX and not _has_written(change.opened):
            raise NobodyWrote
        change.write(
            Compartment.INBOX, RecordKind.SAFE_CONTACT, how=how.value, text=text
        )
        if how == Confirmed.NONE:
            _look_again(change.case)
        elif how != Confirmed.MAILBOX:
            stop_clocks(change.case, [Clock.CONTACT])
        if how in _SPOKEN:
            spoken_with(change.case)


def agree_phrases(
    *,
    actor: Unlocked,
    case_id: UUID,
    ours: str,
    theirs: str,
    duress: str,
    version: int,
) -> None:
    """What we say, what they answer, and what they say when somebody listens.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, PhraseUnfit, KeyMissing,
    NotTrusted, TooLongText.
    """
    if fault := phrase_fault({"ours": ours, "theirs": theirs, "duress": duress}):
        raise PhraseUnfit(*fault)
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="phrases.agreed",
        states=OWNED,
    ) as change:
        change.write(
            Compartment.INBOX,
            RecordKind.SAFE_CONTACT,
            what=_PHRASES,
            ours=ours,
            theirs=theirs,
            duress=duress,
        )


def newest(opened: OpenCase) -> Content | None:
    """The last word on it."""
    found = [said for said in _said(opened) if "how" in said]
    return found[-1] if found else None


def phrases(opened: OpenCase) -> Content | None:
    """The phrases that hold now; whoever shows them records it first."""
    found = [said for said in _said(opened) if said.get("what") == _PHRASES]
    return found[-1] if found else None


def is_settled(opened: OpenCase, now: datetime) -> bool:
    """Confirmed and not run out, or said why there is none."""
    said = newest(opened)
    if said is None:
        return False
    return said["how"] == Confirmed.NONE or is_confirmed(opened, now)


def is_confirmed(opened: OpenCase, now: datetime) -> bool:
    """72 hours in a critical case, a week in others."""
    until = confirmed_until(opened)
    return until is not None and now < until


def confirmed_until(opened: OpenCase) -> datetime | None:
    """How long what was confirmed last holds; None where nothing was."""
    said = newest(opened)
    if said is None or said["how"] == Confirmed.NONE:
        return None
    critical = opened.case.level == Urgency.CRITICAL
    lasts = _LASTS_CRITICAL if critical else _LASTS
    return datetime.fromisoformat(str(said["at"])) + lasts


def unsafe_now(opened: OpenCase, now: datetime) -> list[Unsafe]:
    """What speaks against reaching the person directly now.

    The mailbox is always safe for us to write to: they fetch it when they can.
    """
    found = [] if next_window(opened, now) is None else [Unsafe.HOURS]
    said = newest(opened)
    if said is None:
        return [*found, Unsafe.UNCONFIRMED]
    if said["how"] == Confirmed.NONE:
        return [*found, Unsafe.NONE]
    return found if is_confirmed(opened, now) else [*found, Unsafe.EXPIRED]


def _has_written(opened: OpenCase) -> bool:
    """Whether the person wrote since a way was last confirmed; duress is no word."""
    said = newest(opened)
    since = str(said["at"]) if said and said["how"] != Confirmed.NONE else ""
    found = opened.readable(Compartment.INBOX, RecordKind.LETTER).values()
    return any(one.get("kind") in _WRITTEN and str(one["at"]) > since for one in found)


def _look_again(case: Case) -> None:
    """Not later than it is due anyway: saying it again puts nothing off."""
    runs = case.deadlines.filter(clock__in=[str(Clock.CONTACT), str(Clock.CHECK)])
    if not runs.exists():
        start_clocks(case, [Clock.CHECK])


def _said(opened: OpenCase) -> list[Content]:
    rows = opened.records(Compartment.INBOX, RecordKind.SAFE_CONTACT)
    return sorted((opened.content(row) for row in rows), key=lambda one: str(one["at"]))
