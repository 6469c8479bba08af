from __future__ import annotations

import pytest

from evacuation.duty_board import Show, shown
from evacuation.services.intake import FLOOD
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case


def test_a_crowd_stands_apart_and_hides_nobody_in_danger(desk: Desk) -> None:
    for _ in range(3):
        invented_case(danger="unknown", safe_now="yes", marks=(FLOOD,))
    real, _receipt = invented_case(danger="24h", marks=(FLOOD,))
    me = desk["coordinator_one"]
    board = shown(me, show=Show.OPEN)
    assert [row.case.pk for row in board.rows] == [real.pk]
    assert board.crowd == 3
    assert len(shown(me, show=Show.CROWD).rows) == 3


def test_what_is_due_later_waits_behind_what_is_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evacuation.duty_board.MOST_SHOWN", 2)
    for _ in range(3):
        invented_case(danger="week")
    board = shown(desk["coordinator_one"], show=Show.NOBODY)
    assert (len(board.rows), board.later) == (2, 1)
