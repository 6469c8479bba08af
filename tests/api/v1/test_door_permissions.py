"""Every door below a case, every role: who reads, who changes, who finds nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from evacuation.models import Trusted
from tests.api.conftest import Caller
from tests.api.v1.test_case_doors import CHANGES, READS, body
from tests.api.v1.test_cases import tool
from tests.api.v1.working import code, seen
from tests.evacuation.decisions import approved_case
from tests.evacuation.desk import ROLES, Desk

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
# By hand, as docs/vault.md and docs/workflow.md say it, of an approved case that
# coordinator_one owns and lead_one holds, too.
HOLDS = {"coordinator_one", "lead_one"}
LEADS = {"lead_one", "lead_two", "lead_three"}
DESK = LEADS | {"coordinator_one", "coordinator_two"}
OWNER = LEADS | {"coordinator_one"}
SIGNS = {"approver", "finance"}
SEES = DESK | SIGNS | {"verifier"}
DECIDES = HOLDS | SIGNS
READERS = {
    "": SEES,
    "assessments/": HOLDS,
    "check-ins/": HOLDS,
    "consents/": HOLDS,
    "contact/": HOLDS,
    "decision/": DECIDES,
    "follow-ups/": HOLDS,
    "help/": DECIDES,
    "holds/": HOLDS,
    "journey/": HOLDS,
    "journey/arrival/": HOLDS,
    "journey/interviews/": HOLDS,
    "journey/medicines/": HOLDS,
    "journey/returns/": HOLDS,
    "journey/told/": HOLDS,
    # Nobody waits to hear from them: there is no card.
    "night-card/": set(),
    "notes/": HOLDS,
    "parts/": HOLDS,
    "payments/": DECIDES,
    "proposal/": HOLDS,
    "protocol/": HOLDS,
    "timeline/": SEES,
    "verification/": HOLDS,
}
# where: (whose right it is, who of them has the keys for it)
CHANGERS = {
    "assessments/": (DESK, HOLDS),
    "attempts/": (DESK, HOLDS),
    "check-ins/": (DESK, HOLDS),
    "check-ins/heard/": (DESK, HOLDS),
    "check-ins/stop/": (DESK, HOLDS),
    "check-ins/wish/": (OWNER, HOLDS),
    "consents/": (DESK, HOLDS),
    "consents/back/": (DESK, HOLDS),
    "consents/second/": (DESK, HOLDS),
    "contact/": (DESK, HOLDS),
    "decision/facts/": (DESK, HOLDS),
    "decision/ratification/": (LEADS | SIGNS, {"lead_one", *SIGNS}),
    "follow-ups/": (DESK, HOLDS),
    "hand-over/": (OWNER, HOLDS),
    "help/": (DESK, HOLDS),
    "help/agreement/": (DESK | SIGNS, DECIDES),
    "help/ratification/": (DESK | SIGNS, DECIDES),
    "help/withdrawal/": (DESK | SIGNS, DECIDES),
    "holds/": (DESK, HOLDS),
    "journey/arrival/": (DESK, HOLDS),
    "journey/first-days/": (DESK | {"verifier"}, HOLDS),
    "journey/host/": (DESK, HOLDS),
    "journey/borders/": (DESK | {"verifier"}, HOLDS),
    "journey/focals/": (OWNER | {"verifier"}, HOLDS),
    "journey/host-said/": (DESK | {"verifier"}, HOLDS),
    "journey/interviews/": (DESK | {"verifier"}, HOLDS),
    # Whoever owns a case signs nothing legal in it.
    "journey/lawful/": (DESK | {"verifier"}, {"lead_one"}),
    "journey/last-yes/": (DESK | {"verifier"}, HOLDS),
    "journey/medicines/": (DESK, HOLDS),
    "journey/passes/": (DESK | {"verifier"}, {"lead_one"}),
    "journey/people/": (DESK | {"verifier"}, HOLDS),
    "journey/plan/": (DESK | {"verifier"}, HOLDS),
    "journey/route-seen/": (DESK | {"verifier"}, HOLDS),
    "journey/returns/": (DESK, HOLDS),
    "journey/told/": (DESK, HOLDS),
    "journey/told/back/": (DESK, HOLDS),
    # A lead without the key orders it.
    "keys/": (DESK | {"verifier"}, HOLDS | LEADS),
    "keys/removal/": (OWNER, OWNER),
    "mailbox-receipt/": (DESK, HOLDS),
    "night-card/": (DESK, DESK),
    "notes/": (DESK, HOLDS),
    "owner/": (OWNER, HOLDS),
    "parts/": (OWNER, HOLDS),
    "parts/second/": (DESK, HOLDS),
    "payments/": (DESK, HOLDS),
    "payments/back/": (DESK, HOLDS),
    "phrases/": (DESK, HOLDS),
    "phrases/show/": (HOLDS, HOLDS),
    "proposal/": (DESK, HOLDS),
    "protocol/": (DESK, HOLDS),
    "receipts/": (DESK, HOLDS),
    "replies/": (DESK, HOLDS),
    "replies/recall/": (DESK, HOLDS),
    "second/": (SEES, SEES),
    "verification/checks/": (DESK | {"verifier"}, HOLDS),
    "verification/lift/": (DESK | {"verifier"}, HOLDS),
    "verification/lift/second/": (DESK | {"verifier"}, HOLDS),
    "verification/questions/": (DESK | {"verifier"}, HOLDS),
    "verification/vouches/": (DESK | {"verifier"}, HOLDS),
    "verification/vouches/aside/": (DESK | {"verifier"}, HOLDS),
}
# Their examples name what this case has not: not found by anybody.
OF_A_RECORD = {
    "journey/interviews/",
    "payments/back/",
    "receipts/",
    "replies/recall/",
    "night-card/",
}


@pytest.fixture
def case(desk: Desk) -> UUID:
    Trusted.objects.get_or_create(
        code="invented", defaults={"name": "Invented Aid", "added_at": timezone.now()}
    )
    return approved_case(desk)


def tried(caller: Caller, case: UUID, where: str, said: object) -> tuple[int, str]:
    """The answer to a change; what it did is undone."""
    with transaction.atomic():
        headers = {"If-Match": seen(case)}
        answer = caller.post(f"/cases/{case}/{where}", said, headers=headers)
        transaction.set_rollback(True)
    return code(answer)


def wrong(part: str, where: str, answer: tuple[int, str]) -> bool:
    """Whether the answer is another than the table's."""
    status, said = answer
    people, able = CHANGERS[where]
    if part not in SEES:
        return (status, said) != (404, "not_found")
    if part not in people:
        return said not in {"not_allowed", "not_found"}
    if part not in able:
        return status < 400
    return status in {401, 403} or (status == 404 and where not in OF_A_RECORD)


def test_every_door_stands_in_the_tables() -> None:
    assert set(READERS) == set(READS)
    assert set(CHANGERS) == set(CHANGES)


def test_each_part_is_read_by_who_may_and_is_not_there_for_others(
    desk: Desk, case: UUID
) -> None:
    for part in ROLES:
        caller = tool(desk, part)
        for where, readers in READERS.items():
            answer = caller.get(f"/cases/{case}/{where}")
            assert answer.status_code == (200 if part in readers else 404), (
                part,
                where,
            )


@pytest.mark.proof
def test_each_change_is_made_by_who_may_and_has_the_keys(
    desk: Desk, case: UUID
) -> None:
    found = {}
    for part in ROLES:
        caller = tool(desk, part)
        for where in CHANGES:
            answer = tried(caller, case, where, body(desk, where))
            if wrong(part, where, answer):
                found[part, where] = answer
    assert found == {}
