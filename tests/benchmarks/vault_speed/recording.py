"""What our code asks of libsodium and of PostgreSQL, recorded to be done again bare."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from django.db import connections
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey

from evacuation.vault import sealing
from tests.benchmarks.vault_speed.operations import BARE, Operation, Recorded, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def recording() -> Iterator[Recorded]:
    """Whatever is done inside goes into the result, and is done all the same."""
    found = Recorded()
    with ExitStack() as stack:
        for name, stand_in in _stand_ins(found.operations).items():
            stack.enter_context(mock.patch.object(sealing, name, stand_in))
        for alias in connections:
            wrapper = _statements(found.statements, alias)
            stack.enter_context(connections[alias].execute_wrapper(wrapper))
        yield found


def _statements(kept: list[Statement], alias: str) -> Callable[..., Any]:
    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        kept.append((alias, sql, _plain(params)))
        return execute(sql, params, many, context)

    return run


def _plain(value: Any) -> Any:
    """Bytes out of psycopg2's wrappers, bare texts out of choices."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return str.__str__(value)  # a choice is a class of the service's own
    inside = getattr(value, "adapted", value)
    return bytes(inside) if isinstance(inside, (bytes, memoryview)) else value


def _stand_ins(kept: list[Operation]) -> dict[str, Any]:
    def aead(name: str) -> Callable[..., bytes]:
        def run(*arguments: Any) -> bytes:
            kept.append((name, arguments))
            return bytes(BARE[name](*arguments))

        return run

    class Box(SealedBox):  # type: ignore[type-arg]
        def encrypt(self, plain: bytes, *_more: Any) -> bytes:
            kept.append(("box", (plain, bytes(self._public_key))))
            return bytes(super().encrypt(plain))

        def decrypt(self, boxed: bytes, *_more: Any) -> bytes:
            secret = self._private_key
            public = bytes(self._public_key)
            kept.append(("unbox", (boxed, public, bytes(secret or b""))))
            return bytes(super().decrypt(boxed))

    class Signing(SigningKey):
        def __init__(self, seed: bytes) -> None:
            kept.append(("sign_key", (seed,)))
            super().__init__(seed)

        def sign(self, message: bytes, *more: Any) -> Any:
            kept.append(("sign", (message, self._signing_key)))
            return super().sign(message, *more)

    class Verifying(VerifyKey):
        def verify(self, message: bytes, signature: Any = None, *more: Any) -> bytes:
            kept.append(("verify", (signature + message, bytes(self))))
            return super().verify(message, signature, *more)

    def private(seed: bytes) -> PrivateKey:
        kept.append(("box_key", (seed,)))
        return PrivateKey(seed)

    return {
        "_aead_seal": aead("aead_seal"),
        "_aead_open": aead("aead_open"),
        "SealedBox": Box,
        "SigningKey": Signing,
        "VerifyKey": Verifying,
        "PrivateKey": private,
        "PublicKey": PublicKey,
        "hashlib": _hashes(kept),
    }


def _hashes(kept: list[Operation]) -> type:
    class Hashes:
        @staticmethod
        def blake2b(message: bytes, *, digest_size: int, key: bytes = b"") -> Any:
            kept.append(("hash", (message, digest_size, key)))
            return hashlib.blake2b(message, digest_size=digest_size, key=key)

    return Hashes
