"""Why a listing was found: field, script and the very words, within its level.

Works on the listing's own names alone, so it cannot tell what the level may not see.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from directory.search.lexemes import sound_class, sound_classes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from directory.search.words import Question, Segment

How = Literal["exact", "prefix", "corrected", "sound", "meaning"]


@dataclass(frozen=True, slots=True)
class Match:
    """`field` matched by `how`; `original` as written there, in `script`."""

    field: str
    how: How
    script: str
    original: str


def explain(
    question: Question, names: Sequence[Sequence[object]], summary: str
) -> tuple[Match, ...]:
    """One reason for each part of the question, without repeats.

    A word for a lawyer is a reason where the summary (JSON text) has that very kind.
    """
    reasons = (
        _reason(segment, question, names)
        for segment in map(partial(_said_of, summary), question.segments)
    )
    return tuple(dict.fromkeys(reason for reason in reasons if reason is not None))


def _said_of(summary: str, segment: Segment) -> Segment:
    if not segment.anybody:
        return segment
    true = [m for m in segment.meanings if f'"kind":"{m.code}"' in summary]
    return replace(segment, meanings=tuple(true))


def _reason(
    segment: Segment, question: Question, names: Sequence[Sequence[object]]
) -> Match | None:
    best: tuple[int, Match] | None = None
    for field, script, original, held in names:
        how = _how(segment, question, held)  # type: ignore[arg-type]
        if how is not None and (best is None or _ORDER[how] < best[0]):
            best = (_ORDER[how], Match(str(field), how, str(script), str(original)))
            if how == "exact":
                break
    if best is not None and (best[1].how != "sound" or not segment.meanings):
        return best[1]
    if segment.meanings:
        found = segment.meanings[0]
        return Match(found.field, "meaning", found.script, found.original)
    return best[1] if best else None


_ORDER: dict[How, int] = {"exact": 0, "prefix": 1, "corrected": 2, "sound": 3}


def _how(segment: Segment, question: Question, held: list[str]) -> How | None:
    words = segment.words
    if all(word in held for word in words):
        return "exact"
    if all(any(h.startswith(word) for h in held) for word in words):
        return "prefix"
    fixed = question.corrections
    if all(word in held or set(fixed.get(word, ())) & set(held) for word in words):
        return "corrected"
    heard = {sound_class(h) for h in held}
    alike = all(heard.intersection(sound_classes(word)) for word in words)
    return "sound" if alike else None
