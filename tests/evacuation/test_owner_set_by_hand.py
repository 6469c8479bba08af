"""Whose case it is stands in the signed line: a column alone makes nobody its owner."""

from __future__ import annotations

from uuid import UUID

import pytest

from directory.errors import SamePerson
from evacuation.access import open_case
from evacuation.duty_board import Show, rows
from evacuation.models import Case
from evacuation.models.choices import State, Urgency
from evacuation.services.closing import close_case, confirm_closing
from evacuation.services.ownership import assign, remove_member
from evacuation.services.place import person_of
from evacuation.services.remarks import write_remark
from evacuation.services.triage import claim_case
from evacuation.workflow.reasons import Ending
from tests.evacuation.assessments import set_level
from tests.evacuation.desk import LEADS, Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case

ONE = "coordinator_one"


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def lead_of(desk: Desk, case: UUID) -> str:
    return next(p for p in LEADS if open_case(desk[p], case).holds("triage"))


def by_hand(desk: Desk, case: UUID, part: str) -> None:
    Case.objects.filter(pk=case).update(owner=desk.users[part])


@pytest.fixture
def owned(desk: Desk) -> UUID:
    """A critical case of coordinator_one."""
    made, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


def test_who_owns_it_confirms_no_closing_whatever_the_column_says(
    desk: Desk, owned: UUID
) -> None:
    lead = lead_of(desk, owned)
    by_hand(desk, owned, lead)
    close_case(
        actor=desk[lead],
        case_id=owned,
        reason=Ending.ADVICE,
        text="x",
        version=version(owned),
    )
    with pytest.raises(SamePerson):
        confirm_closing(actor=desk[ONE], case_id=owned, version=version(owned))
    assert Case.objects.get(pk=owned).state == State.TRIAGE


def test_who_owns_it_lowers_no_critical_level_whatever_the_column_says(
    desk: Desk, owned: UUID
) -> None:
    by_hand(desk, owned, lead_of(desk, owned))
    with pytest.raises(SamePerson):
        set_level(
            actor=desk[ONE],
            case_id=owned,
            level=Urgency.HIGH,
            version=version(owned),
        )


def test_nobody_becomes_owner_by_the_column(desk: Desk, owned: UUID) -> None:
    by_hand(desk, owned, "coordinator_two")
    assert not person_of(open_case(desk["coordinator_two"], owned)).owner
    assert person_of(open_case(desk[ONE], owned)).owner


def test_board_and_page_say_it_until_it_is_given_anew(
    desk: Desk, owned: UUID, unlocked_client: UnlockedClient
) -> None:
    words = "Somebody else stands as its owner"
    lead = lead_of(desk, owned)
    by_hand(desk, owned, lead)
    write_remark(actor=desk[ONE], case_id=owned, text="x", version=version(owned))
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert row.false
    page = unlocked_client(lead).get(f"/cases/{owned}/").content.decode()
    assert words in page
    assert "belongs to: demo-" in page or ONE in page
    user = desk.users[lead].pk
    assign(actor=desk[lead], case_id=owned, version=version(owned), to=user)
    [row] = rows(desk[ONE], show=Show.OPEN)
    assert not row.false
    assert open_case(desk[ONE], owned).owner_id == user
    assert words not in unlocked_client(lead).get(f"/cases/{owned}/").content.decode()


def test_whoever_takes_over_stands_in_the_line(desk: Desk, owned: UUID) -> None:
    lead = lead_of(desk, owned)
    one = desk.users[ONE].pk
    assert open_case(desk[lead], owned).line().owner == str(one)  # type: ignore[union-attr]
    remove_member(actor=desk[lead], case_id=owned, user_id=one)
    found = Case.objects.get(pk=owned)
    line = open_case(desk[lead], owned).line()
    assert line is not None
    assert line.owner == str(found.owner_id) != str(one)
    assert not line.contradicts(found)
