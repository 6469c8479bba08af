"""Codes as an authenticator app would show them."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value


def code_now(secret: str) -> str:
    """The code of this moment, which holds 30 seconds."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def lasting_code(secret: str) -> str:
    """A code that holds a few seconds more, for browsers on a busy machine."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left)
    return code_now(secret)
