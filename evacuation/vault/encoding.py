"""One encoding: whatever is sealed with, derived from or signed goes through it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum, unique
from uuid import UUID

from evacuation.vault.secret import CannotOpen

Part = bytes | str | int | UUID

_LENGTH = 4
_INTEGER = 8


@unique
class Label(StrEnum):
    """The closed list. Each has one purpose; a new use is a new label."""

    # Who is who.
    CARD = "card"
    TEAM = "team"
    PARTNER = "partner"
    RIGHTS = "rights"
    CHARTER = "charter"
    CHARTER_SIGN = "charter/sign"
    ROSTER = "roster"
    ROSTER_SIGN = "roster/sign"
    DOCUMENT = "document"
    DIGEST = "document/digest"
    FINGERPRINT = "fingerprint"
    # Members.
    MEMBER_PASSWORD = "member/password"
    MEMBER_SEEDS = "member/seeds"
    MEMBER_CODE = "member/code"
    SESSION = "session"
    TOKEN_FIND = "token/find"
    TOKEN_OPEN = "token/open"
    TOKEN_KEY = "token/key"
    TOKEN_CARD = "token/card"
    REPLAY = "replay"
    # Cases.
    COMMIT = "commit"
    WRAP = "wrap"
    WRAP_SIGN = "wrap/sign"
    NOTE = "note"
    NOTE_SIGN = "note/sign"
    DATA = "data"
    ORDER = "order"
    INBOX = "inbox"
    # Requesters.
    RECEIPT_MAKE = "receipt/make"
    RECEIPT_CHECK = "receipt/check"
    RECEIPT_FIND = "receipt/find"
    RECEIPT_OPEN = "receipt/open"
    FORM = "form"
    MAILBOX = "mailbox"
    MAILBOX_KEY = "mailbox/key"
    PARTNER_FIND = "partner/find"
    PARTNER_KEY = "partner/key"
    # Vouchers without an account.
    VOUCH_FIND = "vouch/find"
    VOUCH_KEY = "vouch/key"
    VOUCH_DOOR = "vouch/door"
    # Hosts without an account.
    HOST_FIND = "host/find"
    HOST_KEY = "host/key"
    HOST_DOOR = "host/door"
    # Files, approvals, marks, facts.
    FILE = "file"
    PROPOSAL = "proposal"
    PROPOSAL_SIGN = "proposal/sign"
    APPROVE = "approve"
    DUPLICATE = "duplicate"
    FACT = "fact"
    # Audit.
    AUDIT_CASE = "audit/case"
    AUDIT_ROW = "audit/row"
    AUDIT_LINK = "audit/link"
    AUDIT_RECORD = "audit/record"
    AUDIT_HEAD = "audit/head"
    SHREDDED = "shredded"
    BACKUP = "backup"
    ROSTER_EXPORT = "roster/export"
    RECOVERY_EXPORT = "recovery/export"
    RECOVERY_IMPORT = "recovery/import"
    ADDRESS = "address"


def encode(label: Label, *parts: Part) -> bytes:
    """Label and each part as 4-byte big-endian length and bytes.

    UUID: 16 bytes; integer: 8 bytes big-endian, not negative; text: NFC, UTF-8.
    Raises ValueError or OverflowError for what has no such form.
    """
    return b"".join(_framed(_as_bytes(part)) for part in (str(label), *parts))


def decode(data: bytes, label: Label) -> list[bytes]:
    """The parts that `encode` framed under this label.

    Raises CannotOpen for another label, for bytes left over or missing.
    """
    found = list(_frames(data))
    if not found or found[0] != str(label).encode():
        raise CannotOpen
    return found[1:]


def integer(part: bytes) -> int:
    """An integer part. Raises CannotOpen for any other length than eight."""
    if len(part) != _INTEGER:
        raise CannotOpen
    return int.from_bytes(part, "big")


def text(part: bytes) -> str:
    """A text part. Raises CannotOpen for what is not NFC in UTF-8."""
    with suppress(UnicodeDecodeError):
        found = part.decode()
        if unicodedata.is_normalized("NFC", found):
            return found
    raise CannotOpen


def _framed(value: bytes) -> bytes:
    return len(value).to_bytes(_LENGTH, "big") + value


def _as_bytes(part: Part) -> bytes:
    if isinstance(part, bytes):
        return part
    if isinstance(part, UUID):
        return part.bytes
    if isinstance(part, str):
        return _utf8(unicodedata.normalize("NFC", part))
    if isinstance(part, bool):
        raise TypeError("A truth is not a part: say it as an integer.")
    return part.to_bytes(_INTEGER, "big")


def _utf8(value: str) -> bytes:
    with suppress(UnicodeEncodeError):
        return value.encode()
    # Python's own error would hold the whole text.
    raise ValueError("A text has no halves of characters.")


def _frames(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        start = at + _LENGTH
        length = int.from_bytes(data[at:start], "big")
        at = start + length
        if start > len(data) or at > len(data):
            raise CannotOpen
        yield data[start:at]
