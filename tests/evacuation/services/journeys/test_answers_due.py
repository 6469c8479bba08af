"""What is due is named: what a host said until it is read, then what was owed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.duty_board import Row, Show, rows
from evacuation.journeys.reception import Company, Reception
from evacuation.services.by_itself import settle
from evacuation.services.journeys.asking_hosts import AskedHost, ask_host
from evacuation.services.journeys.host_door import say_arrived, say_receives
from evacuation.steps import Step
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.travels import cleared, in_planning, listed, travelling_case

pytestmark = pytest.mark.proof

READ = "Read what the host answered"


def row(desk: Desk, case: UUID, part: str = ONE) -> Row:
    [found] = [r for r in rows(desk[part], show=Show.OPEN) if r.case.pk == case]
    return found


def asked(desk: Desk, case: UUID) -> AskedHost:
    return ask_host(actor=desk[ONE], case_id=case, version=version(case))


def test_a_yes_is_due_to_be_read_and_then_what_was_owed_before(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = in_planning(desk)
    cleared(desk, case)
    door = asked(desk, case)
    listed(desk, case)
    before = row(desk, case).due_at
    say_receives(link=door.link, typed=door.code, receives=True)
    signs = row(desk, case, "verifier")
    assert (signs.step, signs.clock) == ("Sign it, or say no", READ)
    assert signs.due_at is not None
    assert signs.due_at - timezone.now() <= timedelta(hours=1)
    assert row(desk, case).step == READ
    page = unlocked_client("verifier").get(f"/cases/{case}/").content.decode()
    assert READ in page
    settle(opened(desk, case))
    assert row(desk, case).due_at == before
    assert READ not in {row(desk, case).step, row(desk, case, "verifier").clock}


def test_words_that_do_not_fit_are_a_step_of_their_own_and_due_now(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = travelling_case(desk)
    door = asked(desk, case)
    say_arrived(
        link=door.link,
        typed=door.code,
        phrase="Invented: nobody agreed on this.",
        reception=Reception(Company.ALL),
    )
    client = unlocked_client(ONE)
    page = client.get(f"/cases/{case}/").content.decode()
    assert str(Step.HOST.label) in page
    assert "due now" in page
    board = client.get("/cases/?show=mine").content.decode()
    assert str(Step.HOST.label) in board
    assert "min late" not in board
