"""Words of a table that no list knows, to be mapped before a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from directory.services.importing.fields import CODED
from directory.services.importing.words import split_list

if TYPE_CHECKING:
    from directory.services.importing.mapping import Mapping
    from directory.services.importing.tables import Table
    from directory.services.importing.vocabulary import Vocabulary

MOST: Final = 60


def unknown_words(
    table: Table, mapping: Mapping, vocabulary: Vocabulary
) -> list[tuple[str, str]]:
    """(field, word) of at most MOST words that neither mapping nor lists know."""
    found: dict[tuple[str, str], None] = {}
    for number, heading in enumerate(table.headings):
        field = mapping.columns.get(heading, "")
        if field not in CODED:
            continue
        said = mapping.values.get(field, {})

        def known(word: str, field: str = field, said: object = said) -> bool:
            mapped = isinstance(said, dict) and word in said
            return mapped or vocabulary.code(field, word) is not None

        for cell in {row.cells[number] for row in table.rows}:
            for word in split_list(cell, known):
                if not known(word):
                    found[field, word] = None
    return sorted(found)[:MOST]
