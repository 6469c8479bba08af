"""Codes as an authenticator app would show them."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code_now(secret: str, *, holds: float = 1) -> str:
    """The code of this moment, which holds that many seconds more, of its 30."""
    left = 30 - time.time() % 30
    if left < holds:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def lasting_code(secret: str) -> str:
    """A code for browsers on a busy machine."""
    return code_now(secret, holds=5)
