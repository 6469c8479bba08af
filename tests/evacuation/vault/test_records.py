"""Records, letters, mailboxes and facts open where they were written alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacuation.vault.encoding import Label, Part, encode
from evacuation.vault.facts import FACT_BYTES, open_fact, reseal_fact, seal_fact
from evacuation.vault.mailboxes import (
    RECORD_BYTES,
    Kind,
    Mailbox,
    open_mailbox,
    seal_mailbox,
)
from evacuation.vault.marks import duplicate_mark, normalised_contact
from evacuation.vault.padding import TooLong, pad
from evacuation.vault.receipts import make_receipt
from evacuation.vault.records import (
    IDENTITY_BYTES,
    TRIAGE_BYTES,
    Place,
    open_letter,
    open_record,
    reseal_letter,
    seal_letter,
    seal_record,
)
from evacuation.vault.sealing import SEAL_BYTES, box, box_public, seal
from tests.evacuation.vault.people import CASE, OTHER_CASE, OTHER_ROW, ROW, key
from tests.evacuation.vault.tampering import refused, refuses_tampering

KEY, SHRED, INBOX = key("record"), key("shred"), key("inbox")
PLACE = Place(CASE, "triage", "account", ROW, 1, 1)
ELSEWHERE = [
    replace(PLACE, case=OTHER_CASE),
    replace(PLACE, compartment="identity"),
    replace(PLACE, label="remark"),
    replace(PLACE, row=OTHER_ROW),
    replace(PLACE, version=2),
    replace(PLACE, epoch=2),
]


def test_a_record_refuses_every_change() -> None:
    sealed = seal_record(KEY, b"account", PLACE)
    assert open_record(KEY, sealed, PLACE) == b"account"
    refuses_tampering(sealed, lambda data: open_record(KEY, data, PLACE))


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_record_or_letter_moved_or_set_back_does_not_open(place: Place) -> None:
    record = seal_record(KEY, b"account", PLACE)
    refused(lambda: open_record(KEY, record, place))
    letter = seal_letter(SHRED, box_public(INBOX), b"letter", PLACE)
    refused(lambda: open_letter(SHRED, INBOX, letter, place))


@given(st.text(max_size=1900))
@settings(max_examples=30)
def test_whatever_was_answered_an_intake_has_one_size(answer: str) -> None:
    sealed = seal_record(KEY, answer.encode(), PLACE, TRIAGE_BYTES)
    assert len(sealed) == TRIAGE_BYTES + SEAL_BYTES
    assert open_record(KEY, sealed, PLACE) == answer.encode()


def test_two_thousand_georgian_letters_weigh_as_much_as_english_ones() -> None:
    sizes = {
        len(seal_record(KEY, (letter * 2000).encode(), PLACE, TRIAGE_BYTES))
        for letter in ("a", "ж", "ა", "")
    }
    assert sizes == {TRIAGE_BYTES + SEAL_BYTES}
    with pytest.raises(TooLong):
        seal_record(KEY, bytes(IDENTITY_BYTES), PLACE, IDENTITY_BYTES)


def test_a_letter_needs_both_the_shred_key_and_the_inbox() -> None:
    sealed = seal_letter(SHRED, box_public(INBOX), b"letter", PLACE)
    refuses_tampering(sealed, lambda data: open_letter(SHRED, INBOX, data, PLACE))
    refused(lambda: open_letter(KEY, INBOX, sealed, PLACE))
    refused(lambda: open_letter(SHRED, KEY, sealed, PLACE))


def test_a_letter_goes_along_to_a_new_shred_key() -> None:
    new = key("new shred")
    sealed = seal_letter(SHRED, box_public(INBOX), b"letter", PLACE)
    moved = reseal_letter(SHRED, new, sealed, PLACE)
    assert open_letter(new, INBOX, moved, PLACE) == b"letter"
    refused(lambda: open_letter(SHRED, INBOX, moved, PLACE))
    refused(lambda: reseal_letter(new, SHRED, sealed, PLACE))


RECEIPT = make_receipt(key("form"))
MAILBOX = Mailbox(CASE, Kind.RECEIPT, box_public(INBOX))


def test_a_mailbox_opens_with_its_receipt_alone() -> None:
    sealed = seal_mailbox(RECEIPT.mailbox_key, RECEIPT.lookup, MAILBOX)

    def opened(data: bytes) -> Mailbox:
        return open_mailbox(RECEIPT.mailbox_key, RECEIPT.lookup, data)

    assert opened(sealed) == MAILBOX
    refuses_tampering(sealed, opened)
    other = make_receipt(key("other"))
    refused(lambda: open_mailbox(other.mailbox_key, RECEIPT.lookup, sealed))
    refused(lambda: open_mailbox(RECEIPT.mailbox_key, other.lookup, sealed))


def test_receipt_decoy_and_partner_rows_have_one_size() -> None:
    sizes = {
        len(seal_mailbox(KEY, RECEIPT.lookup, replace(MAILBOX, kind=kind)))
        for kind in Kind
    }
    assert sizes == {RECORD_BYTES + SEAL_BYTES}


@pytest.mark.parametrize(
    "parts",
    [
        (CASE, "receipt"),
        (CASE, "other kind", bytes(32)),
        (b"short", "receipt", bytes(32)),
        (CASE, "receipt", bytes(31)),
        (CASE, "receipt", bytes(32), b""),
    ],
)
def test_a_mailbox_of_another_form_is_refused(parts: tuple[Part, ...]) -> None:
    record = pad(encode(Label.MAILBOX, *parts), RECORD_BYTES)
    sealed = seal(KEY, record, Label.MAILBOX, RECEIPT.lookup)
    refused(lambda: open_mailbox(KEY, RECEIPT.lookup, sealed))


def test_a_fact_has_one_size_and_opens_for_the_stewards() -> None:
    stewards = key("stewards")
    public = box_public(stewards)
    codes = {"age": "30-39", "end": "left"}
    sealed = seal_fact(public, "2026Q1", codes)
    assert open_fact(stewards, sealed) == ("2026Q1", codes)
    assert len(sealed) == len(seal_fact(public, "2026Q1", {}))
    refuses_tampering(sealed, lambda data: open_fact(stewards, data))
    refused(lambda: open_fact(KEY, sealed))
    with pytest.raises(TooLong):
        seal_fact(public, "2026Q1", {"a": "b" * FACT_BYTES})


def test_a_fact_goes_on_to_the_next_key_and_from_nobody_else() -> None:
    old, new = key("old"), key("new")
    sealed = seal_fact(box_public(old), "2026Q1", {"end": "left"})
    moved = reseal_fact(old, box_public(new), sealed)
    assert open_fact(new, moved) == ("2026Q1", {"end": "left"})
    refused(lambda: open_fact(old, moved))
    refused(lambda: reseal_fact(new, box_public(old), sealed))


@pytest.mark.parametrize(
    "words", [(), ("q", "a"), ("q", "b", "1", "a", "1"), ("q", "a", "1", "a", "2")]
)
def test_a_fact_of_another_form_is_refused(words: tuple[str, ...]) -> None:
    public = box_public(KEY)
    sealed = box(public, pad(encode(Label.FACT, *words), FACT_BYTES))
    refused(lambda: open_fact(KEY, sealed))


def test_one_contact_has_one_mark_however_typed() -> None:
    typed = {
        "+7 (900) 000-00-00",
        "7900\u2011000\u20110000",
        "\u202a+79000000000\u202c",
    }
    assert {normalised_contact(contact) for contact in typed} == {"79000000000"}
    assert normalised_contact("@Name_One") == normalised_contact("name_one")
    assert duplicate_mark(KEY, "phone", "+7 900") == duplicate_mark(
        KEY, "phone", "7900"
    )
    assert duplicate_mark(KEY, "phone", "7900") != duplicate_mark(KEY, "name", "7900")
    assert duplicate_mark(KEY, "phone", "1") != duplicate_mark(SHRED, "phone", "1")
