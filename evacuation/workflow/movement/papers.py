"""The papers of one person, what lists say of them, and what that means for a way.

Source: field practice on documents (docs/movement.md). Shared wanted lists catch
whoever crosses on internal papers: every look at a list has a scope and a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.findings import Finding, Obstacle, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

WANTED_LASTS = timedelta(days=7)
# East of the server it is tomorrow already.
_TOMORROW = timedelta(days=1)


class Passport(Coded):
    """The best papers that they can cross a border with."""

    INTERNATIONAL = "international", _("A passport for abroad")
    INTERNAL = "internal", _("An internal passport or identity card alone")
    TRAVEL = "travel_document", _("A travel document of a refugee or stateless person")
    NONE = "none", _("None")


class Known(Coded):
    NO = "no", _("No")
    YES = "yes", _("Yes")
    UNKNOWN = "unknown", _("Not known")


class Scope(Coded):
    """Which list was looked at."""

    NATIONAL = "national", _("The country's own list")
    INTERSTATE = "interstate", _("The lists that neighbours share")
    INTERPOL = "interpol", _("Interpol")


class Military(Coded):
    NONE = "none", _("Nothing known against leaving")
    CALLED = "called_up", _("Called up or mobilised")
    CONTRACT = "contract", _("Under a contract")
    BARRED = "registry_ban", _("Barred by the military register")
    UNKNOWN = "unknown", _("Not known")


@dataclass(frozen=True, slots=True)
class WantedCheck:
    scope: Scope
    listed: Known
    on: date


@dataclass(frozen=True, slots=True)
class Papers:
    """`visas`: countries (ISO 3166-1 alpha-2) that let them in by a visa or permit.

    `criminal_case`: one is open with them as suspect or accused: only then can a list
    have them. `refused_before`: by a border or a visa office. `parent_consents`: of a
    minor's other parent.
    """

    passport: Passport = Passport.NONE
    valid_until: date | None = None
    exit_ban: Known = Known.UNKNOWN
    criminal_case: Known = Known.UNKNOWN
    military: Military = Military.UNKNOWN
    mismatch: bool = False
    refused_before: bool = False
    minor: bool = False
    parent_consents: bool = False
    visas: frozenset[str] = frozenset()
    wanted: tuple[WantedCheck, ...] = ()

    def listed(self, scope: Scope) -> Known:
        """What the newest look at this list said."""
        looks = [one for one in self.wanted if one.scope == scope]
        return max(looks, key=lambda one: one.on).listed if looks else Known.UNKNOWN

    def by(self, today: date) -> Papers:
        """As they count today: that nothing was found on a day which has not come is no
        look at a list."""
        latest = today + _TOMORROW
        return replace(
            self,
            wanted=tuple(
                one
                for one in self.wanted
                if one.on <= latest or one.listed == Known.YES
            ),
        )

    def looked_on(self, scope: Scope) -> date | None:
        return max((one.on for one in self.wanted if one.scope == scope), default=None)


def against_leaving(
    papers: Papers, person: str, *, ends: date, today: date
) -> Iterator[Finding]:
    """What stops this person from leaving a country; `ends`: when the journey ends."""
    papers = papers.by(today)
    if papers.passport == Passport.NONE:
        yield Finding(Obstacle.NO_PASSPORT, Weight.BLOCKS, person)
    elif papers.valid_until is not None and papers.valid_until < ends:
        yield Finding(Obstacle.EXPIRED, Weight.BLOCKS, person)
    if papers.exit_ban == Known.YES:
        yield Finding(Obstacle.EXIT_BAN, Weight.BLOCKS, person)
    elif papers.exit_ban == Known.UNKNOWN:
        yield Finding(Obstacle.EXIT_UNKNOWN, Weight.OVERRIDE, person)
    if papers.listed(Scope.NATIONAL) == Known.YES:
        yield Finding(Obstacle.LISTED, Weight.OVERRIDE, person)
    yield from _not_known(papers, person, today)
    if papers.military not in (Military.NONE, Military.UNKNOWN):
        yield Finding(Obstacle.MILITARY, Weight.OVERRIDE, person)
    if papers.mismatch:
        yield Finding(Obstacle.MISMATCH, Weight.WARNS, person)
    if papers.refused_before:
        yield Finding(Obstacle.REFUSED_BEFORE, Weight.WARNS, person)
    if papers.minor and not papers.parent_consents:
        yield Finding(Obstacle.MINOR_CONSENT, Weight.BLOCKS, person)


def _not_known(papers: Papers, person: str, today: date) -> Iterator[Finding]:
    """Witnesses and those fined cannot be listed: an open criminal case it takes."""
    if papers.criminal_case == Known.NO:
        return
    looked = papers.looked_on(Scope.NATIONAL)
    if looked is None or papers.listed(Scope.NATIONAL) == Known.UNKNOWN:
        yield Finding(Obstacle.WANTED_UNKNOWN, Weight.OVERRIDE, person)
    elif today - looked > WANTED_LASTS:
        yield Finding(Obstacle.WANTED_STALE, Weight.WARNS, person)
