"""Everything here may use both databases; the founded desk stands in desk.py."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The `db` fixture opens the databases that a test's mark names."""
    for item in items:
        if _HERE in item.path.parents and "vault" not in item.path.parts:
            item.add_marker(pytest.mark.django_db(databases=["default", "shred"]))
