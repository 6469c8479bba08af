"""That a way to reach the person is safe: confirmed for a time, then asked again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.models.choices import Compartment, RecordKind, Urgency
from evacuation.services.changing import OWNED, changing
from evacuation.services.clocks import stop_clocks
from evacuation.workflow.codes import Coded
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

_LASTS = timedelta(days=7)
_LASTS_CRITICAL = timedelta(hours=72)


class Confirmed(Coded):
    """How we know that it is the person, and that it is safe."""

    MAILBOX = "mailbox", _("They wrote in their mailbox")
    PHRASE = "phrase", _("Call-back, the phrase was right both ways")
    IN_PERSON = "in_person", _("Met in person")
    THIRD = "third", _("Through the person they named")
    NONE = "none", _("No safe way at the moment")


class ReasonMissing(DeskError):
    """No way to reach them is confirmed, and nobody said why."""

    code = "reason_missing"

    def __init__(self) -> None:
        super().__init__("text", _("Say why there is no safe way."))


def confirm_contact(
    *, actor: Unlocked, case_id: UUID, how: Confirmed, text: str, version: int
) -> None:
    """Record how a safe way was confirmed, or in `text` why there is none.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, KeyMissing, NotTrusted,
    ReasonMissing, TooLongText.
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
        change.write(
            Compartment.INBOX, RecordKind.SAFE_CONTACT, how=how.value, text=text
        )
        if how != Confirmed.NONE:
            stop_clocks(change.case, [Clock.CONTACT])


def newest(opened: OpenCase) -> Content | None:
    """The last word on it."""
    rows = opened.records(Compartment.INBOX, RecordKind.SAFE_CONTACT)
    said = sorted((opened.content(row) for row in rows), key=lambda one: str(one["at"]))
    return said[-1] if said else None


def is_settled(opened: OpenCase, now: datetime) -> bool:
    """Confirmed and not run out, or said why there is none."""
    said = newest(opened)
    if said is None:
        return False
    return said["how"] == Confirmed.NONE or is_confirmed(opened, now)


def is_confirmed(opened: OpenCase, now: datetime) -> bool:
    """72 hours in a critical case, a week in others."""
    said = newest(opened)
    if said is None or said["how"] == Confirmed.NONE:
        return False
    critical = opened.case.level == Urgency.CRITICAL
    lasts = _LASTS_CRITICAL if critical else _LASTS
    return now < datetime.fromisoformat(str(said["at"])) + lasts
