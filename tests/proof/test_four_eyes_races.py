"""Approvals at the same moment, on real connections: each counted once, none late."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, connections, transaction

from directory.errors import DirectoryError
from evacuation.models import Approval, Case, Proposal
from evacuation.models.proposal import Decision
from evacuation.services.changing import changing
from evacuation.services.proposing import approve
from evacuation.unlocked import Unlocked
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.proposals import (
    BOTH,
    INSERT,
    LEAD,
    ONE,
    TWO,
    UPDATE,
    believed,
    proposed,
)
from tests.proof.desk_stage import DeskStage

pytestmark = pytest.mark.proof


def at_once(tasks: list[Callable[[], str]]) -> Counter[str]:
    """What came of each, all begun at one moment on connections of their own."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], str]) -> str:
        try:
            start.wait()
            return task()
        except DirectoryError as refusal:
            return refusal.code
        except IntegrityError as refusal:
            return str(refusal).splitlines()[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return Counter(pool.map(run, tasks))


def says_yes(me: Unlocked, proposal: Proposal, version: int) -> Callable[[], str]:
    def run() -> str:
        with changing(
            actor=me,
            case_id=proposal.case_id,
            version=version,
            verb="case.close_proposed",
        ) as change:
            approve(change, proposal=proposal, decision=Decision.YES, rights=BOTH)
        return "said"

    return run


def until_said(me: Unlocked, proposal: Proposal) -> Callable[[], str]:
    """As a person does who is told to look again."""

    def run() -> str:
        for _again in range(5):
            version = Case.objects.get(pk=proposal.case_id).version
            try:
                return says_yes(me, proposal, version)()
            except DirectoryError as refusal:
                if refusal.code != "stale_version":
                    raise
        return "never"

    return run


def test_of_two_approvals_at_once_one_is_told_to_look_again(
    desk_stage: DeskStage,
) -> None:
    desk = desk_stage.desk
    case, _receipt = invented_case()
    proposal = proposed(desk[ONE], case)
    version = Case.objects.get(pk=case.pk).version
    tasks = [says_yes(desk[part], proposal, version) for part in (TWO, LEAD)]
    assert at_once(tasks) == {"said": 1, "stale_version": 1}
    assert Approval.objects.count() == 1
    assert believed(desk[ONE], proposal)


def test_of_four_who_hurry_as_many_are_heard_as_the_tier_asks_for(
    desk_stage: DeskStage,
) -> None:
    desk = desk_stage.desk
    case, _receipt = invented_case()
    proposal = proposed(desk[ONE], case, tier=2)
    others = (TWO, LEAD, "lead_two", "lead_three")
    tasks = [until_said(desk[part], proposal) for part in others]
    assert at_once(tasks) == {"said": 2, "wrong_state": 2}
    assert Approval.objects.count() == 2
    assert believed(desk[ONE], proposal)


def test_one_person_pressing_twice_is_heard_once(desk_stage: DeskStage) -> None:
    desk = desk_stage.desk
    case, _receipt = invented_case()
    proposal = proposed(desk[ONE], case, tier=2)
    tasks = [until_said(desk[TWO], proposal) for _press in range(4)]
    assert at_once(tasks) == {"said": 1, "same_person": 3}
    assert not believed(desk[ONE], proposal)


def test_past_the_services_no_approval_slips_in_beside_a_settling(
    desk_stage: DeskStage,
) -> None:
    desk = desk_stage.desk
    case, _receipt = invented_case()
    proposal = proposed(desk[ONE], case)
    settled = threading.Event()

    def settles() -> str:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(UPDATE.format("settled_at = now()"), [proposal.pk])
            settled.set()
            time.sleep(0.5)
        return "settled"

    def approves() -> str:
        settled.wait(5)
        with transaction.atomic(), connection.cursor() as cursor:
            user = desk.users[TWO].pk
            cursor.execute(INSERT, [proposal.pk, user, bytes(64)])
        return "slipped in"

    assert at_once([settles, approves]) == {"settled": 1, "the proposal is settled": 1}
    assert not Approval.objects.exists()
