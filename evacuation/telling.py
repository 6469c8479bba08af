"""Charters as lines of text, for people who compare what they sign."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evacuation.papers import in_groups

if TYPE_CHECKING:
    from evacuation.vault.documents import Charter


def charter_lines(charter: Charter) -> list[str]:
    """Number, date, keys in groups, and each lead with a fingerprint."""
    issued = datetime.fromtimestamp(charter.issued_at, UTC)
    lines = [
        f"Charter {charter.number}, of {issued:%Y-%m-%d %H:%M} UTC",
        f"  recovery  {in_groups(charter.recovery)}",
        f"  house     {in_groups(charter.house)}",
    ]
    for card in charter.leads:
        lines.append(f"  lead      {card.code_name}: {card.fingerprint}")
    return lines
