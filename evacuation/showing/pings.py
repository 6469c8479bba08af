"""How often somebody who has not answered was asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.models.choices import State
from evacuation.services import pinging

if TYPE_CHECKING:
    from evacuation.access import OpenCase


@dataclass(frozen=True, slots=True)
class ShownPings:
    """`count` of `most`."""

    count: int
    most: int

    @property
    def over(self) -> bool:
        return self.count >= self.most


def shown_pings(opened: OpenCase) -> ShownPings | None:
    """None where we wait for no answer."""
    if opened.case.state != State.INFO_NEEDED:
        return None
    return ShownPings(pinging.pings(opened), pinging.MOST)
