"""A password into a key. Parameters belong to the version byte, never to a row."""

from __future__ import annotations

from nacl.pwhash import argon2id

from evacuation.vault.encoding import Label
from evacuation.vault.sealing import KEY_BYTES, derive
from evacuation.vault.secret import CannotOpen, Secret

SALT_BYTES = argon2id.SALTBYTES
STRONG = 1
CHEAP = 0  # For tests; a system check refuses it anywhere else.
# version: passes and bytes of memory (RFC 9106, 4: as much as a login can bear).
_PARAMETERS = {STRONG: (3, 64 * 1024 * 1024), CHEAP: (1, 8 * 1024)}


def password_key(pepper: Secret, password: str, salt: bytes, version: int) -> Secret:
    """derive(pepper, "member/password", Argon2id(password, salt)).

    `salt`: 16 bytes, the member's own and not the login hash's. Raises CannotOpen for
    an unknown version or another length of salt.
    """
    if version not in _PARAMETERS or len(salt) != SALT_BYTES:
        raise CannotOpen
    passes, memory = _PARAMETERS[version]
    # Halves of characters pass, since Python's error would hold the password.
    typed = password.encode(errors="surrogatepass")
    stretched = argon2id.kdf(KEY_BYTES, typed, salt, opslimit=passes, memlimit=memory)
    return derive(pepper, Label.MEMBER_PASSWORD, stretched)
