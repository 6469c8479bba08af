"""What takes long stays where `make test` does not look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rings import FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_folders_of_proofs_are_there(folder: Path) -> None:
    assert list(folder.glob("test_*.py"))
