"""A journey as it is on its worst day: three people on the way, two of them waited for.

Made through the services.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.services.journeys.medicine import save_medicines
from evacuation.services.journeys.setting_out import depart
from evacuation.services.moving import confirm_step
from evacuation.workflow.movement.check_ins import Heard
from tests.evacuation.decisions import ONE, version
from tests.evacuation.services.journeys.test_check_ins import (
    heard,
    planned,
    with_phrases,
)
from tests.evacuation.travels import cleared, in_planning, listed, one_goes

if TYPE_CHECKING:
    from uuid import UUID

    from tests.evacuation.desk import Desk

_CHECK_INS = 6


def long_journey(desk: Desk) -> UUID:
    """On the way by two legs, with medicine, phrases, and check-ins of days."""
    me, case = desk[ONE], in_planning(desk)
    for number in ("2", "3"):
        one_goes(me, case, number=number, called=f"Invented Wren {number}")
        save_medicines(
            actor=me,
            case_id=case,
            version=version(case),
            person=number,
            medicines=[],
            none=True,
        )
    cleared(desk, case)
    listed(desk, case)
    confirm_step(actor=desk["verifier"], case_id=case, version=version(case))
    depart(actor=me, case_id=case, version=version(case))
    with_phrases(desk, case)
    for hours in range(_CHECK_INS):
        at = timezone.now() + timedelta(hours=30 + hours)
        planned(desk, case, at)
        heard(desk, case, Heard.WRONG)
    return case
