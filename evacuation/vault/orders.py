"""Orders: a lead's signed word that a holder shall hand somebody a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label, Part
from evacuation.vault.sealing import sign, verify

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Order:
    """Which key for whom: a name of vault/cards.py, their X25519 key at that roster."""

    case: UUID
    compartment: str
    recipient: str
    public: bytes
    roster: int

    def parts(self) -> tuple[Part, ...]:
        return (self.case, self.compartment, self.recipient, self.public, self.roster)


def sign_order(lead: Secret, order: Order) -> bytes:
    """64 bytes, by the lead's Ed25519 seed."""
    return sign(lead, Label.ORDER, *order.parts())


def verify_order(lead: bytes, signature: bytes, order: Order) -> None:
    """Raises CannotOpen unless this lead signed exactly this."""
    verify(lead, signature, Label.ORDER, *order.parts())
