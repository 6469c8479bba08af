"""The seal of a voucher's door: link and code together, neither alone."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from evacuation.vault.doors import (
    Door,
    DoorKey,
    new_door_key,
    open_door,
    read_door_key,
    seal_door,
)
from evacuation.vault.sealing import new_key
from evacuation.vault.secret import CannotOpen

DOOR = Door(
    case=uuid.UUID(int=7),
    public=b"p" * 32,
    epoch=2,
    proof=b"q" * 32,
    ends=1_900_000_000,
    question="Знаете ли вы этого человека?",
)


def test_what_was_sealed_opens_with_link_and_code_as_they_were_typed() -> None:
    key = new_door_key()
    sealed = seal_door(key, DOOR)
    typed = f" {key.shown_code().lower()} "
    again = read_door_key(key.shown_link(), typed)
    assert open_door(again, sealed) == DOOR
    assert again.lookup == key.lookup


@pytest.mark.parametrize("code", ["", "00000000", "ж"])
def test_the_link_alone_opens_nothing(code: str) -> None:
    key = new_door_key()
    with pytest.raises(CannotOpen):
        open_door(read_door_key(key.shown_link(), code), seal_door(key, DOOR))


def test_the_code_with_another_link_opens_nothing() -> None:
    key = new_door_key()
    other = DoorKey(new_key(), key.code)
    assert other.lookup != key.lookup
    with pytest.raises(CannotOpen):
        open_door(other, seal_door(key, DOOR))


def test_a_long_question_makes_no_longer_row() -> None:
    key = new_door_key()
    sizes = {
        len(seal_door(key, replace(DOOR, question="я" * length)))
        for length in (0, 1, 600)
    }
    assert len(sizes) == 1


@pytest.mark.parametrize("link", ["", "x", "*" * 43, "A" * 44, "A" * 42])
def test_what_is_no_link_is_refused(link: str) -> None:
    with pytest.raises(CannotOpen):
        read_door_key(link)
