from __future__ import annotations

from uuid import uuid4

from evacuation.board import BoardLine
from evacuation.models import Case
from evacuation.models.choices import Urgency
from evacuation.services.mailbox import sign_in
from evacuation.services.opening import NewRequest, open_request, referral_of
from evacuation.services.referrals import tell_referrer
from evacuation.services.referring import referred_status
from evacuation.vault.receipts import decoy_of, make_receipt
from evacuation.vault.sealing import new_key
from evacuation.vault.tokens import new_token
from tests.evacuation.desk import Desk


def test_the_person_decides_whether_the_partner_hears_more(desk: Desk) -> None:
    token, request, receipt = new_token(), uuid4(), make_receipt(new_key())
    made = open_request(
        actor="partner",
        request=NewRequest(board=BoardLine(), level=Urgency.LOW),
        receipt=receipt,
        referral=referral_of(token, request, may_tell=True),
    )
    assert made.case is not None
    Case.objects.filter(pk=made.case).update(state="closed")
    assert referred_status(token=token, request_id=request) == "closed"
    person = sign_in(typed=receipt.shown())
    forced = sign_in(typed=decoy_of(receipt).shown())
    tell_referrer(actor=forced, may_tell=False)
    assert referred_status(token=token, request_id=request) == "closed"
    tell_referrer(actor=person, may_tell=False)
    assert referred_status(token=token, request_id=request) == "received"
    tell_referrer(actor=person, may_tell=True)
    assert referred_status(token=token, request_id=request) == "closed"
