"""The demo organisation's signing key: recognisable, so that production refuses it."""

from __future__ import annotations

import secrets

from nacl.signing import SigningKey

# How every demo's public key begins; create_organisation_keys makes none such.
MARK = "de0"


def marked_seed() -> str:
    """An Ed25519 seed in hex whose public half begins with the mark: 4,096 tries."""
    while True:
        seed = secrets.token_hex(32)
        if public_half(seed).startswith(MARK):
            return seed


def public_half(seed: str) -> str:
    return bytes(SigningKey(bytes.fromhex(seed)).verify_key).hex()
