"""Help given at the same moment, on real connections: no ceiling is run past."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from evacuation.services.measures import grant_help
from evacuation.submissions import BudgetLine
from tests.evacuation.decisions import ONE, in_assessment, version
from tests.proof.desk_stage import DeskStage
from tests.proof.test_four_eyes_races import at_once

pytestmark = pytest.mark.proof


def test_six_gifts_at_once_stay_below_what_one_gives_in_seven_days(
    desk_stage: DeskStage,
) -> None:
    desk = desk_stage.desk
    cases = [in_assessment(desk) for _case in range(6)]

    def gives(case: UUID, number: int) -> Callable[[], str]:
        seen, me = version(case), desk[ONE]

        def run() -> str:
            grant_help(
                actor=me,
                case_id=case,
                version=seen,
                line=BudgetLine("transport", 30_000, payee=f"Invented {number}"),
                why="Invented: a taxi tonight.",
            )
            return "given"

        return run

    tasks = [gives(case, number) for number, case in enumerate(cases)]
    assert at_once(tasks) == {"given": 3, "ceiling": 3}
