"""What stands against a movement: what it is, how heavy, and what would clear it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.utils.functional import _StrPromise


class Weight(Coded):
    """BLOCKS: nobody goes. OVERRIDE: nobody goes without the legal focal's reason."""

    BLOCKS = "blocks", _("Stops it")
    OVERRIDE = "override", _("Stops it, unless the legal focal says why it may go on")
    WARNS = "warns", _("A warning")


class Obstacle(Coded):
    """In words of what is; `CLEARED_BY` says what to do."""

    # Papers.
    NO_PASSPORT = "no_passport", _("No papers to cross a border with")
    EXPIRED = "expired", _("The passport runs out before the journey ends")
    EXIT_BAN = "exit_ban", _("They are banned from leaving the country")
    EXIT_UNKNOWN = "exit_unknown", _("Nobody knows whether they may leave")
    LISTED = "listed", _("They are on a wanted list that this border reads")
    WANTED_UNKNOWN = "wanted_unknown", _("Not known whether a list has them")
    WANTED_STALE = "wanted_stale", _("The look at the wanted lists is too old")
    MILITARY = "military", _("Military duty stops them at the border")
    MISMATCH = "mismatch", _("Name or gender marker do not match the person")
    REFUSED_BEFORE = (
        "refused_before",
        _("A border or a visa office has refused them before"),
    )
    MINOR_CONSENT = "minor_consent", _("The other parent's consent is missing")
    # Legs.
    NOT_CHECKED = "not_checked", _("Nobody has checked this border")
    CHECK_STALE = "check_stale", _("The border was checked over 72 hours ago")
    CHECK_FAILED = "check_failed", _("The last look at this border said no")
    REFUSED = "refused", _("These papers are not let in")
    VISA = "visa", _("A visa is needed, and there is none")
    STAY_ENDS = "stay_ends", _("They stay longer than they are let")
    ENTRY_UNKNOWN = "entry_unknown", _("How one enters there is not on record")
    RULE_OLD = "rule_old", _("What we know of this country ran out")
    SHARED_BASE = "shared_base", _("This country reads the wanted lists of the other")
    DEPORTS = "deports", _("This country hands people back")
    MEDICINE_BANNED = "medicine_banned", _("A medicine may not be carried in")
    MEDICINE_PAPERS = "medicine_papers", _("A medicine needs papers at this border")
    HEALTH_RULE = "health_rule", _("The country turns people away for their health")
    HOSTILE_LAW = "hostile_law", _("A hostile law is in force there")
    BROKEN_LINE = "broken_line", _("This leg does not begin where the last one ended")
    OUT_OF_ORDER = "out_of_order", _("This leg begins before the last one ends")
    IS_OVER = "is_over", _("The time of this leg is over")
    LONG_WAIT = "long_wait", _("Over 24 hours until the next leg")
    WAY_CLOSED = "way_closed", _("The way in is closed")
    WAY_SUSPENDED = "way_suspended", _("The way in is suspended")
    WAY_OLD = "way_old", _("What we know of the way in ran out")
    WAY_UNKEPT = "way_unkept", _("Nobody keeps the record of the way in")
    WAY_ELSEWHERE = "way_elsewhere", _("The way in is of a country they do not enter")
    # Medicine.
    RUNS_OUT = "runs_out", _("Medicine runs out, and nobody gives more on arrival")
    SHORT = "short", _("Medicine for less than the journey and 30 days")
    LETTER = "letter", _("The letter for a medicine is missing")
    REFILL = "refill", _("Medicine runs out where they are")


