"""A phone that others had is not clean, whoever looked at it."""

from __future__ import annotations

import pytest

from evacuation.workflow.movement.devices import (
    UNSAFE,
    Advice,
    PhoneSign,
    advice,
    phone,
)
from evacuation.workflow.movement.going import Device


@pytest.mark.parametrize("sign", sorted(UNSAFE))
def test_what_others_had_counts_as_seized(sign: PhoneSign) -> None:
    assert phone(Device.CLEAN, [sign]) == Device.SEIZED
    assert phone(Device.NEW, [sign]) == Device.NEW
    assert Advice.NEW_ONE in advice(Device.CLEAN, [sign])
    assert Advice.INSTALL_NOTHING in advice(Device.SEIZED, [])


def test_a_card_in_their_name_is_left_behind_with_the_phone() -> None:
    assert phone(Device.CLEAN, [PhoneSign.SIM]) == Device.CLEAN
    assert advice(Device.CLEAN, [PhoneSign.SIM]) == (Advice.OTHER_SIM,)
    assert advice(Device.CLEAN, []) == ()


def test_who_was_not_asked_is_asked_first() -> None:
    assert advice(Device.UNKNOWN, [])[0] == Advice.ASK
    assert Advice.ASK not in advice(Device.NEW, [])
