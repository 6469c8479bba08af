"""The formats of docs/vault.md written a second time, with libsodium and struct alone.

Nothing of the vault is imported: what both agree on is the format. `vectors()` is
what vectors.json holds; `python -m tests.evacuation.vault.by_hand` prints it.
"""

from __future__ import annotations

import json
import struct
import sys
from uuid import UUID

from nacl import bindings as sodium

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CASE = UUID("00000000-0000-4000-8000-0000000000a1").bytes
ROW = UUID("00000000-0000-4000-8000-0000000000b1").bytes
ISSUED = 1_800_000_000
PASSWORD = "fourteen letters"


def fixed(number: int) -> bytes:
    """A key of 32 equal bytes."""
    return bytes([number]) * 32


SHRED, CASE_KEY, INBOX, PEPPER, COOKIE = (fixed(n) for n in range(1, 6))
FORM, CODE_FORM, TOKEN, TOKEN_BOX, AUDIT = (fixed(n) for n in range(6, 11))
ORGANISATION, RECOVERY, HOUSE, STEWARDS, DUPLICATE = (fixed(n) for n in range(11, 16))
FILE, INTAKE, EPHEMERAL, PARTNER = (fixed(n) for n in range(16, 20))
LINK, PROOF = fixed(0x14), fixed(0x15)
SHOWN_LINK, CODE = "FBQU" * 10 + "FBQ", "K7M29QXA"
NONCE, SALT, HEADER = bytes(range(24)), bytes(range(16)), bytes(range(100, 124))


def member_seeds(user: int) -> tuple[bytes, bytes]:
    return fixed(0x20 + user), fixed(0x40 + user)


def number(value: int) -> bytes:
    return struct.pack(">Q", value)


def frame(label: str, *parts: bytes | str | int) -> bytes:
    made = b""
    for part in (label, *parts):
        if isinstance(part, int):
            part = number(part)
        raw = part.encode() if isinstance(part, str) else part
        made += struct.pack(">I", len(raw)) + raw
    return made


def keyed(key: bytes, label: str, *parts: bytes | str | int) -> bytes:
    framed = frame(label, *parts)
    return sodium.crypto_generichash_blake2b_salt_personal(framed, 32, key)


def hashed(label: str, *parts: bytes | str | int) -> bytes:
    return keyed(b"", label, *parts)


def sealed(key: bytes, plain: bytes, label: str, *bound: bytes | str | int) -> bytes:
    ad = frame(label, 1, *bound)
    body = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, ad, NONCE, key)
    return b"\1" + NONCE + body


def x25519(secret: bytes) -> bytes:
    return sodium.crypto_scalarmult_base(secret)


def ed25519(seed: bytes) -> bytes:
    return sodium.crypto_sign_seed_keypair(seed)[0]


def boxed(public: bytes, plain: bytes) -> bytes:
    ephemeral = x25519(EPHEMERAL)
    nonce = sodium.crypto_generichash_blake2b_salt_personal(ephemeral + public, 24)
    return ephemeral + sodium.crypto_box(plain, nonce, public, EPHEMERAL)


def signature(seed: bytes, label: str, *parts: bytes | str | int) -> bytes:
    secret = sodium.crypto_sign_seed_keypair(seed)[1]
    return sodium.crypto_sign(frame(label, *parts), secret)[:64]


def padded(plain: bytes, size: int) -> bytes:
    return plain + b"\x80" + bytes(size - len(plain) - 1)


def spelled(data: bytes, count: int) -> str:
    bits = "".join(f"{byte:08b}" for byte in data)
    return "".join(ALPHABET[int(bits[5 * n : 5 * n + 5], 2)] for n in range(count))


def receipt(form: bytes) -> tuple[bytes, str]:
    """(26 symbols, as shown)."""
    symbols = spelled(keyed(form, "receipt/make"), 26)
    whole = symbols + spelled(keyed(symbols.encode(), "receipt/check"), 2)
    return symbols.encode(), "-".join(whole[n : n + 4] for n in range(0, 28, 4))


def card(user: int, *rights: str) -> bytes:
    box, sign = member_seeds(user)
    held = frame("rights", *rights)
    return frame("card", user, f"person{user}", x25519(box), ed25519(sign), held)


def charter_body() -> bytes:
    leads = [card(user, "lead") for user in (1, 2, 3)]
    keys = (x25519(RECOVERY), ed25519(HOUSE))
    return frame("charter", 1, b"", ISSUED, *keys, *leads)


def roster_body() -> bytes:
    members = [card(user, "lead") for user in (1, 2, 3)] + [card(4, "coordinator")]
    team = frame("team", "intake", 1, x25519(INTAKE))
    partner = frame("partner", ROW, x25519(PARTNER))
    return frame("roster", 1, b"", ISSUED, 4, 1, 1, *members, team, partner)


def charter() -> bytes:
    body = charter_body()
    signed = signature(ORGANISATION, "charter/sign", body)
    return frame("document", body, "organisation", signed)


def roster() -> bytes:
    body = roster_body()
    signed: list[bytes | str] = []
    for user in (1, 2):
        mine = signature(member_seeds(user)[1], "roster/sign", body)
        signed += [f"member:{user}", mine]
    return frame("document", body, *signed)


def slip(label: str, content: bytes, *slot: bytes | str | int) -> bytes:
    """From the house to member 4, under roster 1."""
    public = x25519(member_seeds(4)[0])
    header = frame(label, 1, *slot, "member:4", public, "house", 1)
    signed = signature(HOUSE, f"{label}/sign", header, content)
    inside = boxed(public, frame(label, header, content, signed))
    return sealed(SHRED, inside, label, *slot, "member:4")


