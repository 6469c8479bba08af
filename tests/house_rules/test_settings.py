"""The environment has one reader, and every variable stands in the README."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.house_rules.source import FLOORS, ROOT, imported_names, modules

READERS = {"text", "boolean", "integer", "words", "choice", "_secret", "_keys"}
READERS |= {"command", "web_address", "_hex_key"}
# They hand the environment on to a child process and read no value of it.
HANDS_ON = {
    Path("config/serving.py"),
    Path("config/management/commands/serve.py"),
    Path("config/management/commands/with_database.py"),
}
ALLOWED = {Path("config/env.py"), Path("config/wsgi.py"), *HANDS_ON}


def variables() -> set[str]:
    """The names that config asks its environment for."""
    found: set[str] = set()
    for tree in modules("config").values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                function = node.func
                name = getattr(function, "attr", getattr(function, "id", ""))
                first = node.args[0]
                if name in READERS and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return {name for name in found if re.fullmatch(r"[A-Z][A-Z0-9_]+", name)}


def rows(document: str) -> set[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", text, flags=re.MULTILINE))


@pytest.mark.parametrize("floor", FLOORS)
def test_the_environment_is_read_in_config_alone(floor: str) -> None:
    found = [
        str(path)
        for path, tree in modules(floor).items()
        if path not in ALLOWED
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert found == []


@pytest.mark.parametrize("floor", FLOORS[:3])
def test_apps_ask_django_for_settings_and_nobody_else(floor: str) -> None:
    found = [
        f"{path}: {name}"
        for path, tree in modules(floor).items()
        for name in imported_names(tree, path)
        if name.split(".")[0] == "config"
    ]
    assert found == []


def test_every_variable_stands_in_the_readme_and_none_besides() -> None:
    assert len(variables()) > 20
    assert rows("README.md") == variables()


def test_the_example_names_only_variables_that_exist() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, flags=re.MULTILINE))
    files = {name.removesuffix("_FILE") for name in named}
    assert named
    assert files <= variables()


def test_tests_run_in_test_mode() -> None:
    assert settings.WAYMARK_MODE == "test"
