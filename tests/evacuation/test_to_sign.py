"""The board of who signs decisions tells "sign this" from "waits for others"."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evacuation.duty_board import Due, Row, Show, rows
from evacuation.services.moving import confirm_step
from evacuation.to_sign import to_sign
from tests.evacuation.decisions import ONE, signed, submitted_case, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import cleared, in_planning, listed

pytestmark = pytest.mark.proof

SIGN = "Sign it, or say no"
BIG = 4200


def row(desk: Desk, part: str, case: UUID) -> Row:
    [one] = [r for r in rows(desk[part], show=Show.OPEN) if r.case.pk == case]
    return one


def test_it_says_sign_this_until_they_have_signed(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = submitted_case(desk, BIG)
    for part in ("approver", "finance"):
        one = row(desk, part, case)
        assert (one.to_sign, one.step) == (True, SIGN)
        assert one.due != Due.WAITING
    assert not row(desk, ONE, case).to_sign
    assert SIGN in unlocked_client("approver").get("/cases/").content.decode()
    assert not signed(desk, case)
    mine, theirs = row(desk, "approver", case), row(desk, "finance", case)
    assert (mine.to_sign, mine.due) == (False, Due.WAITING)
    assert theirs.to_sign
    signed(desk, case, "finance")
    assert row(desk, "finance", case).due == Due.WAITING


def test_the_desk_is_asked_for_no_signatures(desk: Desk) -> None:
    case = submitted_case(desk)
    cases = [row(desk, ONE, case).case]
    for part, most in ((ONE, 0), ("lead_one", 0), ("approver", 2)):
        me = desk[part]
        with CaptureQueriesContext(connection) as asked:
            to_sign(me, cases)
        assert len(asked) == most


def test_a_verifier_is_told_that_a_list_waits_for_them(desk: Desk) -> None:
    case = in_planning(desk)
    cleared(desk, case)
    assert not row(desk, "verifier", case).to_sign
    listed(desk, case)
    one = row(desk, "verifier", case)
    assert (one.to_sign, one.step) == (True, SIGN)
    # Who signed it first does not sign it twice, and others are not asked.
    for part in (ONE, "coordinator_two"):
        assert case not in to_sign(desk[part], [one.case])
    confirm_step(actor=desk["verifier"], case_id=case, version=version(case))
    assert not row(desk, "verifier", case).to_sign
