"""The two rings: `make test` before each commit, `make proof` for what takes long.

All below tests/browser and tests/proof are proofs. Elsewhere a module that makes many
cases or walks through many pages says so itself (`pytestmark = pytest.mark.proof`):
together they would make `make test` longer than somebody waits. CI runs both rings.
"""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
FOLDERS = (_HERE / "browser", _HERE / "proof")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no proof where none runs: what they bring along takes seconds."""
    without = config.getoption("markexpr") == "not proof"
    return True if without and collection_path in FOLDERS else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark before any is chosen by its mark; the longest come first.

    Begun last, they would leave the other process waiting.
    """
    proofs = {
        path
        for path in {item.path for item in items}
        if any(folder in path.parents for folder in FOLDERS)
    }
    for item in items:
        if item.path in proofs:
            item.add_marker(pytest.mark.proof)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
