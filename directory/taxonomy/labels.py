"""The label of each term in the reader's language, held in the process for a moment.

Pages and answers name dozens of terms each. A snapshot a few seconds old is enough
for labels: an editor's change shows everywhere within MAX_AGE seconds, in every
process, without a word between them. Whether a term is sensitive is never read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from directory.models.taxonomy import TermLabel

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_AGE: Final = 5.0
FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True)
class _Snapshot:
    taken: float
    texts: Mapping[str, Mapping[str, str]]


_EMPTY: Final[Mapping[str, str]] = MappingProxyType({})
_snapshots: dict[str, _Snapshot] = {}


def labels(scheme: str, language: str) -> Mapping[str, str]:
    """Code to label of one scheme, in the order of the list.

    `language` may carry a region ("ru-KZ"). A term without a label in that language
    is named in English; one without any is left out.
    """
    return _snapshot(language.split("-")[0].lower()).texts.get(scheme, _EMPTY)


def label(scheme: str, code: str, language: str) -> str:
    """The label of one term, or its code when nobody has named it yet."""
    return labels(scheme, language).get(code, code)


def forget_labels() -> None:
    """Drop every snapshot of this process: the next reading is fresh."""
    _snapshots.clear()


def _snapshot(language: str) -> _Snapshot:
    held = _snapshots.get(language)
    now = monotonic()
    if held is None or now - held.taken > MAX_AGE:
        # Two threads may both read here; whichever stores last is as good.
        held = _Snapshot(now, _read(language))
        _snapshots[language] = held
    return held


def _read(language: str) -> Mapping[str, Mapping[str, str]]:
    rows = (
        TermLabel.objects.filter(
            kind=TermLabel.Kind.LABEL, language__in={language, FALLBACK}
        )
        .order_by("term__scheme", "term__position", "term__code")
        .values_list("term__scheme", "term__code", "language", "text")
    )
    texts: dict[str, dict[str, str]] = {}
    for scheme, code, spoken, text in rows:
        known = texts.setdefault(scheme, {})
        if spoken == language or code not in known:
            known[code] = text
    return texts
