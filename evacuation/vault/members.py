"""A member's two seeds, and how the person gets at them."""

from __future__ import annotations

from dataclasses import dataclass

from nacl.utils import random

from evacuation.vault.encoding import Label
from evacuation.vault.passwords import SALT_BYTES, password_key
from evacuation.vault.receipts import Receipt, make_receipt, read_receipt
from evacuation.vault.sealing import (
    KEY_BYTES,
    box_public,
    derive,
    new_key,
    open_seal,
    seal,
    sign_public,
)
from evacuation.vault.secret import CannotOpen, Secret


@dataclass(frozen=True, slots=True)
class Seeds:
    """X25519 (open) and Ed25519 (sign), 32 bytes each."""

    box: Secret
    sign: Secret

    @property
    def box_public(self) -> bytes:
        return box_public(self.box)

    @property
    def sign_public(self) -> bytes:
        return sign_public(self.sign)

    def joined(self) -> bytes:
        return self.box.reveal() + self.sign.reveal()

    @classmethod
    def parted(cls, joined: bytes) -> Seeds:
        if len(joined) != 2 * KEY_BYTES:
            raise CannotOpen
        return cls(Secret(joined[:KEY_BYTES]), Secret(joined[KEY_BYTES:]))


@dataclass(frozen=True, slots=True)
class SealedSeeds:
    """What a member's row holds: public halves in clear, seeds sealed twice."""

    box_public: bytes
    sign_public: bytes
    salt: bytes
    by_password: bytes  # A byte for Argon2's parameters, then a seal.
    by_code: bytes


def new_seeds() -> Seeds:
    return Seeds(new_key(), new_key())


def new_opening_code() -> Receipt:
    """A code in a receipt's format, typed back once at activation."""
    return make_receipt(new_key())


def seal_seeds(
    seeds: Seeds, user: int, pepper: Secret, password: str, code: Receipt, strength: int
) -> SealedSeeds:
    """Both ways in. `strength`: a version of vault/passwords.py."""
    salt = random(SALT_BYTES)
    by_password = _by_password(seeds, user, pepper, password, salt, strength)
    by_code = seal(_code_key(code), seeds.joined(), *_bound(seeds, user))
    return SealedSeeds(seeds.box_public, seeds.sign_public, salt, by_password, by_code)


def seal_for_password(
    seeds: Seeds, user: int, pepper: Secret, password: str, strength: int
) -> tuple[bytes, bytes]:
    """(salt, sealed) under another password; the opening code stays as it is."""
    salt = random(SALT_BYTES)
    return salt, _by_password(seeds, user, pepper, password, salt, strength)


def open_by_password(
    sealed: SealedSeeds, user: int, pepper: Secret, password: str
) -> Seeds:
    """Raises CannotOpen; also where the columns' public keys are not the seeds'."""
    strength, body = sealed.by_password[:1], sealed.by_password[1:]
    if not strength:
        raise CannotOpen
    key = password_key(pepper, password, sealed.salt, strength[0])
    return _opened(sealed, user, key, body)


def open_by_code(sealed: SealedSeeds, user: int, typed: str) -> Seeds:
    """Raises CannotOpen."""
    return _opened(sealed, user, _code_key(read_receipt(typed)), sealed.by_code)


def _by_password(
    seeds: Seeds, user: int, pepper: Secret, password: str, salt: bytes, strength: int
) -> bytes:
    key = password_key(pepper, password, salt, strength)
    return bytes([strength]) + seal(key, seeds.joined(), *_bound(seeds, user))


def _opened(sealed: SealedSeeds, user: int, key: Secret, body: bytes) -> Seeds:
    bound = (Label.MEMBER_SEEDS, user, sealed.box_public, sealed.sign_public)
    seeds = Seeds.parted(open_seal(key, body, *bound))
    if (seeds.box_public, seeds.sign_public) != (sealed.box_public, sealed.sign_public):
        raise CannotOpen
    return seeds


def _bound(seeds: Seeds, user: int) -> tuple[Label, int, bytes, bytes]:
    return Label.MEMBER_SEEDS, user, seeds.box_public, seeds.sign_public


def _code_key(code: Receipt) -> Secret:
    return derive(code.symbols, Label.MEMBER_CODE)
