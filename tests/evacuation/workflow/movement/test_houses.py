"""A house's rules against what somebody needs of it."""

from __future__ import annotations

import pytest

from evacuation.workflow.movement.houses import House, Need, misfits

OAT = frozenset({Need.OAT})


def test_who_needs_nothing_of_a_house_fits_each() -> None:
    assert misfits(frozenset(), None, House()) is None


def test_rules_that_allow_it_fit() -> None:
    assert misfits(OAT, 30, House(frozenset({Need.OAT, Need.PET}), 30)) == ()


@pytest.mark.parametrize(
    ("needs", "stay", "house", "words"),
    [
        (OAT, None, House(frozenset({Need.PET})), "therapy"),
        (frozenset({Need.PET}), None, House(OAT), "the pet"),
        (frozenset(), 30, House(), "for how long"),
        (frozenset(), 30, House(days=29), "less long"),
    ],
)
def test_what_does_not_fit_is_said(
    needs: frozenset[Need], stay: int | None, house: House, words: str
) -> None:
    found = misfits(needs, stay, house)
    assert found is not None
    assert [words in str(one) for one in found] == [True]
