"""At the end of a shift cases go to the next person, and nobody goes before."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import StaleVersion
from evacuation.access import open_case
from evacuation.errors import NotAllowed, NotVisible, WrongState
from evacuation.models import AuditRow, Case, CaseWrap, Member, Shift
from evacuation.models.choices import Compartment
from evacuation.services.changing import changing
from evacuation.services.compartments import ensure_compartment
from evacuation.services.granting import ASSIGNED
from evacuation.services.handing import NoRight
from evacuation.services.shift_ends import (
    KeysNotHanded,
    NobodyElse,
    end_shift,
    hand_case,
    takers,
)
from evacuation.services.triage import claim_case
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.rota import HOUR, put_on_duty

ONE, TWO = "coordinator_one", "coordinator_two"


def claimed(desk: Desk) -> UUID:
    made, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


def hand(
    desk: Desk, case: UUID, *, by: str = ONE, to: str = TWO, give: bool = True
) -> None:
    hand_case(
        actor=desk[by],
        case_id=case,
        version=Case.objects.get(pk=case).version,
        to=desk.users[to].pk,
        give=give,
    )


def owner(case: UUID) -> str:
    found = Case.objects.select_related("owner").get(pk=case).owner
    return found.username if found else ""


def opens(desk: Desk, part: str, case: UUID) -> set[str]:
    opened = open_case(desk[part], case)
    return {c for c in Compartment.values if opened.holds(c)}


def test_a_case_that_is_given_opens_for_the_next_owner(desk: Desk) -> None:
    case = claimed(desk)
    assert not opens(desk, TWO, case) & {*ASSIGNED}
    hand(desk, case)
    assert owner(case) == desk.users[TWO].username
    assert {*ASSIGNED} <= opens(desk, TWO, case)
    assert AuditRow.objects.order_by("-number")[0].verb == "case.handed_over"


def test_a_case_that_stays_opens_for_the_next_person_too(desk: Desk) -> None:
    case = claimed(desk)
    hand(desk, case, give=False)
    assert owner(case) == desk.users[ONE].username
    assert {*ASSIGNED} <= opens(desk, TWO, case)


def test_what_was_written_of_the_decision_goes_along_and_no_identity(
    desk: Desk,
) -> None:
    case = claimed(desk)
    with changing(actor=desk[ONE], case_id=case, version=2, verb="case.made") as change:
        ensure_compartment(change, Compartment.DECISION)
    hand(desk, case)
    found = opens(desk, TWO, case)
    assert Compartment.DECISION in found
    assert Compartment.IDENTITY not in found


def test_nobody_hands_over_what_is_anothers(desk: Desk) -> None:
    case = claimed(desk)
    hand(desk, case, give=False)
    with pytest.raises(NotAllowed):
        hand(desk, case, by=TWO, to="lead_two")
    with pytest.raises(NotVisible):
        hand(desk, case, by="auditor")
    assert owner(case) == desk.users[ONE].username


def test_a_lead_gives_a_case_on_whose_owner_cannot(desk: Desk) -> None:
    case = claimed(desk)
    held = CaseWrap.objects.filter(key__case=case, key__compartment="triage")
    names = set(held.values_list("recipient", flat=True))
    lead = next(p for p in ("lead_one", "lead_two") if desk[p].name in names)
    hand(desk, case, by=lead)
    assert owner(case) == desk.users[TWO].username


@pytest.mark.parametrize("to", ["verifier", "finance", "auditor", ONE])
def test_only_who_can_own_a_case_takes_one(desk: Desk, to: str) -> None:
    case = claimed(desk)
    with pytest.raises((NotAllowed, NoRight)):
        hand(desk, case, to=to)
    assert owner(case) == desk.users[ONE].username


def test_who_was_stopped_takes_nothing(desk: Desk) -> None:
    case = claimed(desk)
    two = Member.objects.filter(user=desk.users[TWO])
    two.update(suspended_at=timezone.now())
    assert desk.users[TWO].pk not in {card.user for card in takers(desk[ONE])}
    with pytest.raises(NoRight):
        hand(desk, case)
    assert owner(case) == desk.users[ONE].username


def test_a_case_that_changed_meanwhile_is_not_handed_over(desk: Desk) -> None:
    case = claimed(desk)
    to = desk.users[TWO].pk
    with pytest.raises(StaleVersion):
        hand_case(actor=desk[ONE], case_id=case, version=1, to=to, give=True)
    assert not opens(desk, TWO, case) & {*ASSIGNED}


def test_nobody_goes_before_every_case_opens_for_who_comes(desk: Desk) -> None:
    kept, given = claimed(desk), claimed(desk)
    mine = put_on_duty(desk, ONE)
    put_on_duty(desk, TWO)
    to = desk.users[TWO].pk
    hand(desk, given)
    with pytest.raises(KeysNotHanded):
        end_shift(actor=desk[ONE], to=to)
    hand(desk, kept, give=False)
    end_shift(actor=desk[ONE], to=to)
    assert Shift.objects.get(pk=mine.pk).ends_at <= timezone.now()
    assert owner(kept) == desk.users[ONE].username


def test_nobody_goes_while_nobody_else_is_there(desk: Desk) -> None:
    put_on_duty(desk, ONE)
    put_on_duty(desk, TWO, start=HOUR, end=2 * HOUR)
    for part in (TWO, ONE):
        with pytest.raises(NobodyElse):
            end_shift(actor=desk[ONE], to=desk.users[part].pk)


def test_who_has_no_shift_ends_none(desk: Desk) -> None:
    put_on_duty(desk, TWO)
    with pytest.raises(WrongState):
        end_shift(actor=desk[ONE], to=desk.users[TWO].pk)
