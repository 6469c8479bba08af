"""Levels and states on the board, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from evacuation.models.choices import State, Urgency

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

# Which tag each level is shown with.
LEVEL_KINDS = {
    Urgency.CRITICAL.value: "bad",
    Urgency.HIGH.value: "warn",
    Urgency.MEDIUM.value: "info",
    Urgency.LOW.value: "quiet",
}


class Words:
    """Said once for all rows: five hundred must be quick."""

    def __init__(self) -> None:
        self._levels = {value: level_tag(value) for value in Urgency.values}
        self._states = {str(value): str(label) for value, label in State.choices}

    def level(self, *codes: str) -> SafeString:
        """Of the first that is one; the worst where none is."""
        known = (self._levels[code] for code in codes if code in self._levels)
        return next(known, self._levels[Urgency.CRITICAL])

    def state(self, *codes: str) -> str:
        """Of the first that is one."""
        known = (self._states[code] for code in codes if code in self._states)
        return next(known, "")


def level_tag(level: str) -> SafeString:
    """A level as word, colour and shape (config/templates/blocks/tag.html)."""
    context = {"kind": LEVEL_KINDS[level], "word": Urgency(level).label}
    return render_to_string("blocks/tag.html", context)
