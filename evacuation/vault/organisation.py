"""The organisation's keys: made offline, recovery split into shares on paper."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from evacuation.vault.sealing import KEY_BYTES, box_public, new_key, sign_public
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

THRESHOLD, SHARES = 2, 3


@dataclass(frozen=True, slots=True)
class OrganisationKeys:
    """Signing (Ed25519) and recovery (X25519) seeds of 32 bytes."""

    signing: Secret
    recovery: Secret

    @property
    def signing_public(self) -> bytes:
        return sign_public(self.signing)

    @property
    def recovery_public(self) -> bytes:
        return box_public(self.recovery)


def new_organisation_keys() -> OrganisationKeys:
    return OrganisationKeys(new_key(), new_key())


def split(secret: Secret) -> list[str]:
    """Three shares of words (SLIP-39), any two of which give the secret back."""
    groups = generate_mnemonics(1, [(THRESHOLD, SHARES)], secret.reveal())
    return list(groups[0])


def combined(shares: Sequence[str]) -> Secret:
    """The secret in two shares. Raises CannotOpen for wrong, foreign or too few."""
    typed = [" ".join(share.split()).lower() for share in shares]
    with suppress(MnemonicError, ValueError):
        found = combine_mnemonics(typed)
        if len(found) == KEY_BYTES:
            return Secret(found)
    raise CannotOpen
