"""What was said of going back, with words for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.services.returning import return_assessments
from evacuation.workflow.movement.returning import Outcome, against

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from evacuation.access import OpenCase
    from evacuation.workflow.movement.returning import Against, ReturnAssessment

_TAGS = {Outcome.NOT_NOW: "info", Outcome.CONDITIONS: "warn", Outcome.THEIR_OWN: "bad"}


@dataclass(frozen=True, slots=True)
class ShownReturn:
    """`against`: what spoke against it on the day on which it was written."""

    at: datetime
    by: str
    said: ReturnAssessment
    tag: str
    against: list[Against]
    asked_on: list[date]


def shown_returns(opened: OpenCase, name_of: Callable[[str], str]) -> list[ShownReturn]:
    """Newest first. `name_of`: words for a name of vault/cards.py.

    Raises NotTrusted.
    """
    return [
        ShownReturn(
            at=one.at,
            by=name_of(one.by),
            said=one.said,
            tag=_TAGS[one.said.outcome],
            against=against(one.said, timezone.localdate(one.at)),
            asked_on=one.said.asked_on(),
        )
        for one in return_assessments(opened)
    ]
