"""One derivation, one seal, one signature, one box. PyNaCl (libsodium) only."""

from __future__ import annotations

import hashlib
from contextlib import suppress

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_ABYTES as TAG_BYTES,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as _aead_open,
)
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_encrypt as _aead_seal,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey
from nacl.utils import random

from evacuation.vault.encoding import Label, Part, encode
from evacuation.vault.secret import CannotOpen, Secret

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 24
SEAL_BYTES = 1 + NONCE_BYTES + TAG_BYTES  # What a seal adds to its plaintext.
BOX_BYTES = 48  # What a sealed box adds: an ephemeral key and a tag.
SIGNATURE_BYTES = 64
_SHORTEST, _LONGEST = 16, 64
_FAILURES = (CryptoError, ValueError, TypeError)


def new_key() -> Secret:
    """32 random bytes of the operating system."""
    return Secret(random(KEY_BYTES))


def derive(key: Secret, label: Label, *context: Part) -> Secret:
    """BLAKE2b-256 of encode(label, *context), keyed.

    Raises ValueError for a key of less than 16 or more than 64 bytes: libraries take
    an empty key for none.
    """
    value = key.reveal()
    if not _SHORTEST <= len(value) <= _LONGEST:
        raise ValueError("A key has 16 to 64 bytes.")
    message = encode(label, *context)
    return Secret(hashlib.blake2b(message, digest_size=32, key=value).digest())


def digest(label: Label, *context: Part) -> bytes:
    """BLAKE2b-256 of encode(label, *context), without a key: for what is public."""
    return hashlib.blake2b(encode(label, *context), digest_size=32).digest()


def seal(key: Secret, plain: bytes, label: Label, *bound: Part) -> bytes:
    """version byte || 24 random bytes || XChaCha20-Poly1305, bound to label and parts.

    `key`: 32 bytes. The result is SEAL_BYTES longer than `plain`.
    """
    nonce = random(NONCE_BYTES)
    body = _aead_seal(plain, encode(label, VERSION, *bound), nonce, key.reveal())
    return bytes([VERSION]) + nonce + body


def open_seal(key: Secret, sealed: bytes, label: Label, *bound: Part) -> bytes:
    """What `seal` took. Raises CannotOpen whatever the reason."""
    if len(sealed) < SEAL_BYTES or sealed[0] != VERSION:
        raise CannotOpen
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    with suppress(*_FAILURES):
        return _aead_open(body, encode(label, VERSION, *bound), nonce, key.reveal())
    raise CannotOpen


def box(public: bytes, plain: bytes) -> bytes:
    """Sealed for the holder of an X25519 secret. Hides its sender, proves nothing.

    Raises ValueError for a public key that is none.
    """
    with suppress(*_FAILURES):
        return SealedBox(PublicKey(public)).encrypt(plain)
    raise ValueError("This is no public key.")


def open_box(secret: Secret, boxed: bytes) -> bytes:
    """What `box` took. Raises CannotOpen."""
    with suppress(*_FAILURES):
        return SealedBox(PrivateKey(secret.reveal())).decrypt(boxed)
    raise CannotOpen


def open_own_box(secret: Secret, boxed: bytes) -> tuple[bytes, bytes]:
    """(what `box` took, the X25519 public half of `secret`). Raises CannotOpen.

    Whoever needs both pays for one multiplication: a board opens hundreds.
    """
    with suppress(*_FAILURES):
        private = PrivateKey(secret.reveal())
        return SealedBox(private).decrypt(boxed), bytes(private.public_key)
    raise CannotOpen


def box_public(secret: Secret) -> bytes:
    """The X25519 public half, 32 bytes."""
    return bytes(PrivateKey(secret.reveal()).public_key)


def sign(secret: Secret, label: Label, *context: Part) -> bytes:
    """Ed25519 over encode(label, *context); `secret` is the 32-byte seed."""
    return SigningKey(secret.reveal()).sign(encode(label, *context)).signature


def sign_public(secret: Secret) -> bytes:
    """The Ed25519 public half, 32 bytes."""
    return bytes(SigningKey(secret.reveal()).verify_key)


def verify(public: bytes, signature: bytes, label: Label, *context: Part) -> None:
    """Raises CannotOpen unless `signature` is by `public` over exactly this."""
    with suppress(*_FAILURES):
        VerifyKey(public).verify(encode(label, *context), signature)
        return
    raise CannotOpen
