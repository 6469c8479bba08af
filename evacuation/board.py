"""The board line: what the desk sees of a case at a glance. No names."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.missing import Missed
from evacuation.vault.secret import CannotOpen
from evacuation.vault.symbols import grouped, spelled

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Case

CODE_BYTES = 5
# In what was left over a line: the due time is said, and may be none.
SAYS_DUE = "due"


@dataclass(frozen=True, slots=True)
class BoardLine:
    """Codes only: country ISO 3166-1, age band and next step from closed lists.

    `marks` are short codes such as "third_party", "do_not_contact", "duress".
    `level` and `state` are what the columns of the case must say: nobody without a
    key signs a line, so columns that say otherwise were set by hand. "" is unknown.
    `due`: until when the next step is owed (`due_text`). What the person writes may
    make it sooner without a key, and nothing makes it later.
    """

    country: str = ""
    language: str = ""
    age_band: str = ""
    danger: str = ""
    next_step: str = ""
    marks: tuple[str, ...] = ()
    level: str = ""
    state: str = ""
    due: str = ""
    # The user who owns it, "0" where nobody does; "" is unknown.
    owner: str = ""
    # Of who is missed: since when and at which step (evacuation/missing.py).
    missed: str = ""

    def pushed_back(self, due_at: datetime | None) -> bool:
        """Whether the case's column says a later time than this line, or none."""
        if not self.due:
            return False
        return due_at is None or due_at > datetime.fromisoformat(self.due)

    def agrees_with(self, level: str, state: str) -> bool:
        """Whether a case's columns say what this line says of them."""
        return self.level in {"", level} and self.state in {"", state}

    def contradicts(self, case: Case) -> bool:
        """Whether the case's columns say else than this line, or a later time."""
        agrees = self.agrees_with(case.level, case.state)
        owned = self.owner in {"", owner_text(case)}
        return not (agrees and owned) or self.pushed_back(case.next_due_at)

    def under(self, over: BoardLine) -> BoardLine:
        """As somebody left it who could not read it: what they do not say stays."""
        due = over.due if over.due or SAYS_DUE in over.marks else self.due
        return replace(
            self,
            level=over.level or self.level,
            state=over.state or self.state,
            next_step=over.next_step or self.next_step,
            due=due,
            owner=over.owner or self.owner,
        )

    def encoded(self) -> bytes:
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def decoded(cls, data: bytes) -> BoardLine:
        """Raises CannotOpen for another shape."""
        try:
            found = json.loads(data)
            line = cls(**{**found, "marks": tuple(found["marks"])})
            # A time or an owner that is none is no line, either.
            line.pushed_back(timezone.now())
            int(line.owner or 0)
            Missed.of(line)
        except (ValueError, TypeError, KeyError):
            raise CannotOpen from None
        return line


def owner_text(case: Case) -> str:
    """As it stands in a line."""
    return str(case.owner_id or 0)


def due_text(due_at: datetime | None) -> str:
    """As it stands in a line; "" where nothing is owed."""
    return due_at.astimezone(UTC).isoformat(timespec="minutes") if due_at else ""


def case_code(case: UUID) -> str:
    """What people call a case aloud: eight symbols of its random id, "K7M2-9QXA"."""
    return grouped(spelled(case.bytes[:CODE_BYTES]))
