"""What the people available cannot complete, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evacuation.errors import NotTrusted
from evacuation.services.gaps import appeal_gaps, gaps, step_gaps
from evacuation.showing.deciding import place_words
from evacuation.showing.submission import euro
from evacuation.trusting import trust_now

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ShownGap:
    """`above`: the sum from which on; "" for every decision. `missing`: as what.

    `until`, `refusers`: as of Gap.
    """

    above: str
    missing: list[str]
    until: datetime | None
    refusers: int


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step that lacks people. `until`: as of StepGap."""

    label: Any
    until: datetime | None


def shown_gaps() -> list[ShownGap]:
    """Nothing where no roster verifies: that is said elsewhere."""
    try:
        trust = trust_now()
    except NotTrusted:
        return []
    return [
        ShownGap(
            above=euro(gap.above) if gap.above else "",
            missing=[place_words(place) for place in gap.missing],
            until=gap.until,
            refusers=gap.refusers,
        )
        for gap in [*gaps(trust), *appeal_gaps(trust)]
    ]


def shown_step_gaps() -> list[ShownStep]:
    """The same for steps; alike words once."""
    try:
        trust = trust_now()
    except NotTrusted:
        return []
    found = {str(gap.step.label): gap for gap in step_gaps(trust)}
    return [ShownStep(gap.step.label, gap.until) for gap in found.values()]
