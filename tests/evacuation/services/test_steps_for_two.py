"""A step that two people take can be proposed: it has a name among the proposals."""

from __future__ import annotations

import pytest

from evacuation.models.proposal import Action
from evacuation.services.moving import OF_THEIR_OWN
from evacuation.workflow.table import BY_NAME, TABLE
from evacuation.workflow.transition import Second

FOR_TWO = [
    one.name
    for one in TABLE
    if one.second in {Second.IF_URGENT, Second.ALWAYS} and one.name not in OF_THEIR_OWN
]


def test_there_are_such_steps() -> None:
    assert {"conclude", "finish", "lift"} <= set(FOR_TWO)


@pytest.mark.parametrize("name", FOR_TWO)
def test_a_step_for_two_is_an_action_of_a_proposal(name: str) -> None:
    assert Action(name).value == name


def test_steps_of_their_own_stand_in_the_table() -> None:
    assert set(BY_NAME) >= OF_THEIR_OWN
