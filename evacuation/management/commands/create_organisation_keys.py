"""`manage.py create_organisation_keys`: founding, on a machine without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evacuation.papers import Paper, in_groups, write_paper
from evacuation.services.founding import real_organisation_keys
from evacuation.vault.organisation import SHARES, combined, split
from evacuation.vault.secret import CannotOpen, Secret

ATTEMPTS = 5
# Wipes the screen and what scrolled off it, so that no share stands beside another.
_CLEAR = "\x1b[H\x1b[2J\x1b[3J"


class Command(BaseCommand):
    help = (
        "Make the organisation's signing and recovery keys: offline, without a "
        "database. The recovery key is shown as three shares, two of which open it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--signing-key",
            type=Path,
            required=True,
            help="A new file for the signing key; keep it offline.",
        )
        parser.add_argument(
            "--unattended",
            action="store_true",
            help="Print all shares at once and ask for none; for demo and tests alone.",
        )

    def handle(
        self, *args: Any, signing_key: Path, unattended: bool, **options: Any
    ) -> None:
        if unattended and settings.PRODUCTION:
            raise CommandError("Shares are typed back in production.")
        keys = real_organisation_keys()
        shares = split(keys.recovery)
        for number, share in enumerate(shares, start=1):
            self._hand_out(number, share, unattended)
        _require_whole(shares, keys.recovery)
        try:
            write_paper(signing_key, Paper.SIGNING_KEY, keys.signing.reveal())
        except OSError as error:
            raise CommandError(
                f"The signing key cannot be written ({type(error).__name__}). "
                "Nothing was made: destroy the shares."
            ) from None
        self.stdout.write(f"Signing key: {signing_key}. Keep it offline.\n")
        self._public("organisation", keys.signing_public)
        self._public("recovery", keys.recovery_public)
        self.stdout.write(
            f"WAYMARK_ORGANISATION_KEY={keys.signing_public.hex()}\n"
            f"create_charter --recovery {keys.recovery_public.hex()}"
        )

    def _public(self, name: str, public: bytes) -> None:
        self.stdout.write(f"{name}, public key:\n  {in_groups(public)}\n")

    def _hand_out(self, number: int, share: str, unattended: bool) -> None:
        self.stdout.write(f"Share {number} of {SHARES}, for one person, on paper:\n")
        for at, word in enumerate(share.split(), start=1):
            self.stdout.write(f"  {at:2} {word}")
        if unattended:
            return
        input("Write it down, then press Enter: the screen is cleared.")
        self._clear()
        for _attempt in range(ATTEMPTS):
            typed = input(f"Type share {number} back, all its words: ")
            self._clear()
            if typed.split() == share.split():
                self.stdout.write("Right.\n")
                return
            self.stdout.write("Not the words of this share. Look at the paper again.")
        raise CommandError(
            f"Share {number} was not typed back. Nothing was made: begin again."
        )

    def _clear(self) -> None:
        if self.stdout.isatty():
            self.stdout.write(_CLEAR, ending="")


def _require_whole(shares: list[str], secret: Secret) -> None:
    """Every pair gives the key back: else the papers would be worth nothing."""
    pairs = [[a, b] for at, a in enumerate(shares) for b in shares[at + 1 :]]
    try:
        whole = all(combined(pair) == secret for pair in pairs)
    except CannotOpen:
        whole = False
    if not whole:
        raise CommandError("The shares do not give the key back: begin again.")
