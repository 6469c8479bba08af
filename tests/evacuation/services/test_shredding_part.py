"""One part of a case is destroyed by two, and no older dump opens it again."""

from __future__ import annotations

from uuid import UUID

import pytest

from directory.errors import SamePerson
from evacuation.access import open_case
from evacuation.errors import KeyMissing, NotAllowed, NotTrusted, WrongState
from evacuation.models import Case, CaseKey, CaseWrap, Record
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services.granting import grant_key
from evacuation.services.remarks import write_remark
from evacuation.services.shredding_part import (
    confirm_shredding,
    propose_shredding,
    refuse_shredding,
    waiting_shredding,
)
from evacuation.services.triage import claim_case
from evacuation.shredding import case_scope, finish_new_keys
from evacuation.unlocked import Unlocked
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.proposals import without_guards
from tests.evacuation.services.test_closing import second_of

ONE = "coordinator_one"
IDENTITY = Compartment.IDENTITY


@pytest.fixture
def case(desk: Desk) -> Case:
    made, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    committed(made.pk)
    return made


def committed(case: UUID) -> None:
    """A test's transaction never commits: what waits for that."""
    finish_new_keys([case_scope(case)])


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def propose(me: Unlocked, case: UUID, part: Compartment = IDENTITY) -> None:
    propose_shredding(
        actor=me, case_id=case, version=version(case), part=part, text="Invented."
    )


def confirm(me: Unlocked, case: UUID) -> None:
    confirm_shredding(actor=me, case_id=case, version=version(case))
    committed(case)


def test_an_older_dump_does_not_open_what_was_destroyed(desk: Desk, case: Case) -> None:
    lead = second_of(desk, case)
    keys = list(CaseKey.objects.filter(case=case, compartment=IDENTITY))
    wraps = list(CaseWrap.objects.filter(key__in=keys))
    records = list(Record.objects.filter(case=case, compartment=IDENTITY))
    assert open_case(lead, case.pk).content(records[0])
    propose(desk[ONE], case.pk)
    confirm(lead, case.pk)
    assert not Record.objects.filter(case=case, compartment=IDENTITY).exists()
    for dumped, model in ((keys, CaseKey), (wraps, CaseWrap), (records, Record)):
        model.objects.bulk_create(dumped)  # type: ignore[arg-type]
    opened = open_case(lead, case.pk)
    with pytest.raises((KeyMissing, NotTrusted)):
        opened.content(records[0])


def test_everything_else_goes_on(desk: Desk, case: Case) -> None:
    propose(desk[ONE], case.pk)
    confirm(second_of(desk, case), case.pk)
    page = CasePage(open_case(desk[ONE], case.pk))
    assert page.account
    assert page.contact
    assert not page.line_is_false
    assert page.false_parts == []
    write_remark(
        actor=desk[ONE], case_id=case.pk, text="Invented.", version=version(case.pk)
    )
    grant_key(
        actor=desk[ONE],
        case_id=case.pk,
        compartment="triage",
        user_id=desk["coordinator_two"].user.pk,
    )
    assert open_case(desk["coordinator_two"], case.pk).holds("triage")


def test_who_cannot_read_which_part_was_destroyed_is_told_of_no_tampering(
    desk: Desk, case: Case
) -> None:
    propose(desk[ONE], case.pk)
    confirm(second_of(desk, case), case.pk)
    for part in ("lead_one", "lead_two", "coordinator_two"):
        assert CasePage(open_case(desk[part], case.pk)).false_parts == []


def test_a_part_that_nobody_signed_away_is_said_to_be_missing(
    desk: Desk, case: Case
) -> None:
    propose(desk[ONE], case.pk)
    confirm(second_of(desk, case), case.pk)
    without_guards("DELETE FROM evacuation_approval")
    assert CasePage(open_case(desk[ONE], case.pk)).false_parts == ["Identity"]


def test_it_takes_a_lead_who_did_not_ask_for_it(desk: Desk, case: Case) -> None:
    lead = second_of(desk, case)
    with pytest.raises(NotAllowed):
        propose(desk["coordinator_two"], case.pk)
    propose(lead, case.pk)
    with pytest.raises(SamePerson):
        confirm(lead, case.pk)
    with pytest.raises(NotAllowed):
        confirm(desk[ONE], case.pk)
    refuse_shredding(actor=lead, case_id=case.pk, version=version(case.pk))
    assert waiting_shredding(open_case(lead, case.pk)) is None
    with pytest.raises(WrongState):
        confirm(lead, case.pk)


@pytest.mark.parametrize("part", ["triage", "inbox", "replies"])
def test_what_a_case_is_known_by_stays(desk: Desk, case: Case, part: str) -> None:
    with pytest.raises(WrongState):
        propose(desk[ONE], case.pk, Compartment(part))