CLEARED_BY: dict[Obstacle, _StrPromise] = {
    Obstacle.NO_PASSPORT: _("Get papers first, or choose a way without a border."),
    Obstacle.EXPIRED: _("Renew it, or be there before it runs out."),
    Obstacle.EXIT_BAN: _("A lawyer has it lifted; there is no other lawful way."),
    Obstacle.EXIT_UNKNOWN: _("Have it looked up, and write the day."),
    Obstacle.LISTED: _("Choose a way that avoids this border, or ask the lawyer."),
    Obstacle.WANTED_UNKNOWN: _("Have the lists looked up, and write the day."),
    Obstacle.WANTED_STALE: _("Have the lists looked up again."),
    Obstacle.MILITARY: _("Ask the lawyer what the border service does with it."),
    Obstacle.MISMATCH: _("Take a letter that explains it; think of a companion."),
    Obstacle.REFUSED_BEFORE: _("Find out where and why; choose another if they can."),
    Obstacle.MINOR_CONSENT: _("Get the other parent's consent, or a court's, first."),
    Obstacle.NOT_CHECKED: _("Check the border, and write who and when."),
    Obstacle.CHECK_STALE: _("Check the border again."),
    Obstacle.CHECK_FAILED: _("Choose another border, or check again later."),
    Obstacle.REFUSED: _("Choose another border, or other papers."),
    Obstacle.VISA: _("Get the visa, or choose another way."),
    Obstacle.STAY_ENDS: _("Go on earlier, or get leave to stay."),
    Obstacle.ENTRY_UNKNOWN: _("Find out, and write it into the country's record."),
    Obstacle.RULE_OLD: _("Check the country's record again."),
    Obstacle.SHARED_BASE: _("Have the shared lists looked up, or go another way."),
    Obstacle.DEPORTS: _("Do not stop there: go through in one day, or another way."),
    Obstacle.MEDICINE_BANNED: _("Find a supplier there and carry none, or go around."),
    Obstacle.MEDICINE_PAPERS: _("Take the prescription and a letter along."),
    Obstacle.HEALTH_RULE: _("Ask the medical focal; carry nothing that tells of it."),
    Obstacle.HOSTILE_LAW: _("Tell them what not to say or show there."),
    Obstacle.BROKEN_LINE: _("Add the leg between, or mend this one."),
    Obstacle.OUT_OF_ORDER: _("Mend the times."),
    Obstacle.IS_OVER: _("Write the times anew, as they are now."),
    Obstacle.LONG_WAIT: _("Say where they wait, and that it is safe for so long."),
    Obstacle.WAY_CLOSED: _("Choose another, or ask the lawyer whether it holds."),
    Obstacle.WAY_SUSPENDED: _("Ask whether it holds for them; look for another."),
    Obstacle.WAY_OLD: _("Look it up again, and write it into the country's record."),
    Obstacle.WAY_UNKEPT: _("Look it up and write it anew: who does keeps it."),
    Obstacle.WAY_ELSEWHERE: _("Choose the one that they use, or mend the legs."),
    Obstacle.RUNS_OUT: _("Get more before they go, or a supplier on arrival."),
    Obstacle.SHORT: _("Get more before they go; see that the supplier knows."),
    Obstacle.LETTER: _("Get the letter, or note that none is needed."),
    Obstacle.REFILL: _("See that they get more there, and write who gives it."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`person`: of whom, "" for all. `source`, `checked_on`: of the rule behind it.

    `passed`: why the legal focal let just this one pass; "" where nobody did.
    """

    what: Obstacle
    weight: Weight
    person: str = ""
    source: str = ""
    checked_on: date | None = None
    passed: str = ""

    @property
    def cleared_by(self) -> _StrPromise:
        return CLEARED_BY[self.what]


_HEAVIEST = tuple(Weight)


def heaviest_first(found: Iterable[Finding]) -> list[Finding]:
    """The same, once each, in the order in which they matter."""
    kept = dict.fromkeys(found)
    return sorted(kept, key=lambda one: _HEAVIEST.index(one.weight))


def stops(found: Iterable[Finding]) -> bool:
    """Whether anything still stops it. A reason lets nobody pass what blocks."""
    return any(
        one.weight == Weight.BLOCKS
        or (one.weight == Weight.OVERRIDE and not one.passed)
        for one in found
    )
