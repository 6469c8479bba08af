from __future__ import annotations

import secrets
import uuid

import pytest

from evacuation.board import BoardLine
from evacuation.errors import NotVisible
from evacuation.models import Case, Mailbox
from evacuation.models.choices import State, Urgency
from evacuation.services.opening import NewRequest
from evacuation.services.referring import (
    KeyReused,
    KeyTooWeak,
    Referred,
    refer_request,
    referred_status,
)
from evacuation.vault.receipts import read_receipt
from evacuation.vault.tokens import Token, new_token

REQUEST = NewRequest(board=BoardLine(country="KG"), level=Urgency.HIGH)


def refer(
    token: Token, key: str, body: bytes = b"{}", *, may_tell: bool = True
) -> Referred:
    return refer_request(
        token=token, idempotency_key=key, body=body, request=REQUEST, may_tell=may_tell
    )


@pytest.mark.usefixtures("desk")
def test_the_same_key_gives_the_same_answer_and_makes_one_request() -> None:
    token, key = new_token(), secrets.token_urlsafe(24)
    first = refer(token, key)
    assert refer(token, key) == first
    assert Case.objects.count() == 1
    assert Mailbox.objects.filter(pk=read_receipt(first.receipt).lookup).exists()


@pytest.mark.usefixtures("desk")
def test_another_body_under_the_same_key_is_refused() -> None:
    token, key = new_token(), secrets.token_urlsafe(24)
    refer(token, key)
    with pytest.raises(KeyReused):
        refer(token, key, b'{"other": 1}')
    assert Case.objects.count() == 1


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        "a" * 40,
        "242b7a10-468f-4eb2-b300-8fe3142523fb",
        "0123456789abcdef01234567",
    ],
)
def test_a_key_that_could_be_guessed_is_refused(key: str) -> None:
    with pytest.raises(KeyTooWeak):
        refer(new_token(), key)
    assert not Case.objects.exists()


@pytest.mark.usefixtures("desk")
def test_a_partner_hears_how_it_stands_and_no_other_partner_does() -> None:
    token = new_token()
    referred = refer(token, secrets.token_urlsafe(24))
    assert referred_status(token=token, request_id=referred.id) == "received"
    Case.objects.update(state=State.TRIAGE)
    assert referred_status(token=token, request_id=referred.id) == "being_read"
    for stranger, asked in ((new_token(), referred.id), (token, uuid.uuid4())):
        with pytest.raises(NotVisible):
            referred_status(token=stranger, request_id=asked)


@pytest.mark.usefixtures("desk")
def test_without_consent_nothing_newer_than_received_is_told() -> None:
    token = new_token()
    referred = refer(token, secrets.token_urlsafe(24), may_tell=False)
    Case.objects.update(state=State.CLOSED)
    assert referred_status(token=token, request_id=referred.id) == "received"
