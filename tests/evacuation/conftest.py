"""Everything here may use both databases; the founded desk stands in desk.py."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest

_HERE = Path(__file__).parent
_PURE = {"vault", "workflow"}
_NUMBERS = count()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The `db` fixture opens the databases that a test's mark names."""
    asking = {
        path
        for path in {item.path for item in items}
        if _HERE in path.parents and not _PURE & set(path.parts)
    }
    for item in items:
        if item.path in asking:
            item.add_marker(pytest.mark.django_db(databases=["default", "shred"]))


@pytest.fixture(autouse=True)
def heads_file(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is kept outside the databases: of this test alone.

    A name of its own is enough: a folder for each of thousands of tests takes longer.
    """
    path = tmp_path_factory.getbasetemp() / f"audit-heads-{next(_NUMBERS)}"
    settings.WAYMARK_HEADS_FILE = str(path)
    return path
