"""What is installed is what is written down, to the last digit."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest

from tests.house_rules.source import ROOT

FILES = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"([a-z0-9-]+)(?:\[[a-z,]+\])?==([0-9][0-9A-Za-z.]*)")


def lines(name: str) -> list[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and line[0] != "#"]


@pytest.mark.parametrize("name", FILES)
def test_every_requirement_is_pinned_exactly(name: str) -> None:
    loose = [line for line in lines(name) if not PIN.fullmatch(line)]
    assert loose == (["-r requirements.txt"] if "dev" in name else [])


def test_nothing_is_pinned_twice_to_different_versions() -> None:
    pins: dict[str, set[str]] = {}
    for file in FILES:
        for line in lines(file):
            if match := PIN.fullmatch(line):
                pins.setdefault(match[1], set()).add(match[2])
    assert {name for name, versions in pins.items() if len(versions) > 1} == set()


@pytest.mark.parametrize("name", FILES)
def test_what_is_installed_is_what_is_pinned(name: str) -> None:
    for line in lines(name):
        if match := PIN.fullmatch(line):
            assert version(match[1]) == match[2], match[1]
