"""Tokens of members' tools and of partner apps: one secret, look-up and key in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label
from evacuation.vault.sealing import (
    KEY_BYTES,
    box_public,
    derive,
    new_key,
    open_seal,
    seal,
    sign,
    verify,
)
from evacuation.vault.secret import CannotOpen, Secret

if TYPE_CHECKING:
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Token:
    """256 random bits, shown once."""

    secret: Secret

    @property
    def lookup(self) -> bytes:
        """By which its row is found. 32 bytes."""
        return derive(self.secret, Label.TOKEN_FIND).reveal()

    @property
    def key(self) -> Secret:
        """Opens the token's own X25519 secret."""
        return derive(self.secret, Label.TOKEN_OPEN)

    def mailbox(self, request: UUID) -> tuple[bytes, Secret]:
        """(look-up, key) of a partner's way to one request: no column says whose."""
        found = derive(self.secret, Label.PARTNER_FIND, request)
        return found.reveal(), derive(self.secret, Label.PARTNER_KEY, request)

    def replay_key(self, idempotency_key: str) -> Secret:
        """Under which the answer to a repeated request waits for a day."""
        return derive(self.secret, Label.REPLAY, idempotency_key)


def new_token() -> Token:
    return Token(new_key())


def read_token(secret: bytes) -> Token:
    """Raises CannotOpen for another length than 32 bytes."""
    if len(secret) != KEY_BYTES:
        raise CannotOpen
    return Token(Secret(secret))


def seal_token_key(token: Token, secret: Secret) -> bytes:
    """The token's X25519 secret, for its row."""
    return seal(token.key, secret.reveal(), Label.TOKEN_KEY, token.lookup)


def open_token_key(token: Token, sealed: bytes, public: bytes) -> Secret:
    """Raises CannotOpen; also where the row's public key is not the secret's."""
    secret = Secret(open_seal(token.key, sealed, Label.TOKEN_KEY, token.lookup))
    if box_public(secret) != public:
        raise CannotOpen
    return secret


def sign_token(
    member: Secret, user: int, public: bytes, scope: str, expires_at: int
) -> bytes:
    """A member's word that this key may read for them until then (Unix seconds)."""
    return sign(member, Label.TOKEN_CARD, user, public, scope, expires_at)


def verify_token(
    signer: bytes, signature: bytes, user: int, public: bytes, scope: str, expires: int
) -> None:
    """Raises CannotOpen."""
    verify(signer, signature, Label.TOKEN_CARD, user, public, scope, expires)
