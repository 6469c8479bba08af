"""Go or no-go: what must be there before somebody sets out, and what would clear it.

Source: the list of row 16 (docs/workflow.md). Two people sign it, the owner
and a verifier; it is stale after 72 hours or an alert.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded

LAST_YES = timedelta(hours=24)
GO_LASTS = timedelta(hours=72)


class Item(Coded):
    """One line of the list, in words of what is wanted."""

    LEGS = "legs", _("Every leg is written, and they join")
    BORDERS = "borders", _("Every border was checked in the last 72 hours")
    RISKS = (
        "risks",
        _("What speaks against a leg is cleared, or let pass with a reason"),
    )
    CONTEXT = "context", _("No alert for a country on the way is open")
    PAPERS = "papers", _("Everybody's papers are in order")
    LAWFUL = "lawful", _("Only lawful crossings: signed")
    MEDICINE = "medicine", _("Medicine for the journey and 30 days, or a supplier")
    DEVICE = "device", _("A clean phone, before the route is shown")
    MONEY = "money", _("Money is in hand")
    COMPANION = "companion", _("A companion, or agreed that none is needed")
    HOST = "host", _("The host has confirmed")
    PROTOCOL = "protocol", _("What is done if we do not hear is agreed")
    ABORT = "abort", _("Words that stop it are agreed, and a plan if it stops")
    DEPENDANTS = "dependants", _("Those who come along have papers and consent")
    MINORS = "minors", _("Minors have a safeguarding lead, and nobody goes alone")
    DEPARTURE = "departure", _("A statement of leaving freely, where relatives search")
    LAST_YES = "last_yes", _("They said yes in the last 24 hours")


class Device(Coded):
    """Before the route is shown."""

    NEW = "new", _("A new phone, the old one left behind")
    CLEAN = "clean", _("Checked, never out of their hands")
    SEIZED = "seized", _("It was seized and given back, or others know the code")
    UNKNOWN = "unknown", _("Not asked yet")


class Readiness(Coded):
    DONE = "done", _("Done")
    BLOCKED = "blocked", _("Stops it")
    NOT_NEEDED = "not_needed", _("Not needed")


@dataclass(frozen=True, slots=True)
class Line:
    """`cleared_by`: what to do, where it is blocked; `about`: of whom or which leg."""

    item: Item
    readiness: Readiness
    cleared_by: tuple[object, ...] = ()


def may_go(lines: list[Line]) -> bool:
    """Every item is there, and none is blocked."""
    there = {one.item for one in lines}
    blocked = any(one.readiness == Readiness.BLOCKED for one in lines)
    return there == set(Item) and not blocked
