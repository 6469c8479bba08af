"""Where somebody hides is looked up on no map and found by no search."""

from __future__ import annotations

from tests.house_rules.source import imported_names, modules

# What turns words into places, and what finds entries by words.
LOOKING_UP = ("directory.gazetteer", "directory.search", "geopy")
# Finds listed helplines of a country, for whoever asks for help.
_HELPLINES = "evacuation/views/public_lines.py"


def test_nothing_of_a_case_is_looked_up_or_made_searchable() -> None:
    found = [
        f"{path}: {name}"
        for path, tree in modules("evacuation").items()
        if not str(path).endswith(_HELPLINES)
        for name in imported_names(tree, path)
        if name.startswith(LOOKING_UP)
    ]
    assert found == []
