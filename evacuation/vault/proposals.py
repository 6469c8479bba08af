"""Four eyes: a proposal never changes, an approval signs exactly what was proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label, Part
from evacuation.vault.sealing import digest, sign, verify
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.vault.secret import Secret

# How many second persons a proposal may ask for.
TIERS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is signed of a proposal: its sealed record's digest and key's commit.

    `tier`: how many have to approve, 1 to 5. `barred`: users who may not, rising, each
    once: who owns the case and who vouched. The maker never may.
    """

    proposal: UUID
    case: UUID
    action: str
    record: bytes
    commit: bytes
    roster: int
    tier: int
    barred: tuple[int, ...] = ()

    def parts(self) -> tuple[Part, ...]:
        """Raises CannotOpen for a tier that there is not, or `barred` out of order."""
        if self.tier not in TIERS or list(self.barred) != sorted(set(self.barred)):
            raise CannotOpen
        return (
            self.proposal,
            self.case,
            self.action,
            self.record,
            self.commit,
            self.roster,
            self.tier,
            len(self.barred),
            *self.barred,
        )


def record_digest(proposal: UUID, sealed: bytes) -> bytes:
    """Of the proposal's sealed record. 32 bytes."""
    return digest(Label.PROPOSAL, proposal, sealed)


def sign_proposal(maker: Secret, proposed: Proposed) -> bytes:
    return sign(maker, Label.PROPOSAL_SIGN, *proposed.parts())


def verify_proposal(maker: bytes, signature: bytes, proposed: Proposed) -> None:
    """Raises CannotOpen."""
    verify(maker, signature, Label.PROPOSAL_SIGN, *proposed.parts())


def sign_approval(approver: Secret, proposed: Proposed, decision: str) -> bytes:
    return sign(approver, Label.APPROVE, *proposed.parts(), decision)


def verify_approval(
    approver: bytes, signature: bytes, proposed: Proposed, decision: str
) -> None:
    """Raises CannotOpen."""
    verify(approver, signature, Label.APPROVE, *proposed.parts(), decision)
