"""Neither database tells by its rows what was asked for in a mailbox, or in which."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from evacuation.board import BoardLine
from evacuation.errors import WrongCode
from evacuation.models import Mailbox
from evacuation.models.choices import Urgency
from evacuation.services.decoys import make_decoy
from evacuation.services.erasure import ask_erasure
from evacuation.services.mailbox import sign_in
from evacuation.services.opening import NewRequest, open_request, referral_of
from evacuation.services.referrals import tell_referrer
from evacuation.shred.models import ShredRow
from evacuation.vault.receipts import Receipt, decoy_of, make_receipt
from evacuation.vault.sealing import new_key
from evacuation.vault.tokens import new_token
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import asked

Rows = dict[bytes, bytes]


def rows() -> Rows:
    return {bytes(row.lookup): bytes(row.sealed) for row in Mailbox.objects.all()}


def listed(case: UUID) -> list[bytes]:
    row = ShredRow.objects.get(pk=f"case:{case}")
    return [bytes(lookup) for lookup in row.mailboxes]


def referred(*, may_tell: bool) -> tuple[UUID, Receipt]:
    receipt = make_receipt(new_key())
    made = open_request(
        actor="requester",
        request=NewRequest(BoardLine(), Urgency.LOW),
        receipt=receipt,
        referral=referral_of(new_token(), uuid4(), may_tell=may_tell),
    )
    assert made.case is not None
    return made.case, receipt


def changed(before: Rows) -> int:
    """How many rows are sealed anew; look-ups must be the same."""
    after = rows()
    assert after.keys() == before.keys()
    assert {len(sealed) for sealed in after.values()} == {
        len(next(iter(after.values())))
    }
    return sum(after[lookup] != before[lookup] for lookup in before)


def test_a_second_code_changes_the_same_in_a_mailbox_and_in_a_quiet_one(
    desk: Desk,
) -> None:
    case, receipt = asked()
    decoy = decoy_of(receipt)
    list_before = listed(case.pk)
    for code in (receipt, decoy):
        before = rows()
        second = make_decoy(actor=sign_in(typed=code.shown()))
        assert changed(before) == 0
        assert sign_in(typed=second.shown()).quiet
    assert listed(case.pk) == list_before
    assert sorted(list_before) == sorted(rows())


@pytest.mark.parametrize("first", [True, False])
def test_telling_a_referrer_changes_the_same_everywhere(
    desk: Desk, first: bool
) -> None:
    case, receipt = referred(may_tell=first)
    list_before = listed(case)
    for code in (receipt, decoy_of(receipt)):
        for may_tell in (not first, first):
            before = rows()
            tell_referrer(actor=sign_in(typed=code.shown()), may_tell=may_tell)
            assert changed(before) == 1
    assert listed(case) == list_before


def test_a_quiet_erasure_changes_one_row_and_a_new_second_code_opens_again(
    desk: Desk,
) -> None:
    case, receipt = asked()
    decoy, list_before, before = decoy_of(receipt), listed(case.pk), rows()
    ask_erasure(actor=sign_in(typed=decoy.shown()))
    assert changed(before) == 1
    assert listed(case.pk) == list_before
    with pytest.raises(WrongCode):
        sign_in(typed=decoy.shown())
    assert make_decoy(actor=sign_in(typed=receipt.shown())).shown() == decoy.shown()
    assert sign_in(typed=decoy.shown()).quiet
