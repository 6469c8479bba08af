"""Keys go by a holder's hand or a lead's signed order, and are taken away for good."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evacuation.access import open_case
from evacuation.board import BoardLine
from evacuation.errors import KeyMissing, NotAllowed, NotVisible, WrongState
from evacuation.models import AuditRow, Case, CaseKey, CaseWrap, GrantOrder, Member
from evacuation.models.choices import Compartment, RecordKind, State, Urgency
from evacuation.services.auditing import verify_audit
from evacuation.services.files import attach
from evacuation.services.granting import (
    assign_case,
    complete_orders,
    grant_key,
    open_new_epochs,
    order_grant,
)
from evacuation.services.handing import NoRight
from evacuation.services.letters import write_letter
from evacuation.services.mailbox import come_back
from evacuation.services.opening import NewRequest, open_request
from evacuation.services.ownership import remove_member
from evacuation.services.remarks import write_remark
from evacuation.shred.models import ShredRow
from evacuation.shredding import case_scope
from evacuation.vault.receipts import Receipt, make_receipt
from evacuation.vault.sealing import new_key
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import Slot, open_wrap, rewrap
from tests.evacuation.desk import Desk

TRIAGE, INBOX = Compartment.TRIAGE, Compartment.INBOX
REPLIES, IDENTITY = Compartment.REPLIES, Compartment.IDENTITY


@pytest.fixture
def receipt() -> Receipt:
    return make_receipt(new_key())


@pytest.fixture
def case(desk: Desk, receipt: Receipt) -> UUID:
    request = NewRequest(
        BoardLine(country="KZ"), Urgency.HIGH, {"story": "first"}, {"call_me": "A"}
    )
    found = open_request(actor="requester", request=request, receipt=receipt).case
    assert found is not None
    return found


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def _assign(desk: Desk, case: UUID, actor: str, owner: str) -> None:
    assign_case(
        actor=desk[actor],
        case_id=case,
        version=Case.objects.get(pk=case).version,
        owner=desk.users[owner].pk,
    )


def _holds(desk: Desk, part: str, case: UUID, compartment: str) -> bool:
    try:
        return open_case(desk[part], case).holds(compartment)
    except NotVisible:
        return False


def test_assigning_leaves_the_keys_with_the_owner_and_a_lead(
    desk: Desk, case: UUID, commits: Any
) -> None:
    with commits():
        _assign(desk, case, "coordinator_one", "coordinator_one")
    for compartment in (TRIAGE, INBOX, REPLIES):
        assert _holds(desk, "coordinator_one", case, compartment)
        assert _holds(desk, "lead_one", case, compartment)
        assert not _holds(desk, "coordinator_two", case, compartment)
    line = open_case(desk["coordinator_two"], case).line()
    assert line is not None
    assert line.country == "KZ"
    row = Case.objects.get(pk=case)
    assert (row.state, row.owner) == (State.TRIAGE, desk.users["coordinator_one"])


def test_the_teams_old_wrap_and_an_older_dump_open_nothing_after_assignment(
    desk: Desk, case: UUID, commits: Any
) -> None:
    before = bytes(ShredRow.objects.get(pk=case_scope(case)).key)
    old = CaseWrap.objects.get(
        key__case=case, key__compartment=TRIAGE, recipient="team:intake:1"
    )
    with commits():
        _assign(desk, case, "lead_one", "coordinator_one")
    after = ShredRow.objects.get(pk=case_scope(case))
    assert bytes(after.key) != before
    assert after.next_key is None
    from evacuation.vault.secret import Secret

    with pytest.raises(CannotOpen):
        rewrap(
            Secret(bytes(after.key)),
            new_key(),
            bytes(old.sealed),
            Slot(case, TRIAGE, 1),
            old.recipient,
        )


def test_letters_and_mailbox_survive_the_new_shred_key(
    desk: Desk, case: UUID, receipt: Receipt, commits: Any
) -> None:
    write_letter(actor=come_back(receipt=receipt), text="before")
    with commits():
        _assign(desk, case, "lead_one", "coordinator_one")
    write_letter(actor=come_back(receipt=receipt), text="after")
    opened = open_case(desk["coordinator_one"], case)
    texts = {opened.content(r)["text"] for r in opened.records(INBOX, "letter")}
    assert texts == {"before", "after"}
    assert AuditRow.objects.filter(verb="letter.resealed").count() == 1
    assert verify_audit().good


def test_what_is_written_while_the_key_changes_is_not_lost(
    desk: Desk, case: UUID, receipt: Receipt, commits: Any
) -> None:
    begun = come_back(receipt=receipt)
    file = SimpleUploadedFile("paper.txt", b"words", "text/plain")
    attach(actor=come_back(receipt=receipt), files=[file], text="with a file")
    with commits():
        _assign(desk, case, "lead_one", "coordinator_one")
    write_letter(actor=begun, text="begun before")
    opened = open_case(desk["coordinator_one"], case)
    texts = {opened.content(r)["text"] for r in opened.records(INBOX, "letter")}
    assert texts == {"with a file", "begun before"}
    (named,) = opened.records(INBOX, "file")
    assert opened.content(named)["name"] == "paper.txt"


def test_an_interrupted_renewal_still_reads_and_is_finished_by_the_next(
    desk: Desk, case: UUID, receipt: Receipt, commits: Any
) -> None:
    write_letter(actor=come_back(receipt=receipt), text="kept")
    _assign(desk, case, "lead_one", "coordinator_one")  # never finished
    assert ShredRow.objects.get(pk=case_scope(case)).next_key is not None
    with commits():
        grant_key(
            actor=desk["lead_one"],
            case_id=case,
            compartment=INBOX,
            user_id=desk.users["lead_two"].pk,
        )
        _assign(desk, case, "lead_one", "coordinator_two")
    assert ShredRow.objects.get(pk=case_scope(case)).next_key is None
    opened = open_case(desk["lead_two"], case)
    (letter,) = opened.records(INBOX, "letter")
    assert opened.content(letter)["text"] == "kept"


def test_a_holder_grants_to_whom_the_roster_gives_the_right(
    desk: Desk, case: UUID
) -> None:
    grant_key(
        actor=desk["coordinator_one"],
        case_id=case,
        compartment=TRIAGE,
        user_id=desk.users["verifier"].pk,
    )
    opened = open_case(desk["verifier"], case)
    assert opened.only(TRIAGE, RecordKind.ACCOUNT)["story"] == "first"
    with pytest.raises(NoRight):
        grant_key(
            actor=desk["coordinator_one"],
            case_id=case,
            compartment=INBOX,
            user_id=desk.users["verifier"].pk,
        )
    with pytest.raises(KeyMissing):
        grant_key(
            actor=desk["coordinator_one"],
            case_id=case,
            compartment=IDENTITY,
            user_id=desk.users["lead_one"].pk,
        )


def test_a_role_written_into_the_database_receives_nothing(
    desk: Desk, case: UUID
) -> None:
    Member.objects.filter(user=desk.users["auditor"]).update(
        roles=["lead", "verifier", "coordinator"]
    )
    with pytest.raises(NoRight):
        grant_key(
            actor=desk["coordinator_one"],
            case_id=case,
            compartment=TRIAGE,
            user_id=desk.users["auditor"].pk,
        )
    with pytest.raises(NotVisible):
        open_case(desk["auditor"], case)


def test_who_is_suspended_receives_nothing(desk: Desk, case: UUID) -> None:
    Member.objects.filter(user=desk.users["verifier"]).update(
        suspended_at=timezone.now()
    )
    with pytest.raises(NoRight):
        grant_key(
            actor=desk["coordinator_one"],
            case_id=case,
            compartment=TRIAGE,
            user_id=desk.users["verifier"].pk,
        )


def _ordered(desk: Desk, case: UUID) -> GrantOrder:
    """Lead three, no holder after assignment, orders triage for coordinator two."""
    order_grant(
        actor=desk["lead_three"],
        case_id=case,
        compartment=TRIAGE,
        user_id=desk.users["coordinator_two"].pk,
    )
    return GrantOrder.objects.get(case=case)


def test_an_order_waits_for_a_holder(desk: Desk, case: UUID) -> None:
    _assign(desk, case, "lead_one", "coordinator_one")
    row = _ordered(desk, case)
    assert complete_orders(desk["lead_three"]) == []
    assert not _holds(desk, "coordinator_two", case, TRIAGE)
    assert complete_orders(desk["coordinator_one"]) == [row]
    assert _holds(desk, "coordinator_two", case, TRIAGE)
    assert complete_orders(desk["coordinator_one"]) == []


def test_orders_are_by_leads_and_never_for_oneself(desk: Desk, case: UUID) -> None:
    for actor, user in (
        ("coordinator_one", "coordinator_two"),
        ("lead_one", "lead_one"),
    ):
        with pytest.raises(NotAllowed):
            order_grant(
                actor=desk[actor],
                case_id=case,
                compartment=TRIAGE,
                user_id=desk.users[user].pk,
            )


@pytest.mark.parametrize(
    "forged", ["recipient", "key", "author", "compartment", "suspended"]
)
def test_a_forged_order_moves_no_key(desk: Desk, case: UUID, forged: str) -> None:
    _assign(desk, case, "lead_one", "coordinator_one")
    row = _ordered(desk, case)
    if forged == "recipient":
        card = desk.card("verifier")
        row.recipient, row.public = card.name, card.box
    elif forged == "key":
        row.public = b"\x01" * 32
    elif forged == "suspended":
        lead = Member.objects.filter(user=desk.users["lead_three"])
        lead.update(suspended_at=timezone.now())
    elif forged == "author":
        row.ordered_by = desk.users["lead_two"]
    else:
        row.compartment = INBOX
    row.save()
    assert complete_orders(desk["coordinator_one"]) == []
    assert not _holds(desk, "coordinator_two", case, TRIAGE)
    assert not CaseWrap.objects.filter(recipient=desk.card("verifier").name).exists()


def test_a_members_public_key_in_the_database_is_not_used(
    desk: Desk, case: UUID
) -> None:
    attacker = new_key()
    from evacuation.vault.sealing import box_public

    verifier = desk.users["verifier"]
    Member.objects.filter(user=verifier).update(box_public=box_public(attacker))
    grant_key(
        actor=desk["coordinator_one"],
        case_id=case,
        compartment=TRIAGE,
        user_id=verifier.pk,
    )
    me = desk["verifier"]
    wrap = CaseWrap.objects.get(key__case=case, recipient=me.name)
    key = open_case(me, case).newest(TRIAGE)
    shred = open_case(me, case).shreds.writing
    with pytest.raises(CannotOpen):
        open_wrap(
            shred,
            attacker,
            bytes(wrap.sealed),
            Slot(case, TRIAGE, 1),
            me.name,
            me.trust,
            bytes(key.commit),
        )


def test_removing_takes_the_keys_and_new_text_goes_under_new_ones(
    desk: Desk, case: UUID, receipt: Receipt, commits: Any
) -> None:
    with commits():
        _assign(desk, case, "lead_one", "coordinator_one")
        remove_member(
            actor=desk["lead_one"],
            case_id=case,
            user_id=desk.users["coordinator_one"].pk,
        )
    assert not _holds(desk, "coordinator_one", case, TRIAGE)
    assert Case.objects.get(pk=case).owner == desk.users["lead_one"]
    opened = open_case(desk["lead_one"], case)
    assert {part: opened.newest(part).epoch for part in (TRIAGE, INBOX, REPLIES)} == {
        TRIAGE: 2,
        INBOX: 2,
        REPLIES: 2,
    }
    assert opened.writing_key(TRIAGE)[1] == 2
    assert opened.only(TRIAGE, RecordKind.ACCOUNT)["story"] == "first"
    write_letter(actor=come_back(receipt=receipt), text="under the new inbox key")
    (letter,) = opened.records(INBOX, "letter")
    assert letter.epoch == 2
    assert opened.content(letter)["text"] == "under the new inbox key"


def test_the_next_change_by_a_holder_goes_under_new_keys_by_itself(
    desk: Desk, case: UUID, commits: Any
) -> None:
    with commits():
        _assign(desk, case, "lead_one", "coordinator_one")
    CaseKey.objects.filter(case=case).exclude(compartment=IDENTITY).update(retired=True)
    write_remark(
        actor=desk["coordinator_one"],
        case_id=case,
        text="later",
        version=Case.objects.get(pk=case).version,
    )
    opened = open_case(desk["lead_one"], case)
    (remark,) = opened.records(TRIAGE, RecordKind.REMARK)
    assert (remark.epoch, opened.content(remark)["text"]) == (2, "later")
    assert verify_audit().good


def test_the_last_holder_is_not_removed(desk: Desk, case: UUID) -> None:
    with pytest.raises(WrongState):
        remove_member(
            actor=desk["lead_one"],
            case_id=case,
            user_id=desk.users["coordinator_one"].pk,
        )
    _assign(desk, case, "lead_one", "coordinator_one")
    remove_member(
        actor=desk["lead_one"], case_id=case, user_id=desk.users["coordinator_one"].pk
    )
    with pytest.raises(WrongState):
        remove_member(
            actor=desk["lead_one"], case_id=case, user_id=desk.users["lead_one"].pk
        )
    with pytest.raises(NotAllowed):
        remove_member(
            actor=desk["coordinator_two"],
            case_id=case,
            user_id=desk.users["lead_one"].pk,
        )


def test_nothing_is_opened_anew_where_nobody_left(desk: Desk, case: UUID) -> None:
    assert open_new_epochs(desk["lead_one"], case) == []
