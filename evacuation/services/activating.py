"""A new member's keys: made, the opening code shown once and typed back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.errors import WrongCode
from evacuation.services.keys import make_keys
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
