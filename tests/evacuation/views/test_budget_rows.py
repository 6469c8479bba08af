"""How many lines of a budget a proposal offers."""

from __future__ import annotations

from tests.evacuation.decisions import ONE, content, in_assessment, written
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.views.test_deciding import read


def test_a_first_proposal_offers_one_line_of_the_budget(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_assessment(desk)
    page = read(unlocked_client(ONE), case, "proposal")
    assert page.count('class="budget-row"') == 1
    written(desk, case, content(100))
    assert read(unlocked_client(ONE), case, "proposal").count("budget-row") == 1
