"""Mode and secrets: what the other settings are chosen by."""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet

from config.demo_organisation import MARK, marked_seed, public_half
from config.env import env, kept_secret, random_key, random_text

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Mode -------------------------------------------------------------------
# production is strict and the default: leaving a variable out never loosens it.
WAYMARK_MODE = env.choice("WAYMARK_MODE", ("production", "demo", "test"))
PRODUCTION = WAYMARK_MODE == "production"
DEBUG = env.boolean("WAYMARK_DEBUG", False)
WAYMARK_VAR = Path(env.text("WAYMARK_VAR") or BASE_DIR / "var").resolve()

# --- Secrets ----------------------------------------------------------------


def _fernet_key() -> str:
    return Fernet.generate_key().decode()


def _secret(name: str) -> str:
    value = env.text(name)
    if value or PRODUCTION:
        return value
    return kept_secret(WAYMARK_VAR / "secrets", name.lower(), random_text)


def _keys(name: str) -> list[str]:
    """Fernet keys, newest first."""
    values = env.words(name)
    if values or PRODUCTION:
        return values
    return [kept_secret(WAYMARK_VAR / "secrets", name.lower(), _fernet_key)]


def _hex_key(name: str) -> str:
    value = env.text(name)
    if value or PRODUCTION:
        return value
    return kept_secret(WAYMARK_VAR / "secrets", name.lower(), random_key)


def _demo_organisation() -> str:
    """The public key of the demo's organisation, whose secret lies in var."""
    if WAYMARK_MODE != "demo":
        return ""
    folder = WAYMARK_VAR / "demo-organisation"
    return public_half(kept_secret(folder, "signing_key", marked_seed))


# Django refuses an empty key before a check can say why; waymark.E001 does.
SECRET_KEY = _secret("WAYMARK_SECRET_KEY") or "unsafe-unset"
SECRET_KEY_FALLBACKS = env.words("WAYMARK_SECRET_KEY_FALLBACKS")
WAYMARK_CONTACT_KEYS = _keys("WAYMARK_CONTACT_KEYS")
WAYMARK_MFA_KEYS = _keys("WAYMARK_MFA_KEYS")
WAYMARK_HMAC_KEY = _secret("WAYMARK_HMAC_KEY")
# Stretches members' passwords together with what they type; 32 bytes in hex.
WAYMARK_PEPPER = _hex_key("WAYMARK_PEPPER")
# Ed25519: the house's seed, a file and never a row; the organisation's public half, the
# one key that everything else is verified by. In hex.
WAYMARK_HOUSE_KEY = _hex_key("WAYMARK_HOUSE_KEY")
WAYMARK_ORGANISATION_KEY = env.text("WAYMARK_ORGANISATION_KEY") or _demo_organisation()
WAYMARK_DEMO_MARK = MARK
