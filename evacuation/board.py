"""The board line: what the desk sees of a case at a glance. No names."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from evacuation.vault.secret import CannotOpen
from evacuation.vault.symbols import grouped, spelled

if TYPE_CHECKING:
    from uuid import UUID

_CODE_BYTES = 5


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Codes only: country ISO 3166-1, age band and next step from closed lists.

    `marks` are short codes such as "third_party", "do_not_contact", "duress".
    `level` and `state` are what the columns of the case must say: nobody without a
    key signs a line, so columns that say otherwise were set by hand. "" is unknown.
    """

    country: str = ""
    language: str = ""
    age_band: str = ""
    danger: str = ""
    next_step: str = ""
    marks: tuple[str, ...] = ()
    level: str = ""
    state: str = ""

    def agrees_with(self, level: str, state: str) -> bool:
        """Whether a case's columns say what this line says of them."""
        return self.level in {"", level} and self.state in {"", state}

    def under(self, over: BoardLine) -> BoardLine:
        """As somebody left it who could not read it: state, level, step are theirs."""
        return replace(
            self, level=over.level, state=over.state, next_step=over.next_step
        )

    def encoded(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def decoded(cls, data: bytes) -> BoardLine:
        """Raises CannotOpen for another shape."""
        try:
            found = json.loads(data)
            return cls(**{**found, "marks": tuple(found["marks"])})
        except (ValueError, TypeError, KeyError):
            raise CannotOpen from None


def case_code(case: UUID) -> str:
    """What people call a case aloud: eight symbols of its random id, "K7M2-9QXA"."""
    return grouped(spelled(case.bytes[:_CODE_BYTES]))
