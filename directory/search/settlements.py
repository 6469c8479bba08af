"""Words for town and village that stand before or after the name of one.

Only where the language puts them, so that Нове Місто, Старое Село and Novo Mesto keep
theirs. In transliterated spelling, as `ascii_words` gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# Russian, Ukrainian, Belarusian, Romanian, Georgian, Tajik and Armenian.
_BEFORE: Final = """
    g gorod s selo pos poselok pgt derevnya stanitsa aul
    m misto smt selishche horad veska
    oras orasul municipiul comuna satul
    kalaki sopeli shahri shakhri dehai kaghak gyugh
""".split()  # noqa: SIM905
# The Turkic languages, and Armenian at times.
_AFTER: Final = """
    shaary shaarchasy ayyly ayly
    qalasy kalasy auyly auly
    shahri shaharchasi qishlogi
    sahari saheri kandi qasabasi obasy
    kaghak gyugh
""".split()  # noqa: SIM905


def strip_settlement(words: Sequence[str]) -> list[str]:
    """`words` of a place's name without such words; all of them, if none remain."""
    start, end = 0, len(words)
    if end > 1 and words[0] in _BEFORE:
        start = 1
    if end - start > 1 and words[-1] in _AFTER:
        end -= 1
    return list(words[start:end])
