"""What the person reads of where it stands, whoever took the step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evacuation.access import open_case
from evacuation.models import AuditRow, Case
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.mailbox import read_mail, sign_in
from evacuation.services.moving import confirm_step
from evacuation.services.triage import hear_case
from evacuation.steps import Status
from tests.evacuation import decisions
from tests.evacuation.decisions import ONE, signed, state, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.services.mailbox import Requester


@pytest.fixture
def asked(desk: Desk) -> tuple[UUID, Requester]:
    """A case that approvers are asked about, and the person."""
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    case = decisions.submitted_case(desk, case=made.pk)
    return case, sign_in(typed=receipt.shown())


def hear(desk: Desk, case: UUID, part: str) -> None:
    hear_case(actor=desk[part], case_id=case)


def test_who_holds_the_replies_tells_what_an_approver_could_not(
    desk: Desk, asked: tuple[UUID, Requester]
) -> None:
    case, person = asked
    assert signed(desk, case)
    assert read_mail(actor=person).status == Status.DECIDING
    hear(desk, case, "approver")
    assert read_mail(actor=person).status == Status.DECIDING
    hear(desk, case, ONE)
    assert read_mail(actor=person).status == Status.IN_HAND
    assert AuditRow.objects.filter(verb="status.told").count() == 1


def test_it_is_told_once(desk: Desk, asked: tuple[UUID, Requester]) -> None:
    case, _person = asked
    assert signed(desk, case)

    def told() -> int:
        opened = open_case(desk[ONE], case)
        return len(opened.records(Compartment.REPLIES, RecordKind.STATUS))

    before = told()
    for _look in range(3):
        hear(desk, case, ONE)
    assert told() == before + 1


def test_a_case_that_an_approver_closed_with_its_owner_is_told_to_the_person(
    desk: Desk, asked: tuple[UUID, Requester]
) -> None:
    case, person = asked
    assert signed(desk, case)
    step(desk[ONE], case, "plan", text="Invented.")
    step(desk[ONE], case, "protect", given="Invented.")
    said = {"reason": "protection_without_relocation", "text": "Invented: well."}
    assert not step(desk[ONE], case, "finish", reconciled=True, **said)
    confirm_step(actor=desk["finance"], case_id=case, version=version(case))
    assert (state(case), read_mail(actor=person).status) == ("closed", Status.IN_HAND)
    hear(desk, case, "lead_one")
    assert read_mail(actor=person).status == Status.CLOSED


def test_a_state_that_was_set_by_hand_is_told_to_nobody(
    desk: Desk, asked: tuple[UUID, Requester]
) -> None:
    case, person = asked
    Case.objects.filter(pk=case).update(state="closed")
    hear(desk, case, ONE)
    assert read_mail(actor=person).status == Status.DECIDING
