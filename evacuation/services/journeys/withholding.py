"""What was told of a journey goes at once, whoever stops it, with keys or without.

Who holds the key of the replies deletes them. Who does not leaves a fact in clear that
the mailbox goes by, until the next session of a holder deletes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment, RecordKind, State

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Case
    from evacuation.services.changing import Change

TELLS = "tells"  # in the reply: what of the journey it tells
# Somebody is looked for, may be in others' hands, rests, or nobody works on it.
HIDDEN_IN = (
    State.CONTACT_LOST,
    State.SECURITY_HOLD,
    State.ON_HOLD,
    State.CLOSED,
    State.PURGED,
)


def hides_way(case: Case) -> bool:
    """Whether the mailbox shows nothing that tells of the journey, opened or not."""
    return case.withheld or case.state in HIDDEN_IN


def withhold(change: Change) -> None:
    """In the caller's change: also windows that open later never do."""
    opened = change.opened
    if not any(row.compartment == Compartment.LOGISTICS for row in opened.all_keys()):
        # Nothing of a journey was ever told.
        return
    if not opened.holds(Compartment.REPLIES):
        change.case.withheld = True
        return
    gone = told(opened)
    if gone:
        change.case.records.filter(pk__in=gone).delete()
        opened.forget("records")
    change.case.withheld = False


def told(opened: OpenCase) -> list[UUID]:
    """Replies that tell of the journey, and those with an end that do not open."""
    kinds = (Compartment.REPLIES, RecordKind.REPLY)
    said = opened.readable(*kinds)
    return [
        row.pk
        for row in opened.records(*kinds)
        if (said[row.pk].get(TELLS) if row.pk in said else row.gone_at is not None)
    ]
