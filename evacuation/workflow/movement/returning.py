"""When somebody thinks of going back: what is looked at again, and what came of it.

Nobody is held back and nobody is sent: what speaks against it is said to them, and the
decision is theirs. Source: docs/movement.md, "Going back".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from collections.abc import Iterator

# What was looked up runs out, as before a journey; wishes change sooner.
LOOK_LASTS = timedelta(days=30)
REVIEW_WITHIN = timedelta(days=365)
# Who went back is asked how they are.
ASKED_AFTER = (timedelta(days=7), timedelta(days=30))


class Home(Coded):
    """What they fled from, as it is now."""

    BETTER = "better", _("The danger has become less")
    SAME = "same", _("Nothing has changed")
    WORSE = "worse", _("It has become worse")
    UNKNOWN = "unknown", _("Nobody knows")


class Lists(Coded):
    """Wanted lists, looked at again."""

    CLEAR = "clear", _("Looked at again: on none of them")
    LISTED = "listed", _("They are on one")
    UNKNOWN = "unknown", _("Not looked at again")


class Papers(Coded):
    """To enter, and to leave once more."""

    GOOD = "good", _("Good to enter, and to leave once more")
    LACKING = "lacking", _("Run out, or missing")
    UNKNOWN = "unknown", _("Not looked at again")


class Outcome(Coded):
    NOT_NOW = "not_now", _("Not now")
    CONDITIONS = "conditions", _("When what is written here is there")
    THEIR_OWN = (
        "their_own",
        _("They go: their own decision, told what speaks against it"),
    )


class Against(Coded):
    """What speaks against going back, in words for who talks with them."""

    WORSE = "worse", _("At home it has become worse.")
    CHANGE_UNKNOWN = "change_unknown", _("Nobody knows what has changed at home.")
    LISTED = "listed", _("They are on a wanted list: they are arrested at the border.")
    LISTS_UNKNOWN = "lists_unknown", _("Wanted lists were not looked at again.")
    LISTS_OLD = "lists_old", _("The look at the wanted lists is older than 30 days.")
    PAPERS = "papers", _("With these papers they may not be able to leave again.")
    PAPERS_UNKNOWN = "papers_unknown", _("Their papers were not looked at again.")
    NO_ADVICE = "no_advice", _("Nobody who knows the law there advises them.")


@dataclass(frozen=True, slots=True)
class ReturnAssessment:
    """`changed`: what changed at home, in words; `adviser`: who advises them.
    `wish`: the person's own words. `conditions`: what must be there first, and how they
    stay safe there. `looked_on`: the lists; `review`: when it is looked at again.
    `leaves`: the day on which they go, where it is known.
    """

    home: Home
    lists: Lists
    papers: Papers
    outcome: Outcome
    review: date
    changed: str = ""
    looked_on: date | None = None
    adviser: str = ""
    wish: str = ""
    conditions: str = ""
    leaves: date | None = None

    def asked_on(self) -> list[date]:
        """When somebody asks or looks again: the review, and after they went."""
        after = [self.leaves + one for one in ASKED_AFTER] if self.leaves else []
        return sorted([self.review, *after])


def against(one: ReturnAssessment, today: date) -> list[Against]:
    """What speaks against it by what was looked at, in its order."""
    return list(_against(one, today))


def _against(one: ReturnAssessment, today: date) -> Iterator[Against]:
    if one.home == Home.WORSE:
        yield Against.WORSE
    if one.home == Home.UNKNOWN:
        yield Against.CHANGE_UNKNOWN
    if one.lists == Lists.LISTED:
        yield Against.LISTED
    elif one.lists == Lists.UNKNOWN or one.looked_on is None:
        yield Against.LISTS_UNKNOWN
    elif today - one.looked_on > LOOK_LASTS:
        yield Against.LISTS_OLD
    if one.papers == Papers.LACKING:
        yield Against.PAPERS
    if one.papers == Papers.UNKNOWN:
        yield Against.PAPERS_UNKNOWN
    if not one.adviser.strip():
        yield Against.NO_ADVICE
