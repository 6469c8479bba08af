"""Which tests stay together where several processes share a run."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler.loadfile import LoadFileScheduling

# What their tests need takes long to make: the gazetteer, the parsed source.
TOGETHER = ("tests/directory/gazetteer", "tests/house_rules")


class ByFile(LoadFileScheduling):
    """A file's tests go to one process, and those of a folder that is kept together."""

    def _split_scope(self, nodeid: str) -> str:
        for folder in TOGETHER:
            if nodeid.startswith(f"{folder}/"):
                return folder
        return str(super()._split_scope(nodeid))


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)
