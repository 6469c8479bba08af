"""Who may take a step: rights of the signed roster, and one's place in the case."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


@unique
class By(StrEnum):
    """The table's people in the product's roles.

    Security officer = verifier; duty lead, team lead, director = lead; an approver is
    of the programme or of finance. OWNER is a place in the case, not a right.
    """

    REQUESTER = "requester"
    COORDINATOR = "coordinator"
    OWNER = "owner"
    VERIFIER = "verifier"
    APPROVER = "approver"
    LEAD = "lead"
    ANYBODY = "anybody"  # of the desk, whatever their right
    STEWARD = "steward"
    SYSTEM = "system"


BY_COORDINATOR = frozenset({By.COORDINATOR})
BY_OWNER = frozenset({By.OWNER})
BY_APPROVER = frozenset({By.APPROVER})
BY_VERIFIER = frozenset({By.VERIFIER})
BY_LEAD = frozenset({By.LEAD})
BY_ANYBODY = frozenset({By.ANYBODY})
BY_PERSON_OR_OWNER = frozenset({By.REQUESTER, By.OWNER})
COORDINATOR, VERIFIER, LEAD, STEWARD = "coordinator", "verifier", "lead", "steward"
APPROVERS = frozenset({"approver_programme", "approver_finance"})
# A lead stands in for an absent owner and for any coordinator.
_RIGHTS: dict[By, frozenset[str]] = {
    By.COORDINATOR: frozenset({COORDINATOR, LEAD}),
    By.VERIFIER: frozenset({VERIFIER}),
    By.APPROVER: APPROVERS,
    By.LEAD: frozenset({LEAD}),
    By.STEWARD: frozenset({STEWARD}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A member before one case. `rights`: of the roster, by their names there.

    Whoever owns a case is no approver of it, however small the team.
    """

    rights: frozenset[str]
    owner: bool = False

    def may_be(self, who: By) -> bool:
        """Whether they are one of these; nobody of the desk is REQUESTER or SYSTEM."""
        if who == By.OWNER:
            return LEAD in self.rights or (self.owner and COORDINATOR in self.rights)
        if who == By.ANYBODY:
            return bool(self.rights)
        if who == By.APPROVER and self.owner:
            return False
        return bool(self.rights & _RIGHTS.get(who, frozenset()))

    def may_be_any(self, people: Collection[By]) -> bool:
        return any(self.may_be(who) for who in people)


def rights_of(people: Collection[By]) -> frozenset[str]:
    """The rights of whoever may be one of these; an owner is coordinator or lead."""
    known = {**_RIGHTS, By.OWNER: _RIGHTS[By.COORDINATOR]}
    return frozenset(right for one in people for right in known.get(one, ()))
