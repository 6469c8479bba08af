"""The owner's steps take the account's key; what is begun in a case opens for them."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.access import open_case
from evacuation.errors import KeyMissing
from evacuation.models import Case
from evacuation.models.choices import Compartment, State
from evacuation.services.changing import changing
from evacuation.services.compartments import ensure_compartment
from evacuation.services.granting import complete_orders, order_grant
from evacuation.services.moving import steps_for, take_step
from evacuation.services.triage import claim_case
from tests.evacuation.desk import LEADS, Desk
from tests.evacuation.invented_cases import invented_case

ONE = "coordinator_one"
OWNERS = {"ask", "refer", "hold", "lose_contact", "withdraw", "close"}


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def by_key(desk: Desk, case: UUID, *, held: bool) -> str:
    """A lead who holds the account's key, or none."""
    leads = [p for p in LEADS if open_case(desk[p], case).holds("triage") == held]
    return leads[0]


@pytest.fixture
def calm(desk: Desk) -> UUID:
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


def test_a_lead_without_the_account_takes_no_step_of_the_owner(
    desk: Desk, calm: UUID
) -> None:
    lead = by_key(desk, calm, held=False)
    assert open_case(desk[lead], calm).holds(Compartment.IDENTITY)
    offered = {one.name for one, _lacking in steps_for(open_case(desk[lead], calm))}
    assert not offered & OWNERS
    assert "freeze" in offered
    with pytest.raises(KeyMissing):
        take_step(
            actor=desk[lead],
            case_id=calm,
            version=version(calm),
            name="withdraw",
            said={},
        )
    assert Case.objects.get(pk=calm).state == State.TRIAGE


def test_with_a_key_that_was_ordered_they_do(desk: Desk, calm: UUID) -> None:
    lead, other = by_key(desk, calm, held=False), by_key(desk, calm, held=True)
    user = desk.users[lead].pk
    order_grant(actor=desk[other], case_id=calm, compartment="triage", user_id=user)
    complete_orders(desk[ONE])
    offered = {one.name for one, _lacking in steps_for(open_case(desk[lead], calm))}
    assert offered >= OWNERS


@pytest.mark.parametrize("part", [Compartment.DECISION, Compartment.VERIFICATION])
def test_what_a_lead_begins_opens_for_the_owner(
    desk: Desk, calm: UUID, part: Compartment
) -> None:
    lead = by_key(desk, calm, held=True)
    with changing(
        actor=desk[lead], case_id=calm, version=version(calm), verb="case.noted"
    ) as change:
        ensure_compartment(change, part)
    assert open_case(desk[ONE], calm).holds(part)
    assert open_case(desk[lead], calm).holds(part)
