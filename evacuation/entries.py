"""Entries of a case page: one record each, as far as it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from evacuation.models.choices import RecordKind
from evacuation.services.attempts import Attempt
from evacuation.services.closed import OTHER_WORDS, reason_of
from evacuation.services.hearing import DURESS

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.services.writing import Content


@dataclass(frozen=True, slots=True)
class Entry:
    """One record on the page. `said` is {} where it is not what it says it is."""

    id: UUID
    kind: str
    at: datetime | None
    by: str
    said: Content
    sound: bool = True
    recallable: bool = False

    @property
    def is_ours(self) -> bool:
        return self.kind == RecordKind.REPLY

    @property
    def is_duress(self) -> bool:
        return self.kind == RecordKind.LETTER and self.said.get("kind") == DURESS

    @property
    def words(self) -> str:
        """A code in words: what came of an attempt, why it was closed."""
        if self.kind == RecordKind.ATTEMPT:
            return label_of(Attempt, self.said.get("code"))
        if "confirms" in self.said:
            return _("Confirmed the closing")
        reason = str(self.said.get("reason", ""))
        ending = reason_of(reason)
        return str(OTHER_WORDS.get(reason) or (ending.label if ending else reason))


@dataclass(frozen=True, slots=True)
class Holders:
    """Who can open one part, by the rows of its newest key. `compartment`: in words."""

    part: str
    compartment: str
    names: list[str]
    mine: bool


def by_time(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.at is None, entry.at, entry.id))


def moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None


def label_of(choices: Any, code: object) -> str:
    return str(dict(choices.choices).get(code, code or ""))
