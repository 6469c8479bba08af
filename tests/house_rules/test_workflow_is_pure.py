"""The workflow's rules are data: nothing in them reads, writes or knows the time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house_rules.source import imported_names, modules

ALLOWED = (
    "__future__",
    "collections.abc",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "itertools",
    "typing",
    # Words for people, and their type.
    "django.utils.translation",
    "django.utils.functional",
    "evacuation.workflow",
)
# What reads the clock, files or the terminal without an import.
IMPURE = {"now", "today", "utcnow", "open", "print", "input", "getenv"}


def impure_imports(tree: ast.AST, path: Path) -> list[str]:
    return [
        name
        for name in imported_names(tree, path)
        if not any(name == one or name.startswith(f"{one}.") for one in ALLOWED)
    ]


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            asked = node.func
            yield asked.attr if isinstance(asked, ast.Attribute) else ast.unparse(asked)


def workflow() -> dict[Path, ast.Module]:
    return modules("evacuation/workflow")


def test_the_workflow_is_there() -> None:
    assert Path("evacuation/workflow/table.py") in workflow()


def test_the_workflow_imports_words_and_itself_alone() -> None:
    found = {
        str(path): impure
        for path, tree in workflow().items()
        if (impure := impure_imports(tree, path))
    }
    assert found == {}


def test_the_workflow_asks_neither_clock_nor_file() -> None:
    found = {
        str(path): asked
        for path, tree in workflow().items()
        if (asked := IMPURE & set(called(tree)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "from django.db import models",
        "from evacuation.models import Case",
        "from evacuation.services.moving import take_step",
        "import os",
        "from django.utils import timezone",
        "from ..models import Case",
    ],
)
def test_the_rule_sees_an_import_of_what_is_not_pure(line: str) -> None:
    assert impure_imports(ast.parse(line), Path("evacuation/workflow/table.py"))


def test_the_rule_sees_who_asks_the_clock() -> None:
    assert "now" in set(called(ast.parse("x = datetime.now(UTC)")))
    assert "open" in set(called(ast.parse("with open('x') as file: pass")))
