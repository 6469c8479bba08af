"""Keys of a case by API: handed on, ordered, taken away, given at a shift's end."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.models import Case, CaseWrap, GrantOrder
from evacuation.services.triage import claim_case
from evacuation.vault.cards import member_name
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
KEYS, REMOVAL, HAND_OVER = "keys/", "keys/removal/", "hand-over/"


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Claimed by coordinator_one; lead_one holds its keys, too."""
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


def holds(desk: Desk, case: UUID, part: str, compartment: str = "triage") -> bool:
    name = member_name(desk.users[part].pk)
    return CaseWrap.objects.filter(
        key__case=case, key__compartment=compartment, recipient=name
    ).exists()


def key(desk: Desk, part: str, compartment: str = "triage") -> dict[str, str]:
    return {"compartment": compartment, "member": desk.users[part].username}


def test_a_holder_hands_a_key_on(desk: Desk, case: UUID) -> None:
    given = change(tool(desk), case, KEYS, key(desk, "coordinator_two"))
    assert given.json()["done"] is True
    assert holds(desk, case, "coordinator_two")
    found = read(tool(desk, "coordinator_two"), case, "").json()
    assert found["account"] is not None


def test_a_lead_without_the_key_orders_it(desk: Desk, case: UUID) -> None:
    ordered = change(tool(desk, "lead_two"), case, KEYS, key(desk, "coordinator_two"))
    assert ordered.json()["done"] is False
    assert not holds(desk, case, "coordinator_two")
    assert GrantOrder.objects.filter(case=case, done_at=None).count() == 1


def test_nobody_gets_what_the_roster_does_not_give(desk: Desk, case: UUID) -> None:
    for part, compartment in (("auditor", "triage"), ("approver", "inbox")):
        answer = change(tool(desk), case, KEYS, key(desk, part, compartment))
        assert code(answer) == (403, "no_right"), part
    unknown = change(tool(desk), case, KEYS, {**key(desk, "lead_two"), "member": "x"})
    assert faults(unknown) == ["#/member"]
    assert faults(change(tool(desk), case, KEYS, {})) == ["#/compartment", "#/member"]


def test_who_holds_no_key_hands_none_on(desk: Desk, case: UUID) -> None:
    answer = change(tool(desk, "coordinator_two"), case, KEYS, key(desk, "verifier"))
    assert code(answer) == (403, "key_missing")
    stranger = change(tool(desk, "approver"), case, KEYS, key(desk, "verifier"))
    assert stranger.status_code == 404


def test_a_key_is_not_handed_on_on_top_of_what_changed(desk: Desk, case: UUID) -> None:
    late = change(tool(desk), case, KEYS, key(desk, "coordinator_two"), on='"1"')
    assert code(late) == (412, "stale_version")
    assert not holds(desk, case, "coordinator_two")


def test_keys_are_taken_away(desk: Desk, case: UUID) -> None:
    change(tool(desk), case, KEYS, key(desk, "coordinator_two"))
    said = {"member": desk.users["coordinator_two"].username}
    refused = change(tool(desk, "coordinator_two"), case, REMOVAL, said)
    assert code(refused) == (403, "not_allowed")
    assert change(tool(desk), case, REMOVAL, said).status_code == 200
    assert not holds(desk, case, "coordinator_two")
    assert code(change(tool(desk), case, REMOVAL, said)) == (409, "wrong_state")


def test_a_case_is_handed_over_and_given(desk: Desk, case: UUID) -> None:
    two = desk.users["coordinator_two"].username
    caller = tool(desk)
    kept = change(caller, case, HAND_OVER, {"to": two, "give": False})
    assert kept.json()["owner"] == desk.users["coordinator_one"].username
    assert holds(desk, case, "coordinator_two", "inbox")
    given = change(caller, case, HAND_OVER, {"to": two, "give": True})
    assert given.json()["owner"] == two
    again = change(caller, case, HAND_OVER, {"to": two, "give": True})
    assert code(again) == (403, "not_allowed")
    assert Case.objects.get(pk=case).owner == desk.users["coordinator_two"]


def test_it_is_handed_to_who_can_own_it(desk: Desk, case: UUID) -> None:
    for part in ("coordinator_one", "verifier", "auditor"):
        said = {"to": desk.users[part].username, "give": True}
        assert code(change(tool(desk), case, HAND_OVER, said))[0] == 403, part
    missing = change(tool(desk), case, HAND_OVER, {"to": "nobody"})
    assert faults(missing) == ["#/give"]
