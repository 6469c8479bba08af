"""docs/vault.md lists every label, once, with what it is for."""

from __future__ import annotations

import re
from pathlib import Path

from evacuation.vault.encoding import Label

TEXT = (Path(__file__).parents[3] / "docs" / "vault.md").read_text(encoding="utf-8")


def test_every_label_has_one_row_and_one_purpose() -> None:
    rows = re.findall(r"^\| `([a-z/]+)` \| (.+?) \|$", TEXT, flags=re.MULTILINE)
    assert [label for label, _purpose in rows] == [str(label) for label in Label]
    purposes = [purpose for _label, purpose in rows]
    assert len(set(purposes)) == len(purposes)
