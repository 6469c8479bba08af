"""Four eyes: a proposal never changes, an approval signs exactly what was proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.vault.encoding import Label, Part
from evacuation.vault.sealing import digest, sign, verify

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.vault.secret import Secret


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is signed of a proposal: its sealed record's digest and key's commit."""

    proposal: UUID
    case: UUID
    action: str
    record: bytes
    commit: bytes
    roster: int

    def parts(self) -> tuple[Part, ...]:
        return (
            self.proposal,
            self.case,
            self.action,
            self.record,
            self.commit,
            self.roster,
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
