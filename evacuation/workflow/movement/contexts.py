"""What is publicly known of a country that decides whether one can pass through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Subject(Coded):
    """What a rule is about; beside it stands which papers, country or medicine."""

    ENTRY = "entry", _("Entry and stay, by papers")
    WANTED_BASE = "wanted_base", _("Shared wanted lists, by country")
    DEPORTATION = "deportation", _("Handing people back, by country")
    MEDICINE = "medicine", _("Carrying a medicine, by its kind")
    HEALTH = "health", _("Turning people away for their health")
    LAW = "law", _("Laws against communities or their work")


class Says(Coded):
    """How it is. Which of them fit a subject: `ANSWERS`."""

    FREE = "free", _("Let in without a visa")
    VISA = "visa", _("Only with a visa or permit")
    REFUSED = "refused", _("Not let in")
    SHARED = "shared", _("Shares its wanted lists")
    NOT_SHARED = "not_shared", _("Does not share them")
    NEVER = "never", _("Not known to happen")
    SOMETIMES = "sometimes", _("It has happened")
    OFTEN = "often", _("It happens often")
    ALLOWED = "allowed", _("Allowed")
    PAPERS = "with_papers", _("With papers")
    BANNED = "banned", _("Not allowed")
    SAFE = "safe", _("No such law")
    HOSTILE = "hostile", _("A hostile law is in force")
    CRIMINAL = "criminal", _("Punished as a crime")


ANSWERS: dict[Subject, tuple[Says, ...]] = {
    Subject.ENTRY: (Says.FREE, Says.VISA, Says.REFUSED),
    Subject.WANTED_BASE: (Says.SHARED, Says.NOT_SHARED),
    Subject.DEPORTATION: (Says.NEVER, Says.SOMETIMES, Says.OFTEN),
    Subject.MEDICINE: (Says.ALLOWED, Says.PAPERS, Says.BANNED),
    Subject.HEALTH: (Says.NEVER, Says.SOMETIMES, Says.OFTEN),
    Subject.LAW: (Says.SAFE, Says.HOSTILE, Says.CRIMINAL),
}


class PathwayStatus(Coded):
    """Pathways close overnight: a dated record, never a promise."""

    OPEN = "open", _("Open")
    LIMITED = "limited", _("Limited")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")
    UNKNOWN = "unknown", _("Not known")


class PathwayKind(Coded):
    VISA_FREE = "visa_free", _("Stay without a visa")
    HUMANITARIAN = "humanitarian_visa", _("Humanitarian visa")
    NATIONAL = "national_visa", _("National visa")
    ASYLUM = "asylum_at_border", _("Asylum at the border")
    FAMILY = "family", _("Family")
    SEAT = "temporary_seat", _("Seat for temporary relocation")
    RESIDENCY = "residency_seat", _("Seat of a residency programme")


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated fact with its source. `of`: papers, country or medicine; "" for any.

    `days`: how long one may stay, of ENTRY alone. It counts until `good_until`.
    """

    country: str
    subject: Subject
    says: Says
    of: str = ""
    days: int | None = None
    source: str = ""
    checked_on: date | None = None
    good_until: date | None = None

    def is_old(self, today: date) -> bool:
        return self.good_until is not None and self.good_until < today


def rule(
    rules: Iterable[Rule], country: str, subject: Subject, of: str = ""
) -> Rule | None:
    """The newest that speaks of just this; one for any, where there is none."""
    fitting = [
        one
        for one in rules
        if one.country == country and one.subject == subject and one.of in (of, "")
    ]
    return max(
        fitting,
        key=lambda one: (one.of == of, str(one.checked_on or "")),
        default=None,
    )
