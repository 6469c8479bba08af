"""Keys do not leave by the doors through which objects usually leave."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from evacuation.vault.mailboxes import Kind, Mailbox
from evacuation.vault.receipts import make_receipt
from evacuation.vault.secret import Secret
from evacuation.vault.slips import Slip
from evacuation.vault.tokens import Token
from tests.evacuation.vault.people import CASE, FIRST, KEYS

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = b"CANARY-CANARY-CANARY-CANARY-0000"
SECRET = Secret(MARK)
HOLDERS = [
    SECRET,
    Token(SECRET),
    Slip(SECRET, "member:1", 1),
    make_receipt(SECRET),
    FIRST.seeds,
    KEYS,
]


@pytest.mark.parametrize("shown", [repr, str, "{}".format, "%s".__mod__, ascii])
def test_no_text_shows_a_key(shown: Callable[[object], str]) -> None:
    for holder in HOLDERS:
        said = shown((holder,)) if shown == "%s".__mod__ else shown(holder)
        assert "CANARY" not in said
        assert "Secret()" in said
        assert FIRST.seeds.box.reveal().hex() not in said


def test_a_receipt_is_not_shown_by_its_repr() -> None:
    receipt = make_receipt(SECRET)
    assert receipt.symbols.reveal().decode() not in repr(receipt)


def test_a_mailbox_does_not_say_whether_it_is_a_decoy() -> None:
    decoy, own = (Mailbox(CASE, kind, MARK) for kind in (Kind.DECOY, Kind.RECEIPT))
    assert repr(decoy) == repr(own)


@pytest.mark.parametrize(
    "kept",
    [
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        json.dumps,
        lambda secret: json.dumps(secret, cls=DjangoJSONEncoder),
        hash,
        bytes,
        iter,
        len,
        vars,
        lambda secret: asdict(Token(secret)),
        lambda secret: pickle.dumps(Token(secret)),
    ],
)
def test_a_secret_is_not_kept_copied_or_taken_apart(kept: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError) as caught:
        kept(SECRET)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("value", [32, "text", None, [1, 2], bytearray(32)])
def test_a_secret_is_made_of_bytes_alone(value: Any) -> None:
    with pytest.raises(TypeError):
        Secret(value)


def test_secrets_are_equal_by_content() -> None:
    assert Secret(MARK) == SECRET
    assert Secret(b"other") != SECRET
    assert SECRET != MARK
