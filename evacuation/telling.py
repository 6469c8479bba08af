"""Charters and rosters as lines of text, for people who compare what they sign."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from evacuation.papers import in_groups

if TYPE_CHECKING:
    from evacuation.vault.cards import Card
    from evacuation.vault.documents import Charter, Roster


def charter_lines(charter: Charter) -> list[str]:
    """Number, date, keys in groups, and each lead with a fingerprint."""
    lines = [
        f"Charter {charter.number}, of {_moment(charter.issued_at)}",
        f"  recovery  {in_groups(charter.recovery)}",
        f"  house     {in_groups(charter.house)}",
    ]
    for card in charter.leads:
        lines.append(f"  lead      {card.code_name}: {card.fingerprint}")
    return lines


def roster_lines(roster: Roster, before: Roster) -> list[str]:
    """Number, digest of the one before, every card, and what is new since `before`."""
    lines = [
        f"Roster {roster.number}, of {_moment(roster.issued_at)}",
        f"  follows   {in_groups(roster.previous) or 'nothing: it is the first'}",
    ]
    for card in roster.members:
        lines += _member_lines(card, before.member(card.user))
    now = {card.user for card in roster.members}
    lines += [
        f"  LEAVES    {card.code_name}: {card.fingerprint}"
        for card in before.members
        if card.user not in now
    ]
    lines += [f"  team      {c.team}, key {c.epoch}, as before" for c in roster.teams]
    lines.append(f"  partners  {len(roster.partners)}, as before")
    return lines


def _member_lines(card: Card, before: Card | None) -> list[str]:
    rights = ", ".join(sorted(card.rights)) or "no rights"
    return [
        f"  {_news(card, before):9} {card.code_name}: {card.fingerprint}",
        f"            {rights}",
    ]


def _news(card: Card, before: Card | None) -> str:
    """What the eye shall stay on: small letters for what is as it was."""
    if before is None:
        return "JOINS"
    if (card.box, card.sign) != (before.box, before.sign):
        return "NEW KEYS"
    return "member" if card == before else "CHANGED"


def _moment(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
