"""A new member's keys: made, the opening code shown once and typed back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from evacuation.errors import WrongCode
from evacuation.services.keys import change_key_password, make_keys, open_with_code
from evacuation.services.stretching import a_place

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from evacuation.vault.receipts import Receipt


def make_own_keys(*, actor: User, password: str) -> Receipt:
    """New keys under the password that the member signs in with; their opening code.

    The code is kept nowhere: who shows it, shows it once. Raises WrongCode for another
    password than the account's, WrongState for who has proven keys, Busy.
    """
    with a_place():
        if not actor.check_password(password):
            raise WrongCode
        _seeds, code = make_keys(actor=actor, password=password)
    return code


def bring_keys_back(*, actor: User, password: str, typed: str) -> None:
    """Seal the keys under the password that the account has now, with the opening code.

    For whoever was invited back: their account's password is another, their keys are
    the same. Raises WrongCode naming `password` or `code`, Busy.
    """
    with a_place():
        if not actor.check_password(password):
            raise WrongCode("password")
    with transaction.atomic():
        try:
            seeds = open_with_code(actor=actor, typed=typed)
        except WrongCode:
            raise WrongCode("code") from None
        with a_place():
            change_key_password(actor=actor, seeds=seeds, password=password)
