"""A receipt survives handwriting and keyboards, and nothing else opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacuation.vault.receipts import SYMBOLS, make_receipt, read_receipt
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.symbols import ALPHABET, LONGEST_TYPED, normalised, spelled
from tests.evacuation.vault.people import key
from tests.evacuation.vault.tampering import refused

if TYPE_CHECKING:
    from collections.abc import Callable

RECEIPT = make_receipt(key("form"))
SHOWN = RECEIPT.shown()
TWINS = [
    ("0", "OoОоΟο"),
    ("1", "IiLlİıІіЇїӀӏΙιⅠ"),
    ("A", "aАаΑα"),
    ("B", "bВвΒβ"),
    ("C", "cСс"),
    ("D", "Ԁԁ"),
    ("E", "eЕеЁёΕε"),
    ("G", "Ԍԍ"),
    ("H", "hНнҺһΗη"),
    ("J", "jЈјͿ"),
    ("K", "kКкΚκ\u212a"),
    ("M", "mМмΜμ\u00b5"),
    ("N", "nΝν"),
    ("P", "pРрΡρ"),
    ("Q", "Ԛԛ"),
    ("S", "sЅѕ"),
    ("T", "tТтΤτ"),
    ("V", "Ѵѵ"),
    ("W", "wԜԝ"),
    ("X", "xХхΧχ"),
    ("Y", "yУуҮүΥυ"),
    ("Z", "zΖζ"),
    ("3", "Зз３"),
]
ADDED = [
    *" \t\n\r\v\f-_.",
    *"\u00a0\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0f",
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    *"\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u3000\uff0d",
]


def test_a_receipt_is_seven_groups_of_four() -> None:
    groups = SHOWN.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert set("".join(groups)) <= set(ALPHABET)
    assert read_receipt(SHOWN) == RECEIPT


def test_one_form_makes_one_receipt_and_another_form_another() -> None:
    assert make_receipt(key("form")).shown() == SHOWN
    made = {make_receipt(key(f"form {n}")).shown() for n in range(200)}
    assert len(made) == 200


@pytest.mark.parametrize(("symbol", "twins"), TWINS)
def test_look_alikes_of_either_case_are_read_as_the_symbol(
    symbol: str, twins: str
) -> None:
    assert {twin: normalised(twin) for twin in twins} == dict.fromkeys(twins, symbol)


@pytest.mark.parametrize("added", ADDED)
def test_what_typists_and_messengers_add_is_dropped(added: str) -> None:
    typed = SHOWN.replace("-", added)
    assert read_receipt(f"{added}{typed}{added}") == RECEIPT


def test_a_phone_that_lowers_a_dotted_capital_is_understood() -> None:
    assert normalised("İ".lower()) == "1"


@pytest.mark.parametrize(
    "form",
    [str.lower, str.swapcase, lambda s: s.replace("0", "О").replace("1", "l")],
)
def test_other_forms_of_one_receipt_are_that_receipt(
    form: Callable[[str], str],
) -> None:
    assert read_receipt(form(SHOWN)) == RECEIPT


def test_full_width_letters_are_read() -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) for c in SHOWN.replace("-", ""))
    assert read_receipt(wide) == RECEIPT


def test_one_wrong_symbol_is_refused() -> None:
    # Ten bits of check: about one change in a thousand passes it, and finds nothing.
    plain = SHOWN.replace("-", "")
    passed = 0
    for at in range(SYMBOLS):
        for other in ALPHABET.replace(plain[at], ""):
            changed = plain[:at] + other + plain[at + 1 :]
            if at >= SYMBOLS - 2:
                refused(lambda changed=changed: read_receipt(changed))  # type: ignore[misc]
                continue
            try:
                found = read_receipt(changed)
            except CannotOpen:  # As nearly all are.
                continue
            passed += 1
            assert found.lookup != RECEIPT.lookup
    assert passed < 8


@pytest.mark.parametrize(
    "typed", ["", "-", SHOWN[:-1], SHOWN + "0", "U" * 28, "*" * 28, "🗝" * 28, "\ud800"]
)
def test_what_is_no_receipt_is_refused(typed: str) -> None:
    refused(lambda: read_receipt(typed))


def test_more_than_64_characters_are_not_looked_at() -> None:
    filled = SHOWN + " " * (LONGEST_TYPED - len(SHOWN))
    assert len(filled) == 64
    assert read_receipt(filled) == RECEIPT
    refused(lambda: read_receipt(filled + " "))
    assert normalised("A" * 65) == ""


def test_look_up_seed_and_mailbox_key_are_apart() -> None:
    parts = {
        RECEIPT.lookup,
        RECEIPT.seed.reveal(),
        RECEIPT.mailbox_key.reveal(),
        RECEIPT.public,
    }
    assert len(parts) == 4
    assert all(len(part) == 32 for part in parts)


@given(st.binary(min_size=1, max_size=40))
@settings(max_examples=60)
def test_spelling_takes_five_bits_a_symbol_from_the_front(data: bytes) -> None:
    bits = "".join(f"{byte:08b}" for byte in data)
    groups = [bits[at : at + 5] for at in range(0, len(bits) // 5 * 5, 5)]
    assert spelled(data) == "".join(ALPHABET[int(group, 2)] for group in groups)


def test_a_receipt_holds_130_random_bits() -> None:
    assert len(RECEIPT.symbols.reveal()) * 5 == 130
    assert make_receipt(Secret(bytes(32))).shown() != SHOWN
