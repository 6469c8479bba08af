"""What the people available cannot complete, in words."""

from __future__ import annotations

from dataclasses import dataclass

from evacuation.errors import NotTrusted
from evacuation.services.gaps import gaps
from evacuation.showing.deciding import place_words
from evacuation.showing.submission import euro
from evacuation.trusting import trust_now


@dataclass(frozen=True, slots=True)
class ShownGap:
    """`above`: the sum from which on; "" for every decision. `missing`: as what."""

    above: str
    missing: list[str]


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
        )
        for gap in gaps(trust)
    ]
