"""The database and the servers that tests use; the cast stands in tests/cast.py."""

from __future__ import annotations

import importlib.util

from tests import offline

offline.install()

pytest_plugins = ["tests.database", "tests.servers"]
if importlib.util.find_spec("tests.cast"):
    pytest_plugins += [
        "tests.cast",
        "tests.evacuation.desk",
        "tests.evacuation.receivers",
    ]
