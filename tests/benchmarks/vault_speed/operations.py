"""Operations of libsodium and statements as they are recorded, and done again bare.

Imports nothing of the service: the floor runs without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nacl import bindings

Operation = tuple[str, tuple[Any, ...]]
Statement = tuple[str, str, Any]

# The bare calls, by the names under which they are recorded.
BARE: dict[str, Callable[..., Any]] = {
    "aead_seal": bindings.crypto_aead_xchacha20poly1305_ietf_encrypt,
    "aead_open": bindings.crypto_aead_xchacha20poly1305_ietf_decrypt,
    "box": bindings.crypto_box_seal,
    "unbox": bindings.crypto_box_seal_open,
    "box_key": bindings.crypto_scalarmult_base,
    "sign_key": bindings.crypto_sign_seed_keypair,
    "sign": bindings.crypto_sign,
    "verify": bindings.crypto_sign_open,
    "hash": lambda message, size, key: hashlib.blake2b(
        message, digest_size=size, key=key
    ).digest(),
}


@dataclass
class Recorded:
    """Operations and statements (alias, SQL, parameters), in their order."""

    operations: list[Operation] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def replay(operations: list[Operation]) -> None:
    for name, arguments in operations:
        BARE[name](*arguments)
