"""One content has one encoding, and one encoding has one content."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacuation.vault.cards import Team
from evacuation.vault.encoding import Label, decode, encode, integer, text
from evacuation.vault.secret import CannotOpen
from tests.evacuation.vault.people import CASE
from tests.evacuation.vault.tampering import refused

if TYPE_CHECKING:
    from evacuation.vault.encoding import Part

labels = st.sampled_from(list(Label))
parts = st.lists(st.binary(max_size=40), max_size=6)


@given(labels, parts)
@settings(max_examples=80)
def test_what_was_encoded_is_decoded(label: Label, content: list[bytes]) -> None:
    assert decode(encode(label, *content), label) == content


@given(labels, parts, labels, parts)
@settings(max_examples=80)
def test_two_contents_never_share_an_encoding(
    one: Label, left: list[bytes], other: Label, right: list[bytes]
) -> None:
    same = (one, left) == (other, right)
    assert (encode(one, *left) == encode(other, *right)) == same


def test_a_boundary_moved_between_parts_is_another_encoding() -> None:
    assert encode(Label.DATA, b"ab", b"c") != encode(Label.DATA, b"a", b"bc")
    assert encode(Label.DATA, b"a") != encode(Label.DATA, b"a", b"")


@given(st.binary(max_size=60), labels)
@settings(max_examples=150)
def test_bytes_that_decode_are_those_that_encode_makes(
    data: bytes, label: Label
) -> None:
    framed = encode(label) + data
    try:
        found = decode(framed, label)
    except CannotOpen:
        return
    assert encode(label, *found) == framed


def test_another_label_and_bytes_left_over_or_missing_are_refused() -> None:
    made = encode(Label.WRAP, b"abc", 1)
    refused(lambda: decode(made, Label.NOTE))
    refused(lambda: decode(b"", Label.WRAP))
    for end in range(1, len(made)):
        # Cut between two parts it is a shorter list, which readers count.
        if made[:end] not in (encode(Label.WRAP), encode(Label.WRAP, b"abc")):
            refused(lambda end=end: decode(made[:end], Label.WRAP))  # type: ignore[misc]
    refused(lambda: decode(made + b"\0\0\0", Label.WRAP))
    refused(lambda: decode(made + b"\0\0\0\1", Label.WRAP))


def test_parts_have_their_written_lengths() -> None:
    assert encode(Label.CARD, CASE)[8:] == b"\0\0\0\x10" + CASE.bytes
    assert encode(Label.CARD, 258)[8:] == b"\0\0\0\x08" + bytes(6) + b"\x01\x02"
    assert encode(Label.CARD, "e\u0301")[8:] == b"\0\0\0\x02" + "é".encode()


@pytest.mark.parametrize("part", [-1, 2**64, True, "\ud800 secret"])
def test_what_has_no_form_is_refused_and_not_repeated(part: Part) -> None:
    with pytest.raises((ValueError, OverflowError, TypeError)) as caught:
        encode(Label.DATA, part)
    assert caught.value.__context__ is None
    assert "secret" not in str(vars(caught.value)) + repr(caught.value.args)
    assert not isinstance(caught.value, UnicodeError)


def test_an_integer_part_has_eight_bytes() -> None:
    assert integer(bytes(7) + b"\x05") == 5
    for wrong in (b"", bytes(7), bytes(9)):
        refused(lambda wrong=wrong: integer(wrong))  # type: ignore[misc]


def test_a_text_part_is_composed_utf8() -> None:
    assert text("Ї".encode()) == "Ї"
    refused(lambda: text(unicodedata.normalize("NFD", "Ї").encode()))
    refused(lambda: text(b"\xff plaintext"))


def test_no_team_is_named_with_the_length_of_a_case() -> None:
    # A slot's scope is either; sixteen bytes would be read as both.
    assert all(len(team.encode()) != len(UUID(int=0).bytes) for team in Team)
