from __future__ import annotations

import secrets
import uuid
from datetime import datetime

import pytest

from evacuation.board import BoardLine
from evacuation.errors import NotVisible
from evacuation.models import AuditRow, Case, Mailbox, ReplayedAnswer
from evacuation.models.choices import State, Urgency
from evacuation.services.opening import NewRequest, open_request
from evacuation.services.referring import (
    KeyReused,
    KeyTooWeak,
    Referred,
    is_random,
    refer_request,
    referred_status,
)
from evacuation.vault.receipts import make_receipt, read_receipt
from evacuation.vault.sealing import new_key
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
        "12345678" * 4,
        "0123456789abcdef" * 2,
        "0123456789abcdef0123456789abcdee",
        "Zk3_v9Qw7LrT2xYb0NcD" * 3,
        "abcdefghijklmnopqrstuvwxyz",
        "0a" * 11 + "b7Xy",
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


def test_no_random_key_is_refused() -> None:
    for _number in range(5_000):
        assert is_random(secrets.token_urlsafe(16))
        assert is_random(secrets.token_hex(16))


@pytest.mark.usefixtures("desk")
def test_rows_and_audit_do_not_say_which_request_came_from_a_partner() -> None:
    seen = []
    for partner in (True, False):
        number, known = AuditRow.objects.count(), set(kept_answers())
        if partner:
            refer(new_token(), secrets.token_urlsafe(24))
        else:
            receipt = make_receipt(new_key())
            open_request(actor="requester", request=REQUEST, receipt=receipt)
        audited = AuditRow.objects.filter(number__gt=number)
        new = set(kept_answers()) - known
        seen.append(
            (
                list(audited.order_by("number").values_list("actor", "verb")),
                [(len(sealed), gone_at) for _lookup, sealed, gone_at in new],
            )
        )
    assert seen[0] == seen[1]
    assert len(seen[0][1]) == 1


def kept_answers() -> list[tuple[bytes, bytes, datetime]]:
    rows = ReplayedAnswer.objects.all()
    return [(bytes(row.lookup), bytes(row.sealed), row.gone_at) for row in rows]
