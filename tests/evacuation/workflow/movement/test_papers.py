"""What papers and lists stop somebody from leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evacuation.workflow.movement.papers import (
    Known,
    Military,
    Papers,
    Passport,
    Scope,
    WantedCheck,
    against_leaving,
)
from tests.evacuation.workflow.movement.people import GOOD, TODAY, said

ENDS = TODAY + timedelta(days=2)


def against(papers: Papers) -> list[tuple[str, str]]:
    return said(list(against_leaving(papers, "1", ends=ENDS, today=TODAY)))


def test_good_papers_stop_nobody() -> None:
    assert against(GOOD) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"passport": Passport.NONE}, ("no_passport", "blocks")),
        ({"valid_until": ENDS - timedelta(days=1)}, ("expired", "blocks")),
        ({"exit_ban": Known.YES}, ("exit_ban", "blocks")),
        ({"exit_ban": Known.UNKNOWN}, ("exit_unknown", "override")),
        ({"military": Military.CALLED}, ("military", "override")),
        ({"mismatch": True}, ("mismatch", "warns")),
        ({"refused_before": True}, ("refused_before", "warns")),
        ({"minor": True}, ("minor_consent", "blocks")),
    ],
    ids=str,
)
def test_each_fault_is_found_alone(
    changed: dict[str, object], expected: tuple[str, str]
) -> None:
    assert against(replace(GOOD, **changed)) == [expected]  # type: ignore[arg-type]


def test_a_passport_that_ends_on_the_last_day_is_good() -> None:
    assert against(replace(GOOD, valid_until=ENDS)) == []


def test_a_minor_goes_with_the_other_parents_consent() -> None:
    assert against(replace(GOOD, minor=True, parent_consents=True)) == []


def test_nothing_known_of_lists_stops_whoever_may_be_accused() -> None:
    unknown = replace(GOOD, wanted=(), criminal_case=Known.UNKNOWN)
    assert against(unknown) == [("wanted_unknown", "override")]


def test_without_a_criminal_case_nobody_is_listed() -> None:
    assert against(replace(GOOD, wanted=(), criminal_case=Known.NO)) == []


def test_a_look_at_the_lists_lasts_a_week() -> None:
    for days, expected in ((7, []), (8, [("wanted_stale", "warns")])):
        looked = WantedCheck(Scope.NATIONAL, Known.NO, TODAY - timedelta(days=days))
        papers = replace(GOOD, wanted=(looked,), criminal_case=Known.YES)
        assert against(papers) == expected


def test_the_newest_look_counts() -> None:
    looks = (
        WantedCheck(Scope.NATIONAL, Known.NO, TODAY),
        WantedCheck(Scope.NATIONAL, Known.YES, date(2025, 1, 1)),
    )
    assert against(replace(GOOD, wanted=looks, criminal_case=Known.YES)) == []
    assert against(
        replace(
            GOOD,
            wanted=(replace(looks[0], listed=Known.YES), looks[1]),
            criminal_case=Known.YES,
        )
    ) == [("listed", "override")]
