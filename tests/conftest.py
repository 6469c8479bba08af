"""The database and the servers that tests use; the cast stands in tests/cast.py."""

from __future__ import annotations

import gc
import importlib.util

from tests import offline

offline.install()

pytest_plugins = [
    "tests.database",
    "tests.rings",
    "tests.servers",
    "tests.sharing",
]
if importlib.util.find_spec("tests.cast"):
    pytest_plugins += [
        "tests.cast",
        "tests.evacuation.desk",
        "tests.evacuation.receivers",
    ]


def pytest_collection_finish() -> None:
    """Look for garbage among what tests make, not again and again among modules."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