def seeds_by_password() -> bytes:
    stretched = sodium.crypto_pwhash_alg(
        32, PASSWORD.encode(), SALT, 1, 8192, sodium.crypto_pwhash_ALG_ARGON2ID13
    )
    key = keyed(PEPPER, "member/password", stretched)
    return b"\0" + sealed(key, b"".join(member_seeds(4)), "member/seeds", 4, *halves(4))


def seeds_by_code() -> bytes:
    key = keyed(receipt(CODE_FORM)[0], "member/code")
    return sealed(key, b"".join(member_seeds(4)), "member/seeds", 4, *halves(4))


def halves(user: int) -> tuple[bytes, bytes]:
    box, sign = member_seeds(user)
    return x25519(box), ed25519(sign)


def file() -> bytes:
    """ "scan" (four bytes, as Padmé has it), one chunk, final."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    # Reading and writing begin alike: so the header can be chosen.
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, HEADER, FILE)
    final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
    ad = frame("file", 1, ROW, 0)
    push = sodium.crypto_secretstream_xchacha20poly1305_push
    return b"\1" + HEADER + push(state, b"scan", ad, final)


def mailbox() -> bytes:
    symbols, _shown = receipt(FORM)
    lookup = keyed(symbols, "receipt/find")
    key = keyed(keyed(symbols, "receipt/open"), "mailbox/key")
    record = frame("mailbox", CASE, "receipt", x25519(INBOX))
    return sealed(key, padded(record, 256), "mailbox", lookup)


def voucher_door() -> bytes:
    lookup, key = keyed(LINK, "vouch/find"), keyed(LINK, "vouch/key", CODE)
    record = frame("vouch/door", CASE, x25519(INBOX), 2, PROOF, ISSUED, "Знаете их?")
    return sealed(key, padded(record, 4096), "vouch/door", lookup)


def _of_requesters() -> dict[str, bytes]:
    symbols, shown = receipt(FORM)
    seed = keyed(symbols, "receipt/open")
    return {
        "receipt shown": shown.encode(),
        "receipt look-up": keyed(symbols, "receipt/find"),
        "receipt seed": seed,
        "receipt public": x25519(seed),
        "mailbox key": keyed(seed, "mailbox/key"),
        "mailbox": mailbox(),
        "vouch look-up": keyed(LINK, "vouch/find"),
        "vouch key": keyed(LINK, "vouch/key", CODE),
        "vouch door": voucher_door(),
    }


def _of_members() -> dict[str, bytes]:
    joined = b"".join(member_seeds(4))
    lookup = keyed(TOKEN, "token/find")
    token_key = keyed(TOKEN, "token/open")
    member = member_seeds(4)[1]
    terms = (4, x25519(TOKEN_BOX), "cases:read", ISSUED)
    return {
        "seeds by password": seeds_by_password(),
        "seeds by code": seeds_by_code(),
        "session": sealed(COOKIE, joined, "session", ROW, 4, "open"),
        "token look-up": lookup,
        "token key": sealed(token_key, TOKEN_BOX, "token/key", lookup),
        "token card": signature(member, "token/card", *terms),
        "partner look-up": keyed(TOKEN, "partner/find", CASE),
        "partner key": keyed(TOKEN, "partner/key", CASE),
        "replay key": keyed(TOKEN, "replay", "once"),
        "charter": charter(),
        "roster": roster(),
        "fingerprint": hashed("fingerprint", 4, *halves(4))[:20],
    }


def _of_cases() -> dict[str, bytes]:
    place = (CASE, "triage", "account", ROW, 1, 1)
    letter = boxed(x25519(INBOX), padded(b"letter", 64))
    return {
        "encode": frame("data", CASE, 7, "é", b"\0\xff"),
        "commit": keyed(CASE_KEY, "commit", CASE, "triage", 1),
        "seal": sealed(CASE_KEY, b"plain", "data", CASE, 1),
        "record": sealed(CASE_KEY, padded(b"account", 64), "data", *place),
        "letter": sealed(SHRED, letter, "inbox", *place),
        "wrap": slip("wrap", CASE_KEY, CASE, "triage", 1),
        "note": slip("note", padded(b"line", 64), CASE, "board", 1),
        "file": file(),
        "mark": keyed(DUPLICATE, "duplicate", "phone", "79000000000"),
        "fact": boxed(
            x25519(STEWARDS), padded(frame("fact", "2026Q1", "age", "30-39"), 256)
        ),
    }


def _of_the_audit() -> dict[str, bytes]:
    link = hashed(
        "audit/link", 1, b"", "member:4", "case.opened", 30_000_000, b"", b"", b""
    )
    record = hashed("proposal", ROW, b"sealed")
    proposed = (ROW, CASE, "release", record, fixed(0), 1, 2, 2, 3, 4)
    maker, approver = member_seeds(4)[1], member_seeds(1)[1]
    return {
        "pseudonym": keyed(AUDIT, "audit/case", CASE),
        "reference": keyed(AUDIT, "audit/row", ROW, 1),
        "record digest": hashed("audit/record", b"sealed"),
        "link": link,
        "head": signature(HOUSE, "audit/head", 1, link, 30_000_001),
        "proposal": signature(maker, "proposal/sign", *proposed),
        "approval": signature(approver, "approve", *proposed, "yes"),
    }


def vectors() -> dict[str, str]:
    """Every format by name, in hex."""
    made = _of_cases() | _of_requesters() | _of_members() | _of_the_audit()
    return {name: value.hex() for name, value in made.items()}


if __name__ == "__main__":
    json.dump(vectors(), sys.stdout, indent=1)
    sys.stdout.write("\n")
