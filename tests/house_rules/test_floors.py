"""directory <- evacuation <- api <- config.urls: nobody looks upstairs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.house_rules.source import FLOORS, ROOT, imported_names, modules, words

APPS = FLOORS[:3]
TOP_LEVEL_PACKAGES = {*FLOORS, "tests"}


def above(floor: str) -> tuple[str, ...]:
    return FLOORS[FLOORS.index(floor) + 1 :]


def offences(floor: str, found: Iterator[tuple[Path, str]]) -> list[str]:
    upper = above(floor)
    return [
        f"{path}: {name}" for path, name in found if name.partition(".")[0] in upper
    ]


def all_imports(floor: str) -> Iterator[tuple[Path, str]]:
    for path, tree in modules(floor).items():
        for name in imported_names(tree, path):
            yield path, name


def all_dotted_words(floor: str) -> Iterator[tuple[Path, str]]:
    """Strings that name a module or a model: `api.authority`, `evacuation.Member`."""
    for path, tree in modules(floor).items():
        for word in words(tree):
            head, dot, tail = word.partition(".")
            if dot and head.isidentifier() and tail.replace(".", "_").isidentifier():
                yield path, word


@pytest.mark.parametrize("floor", APPS)
def test_no_floor_imports_a_higher_one(floor: str) -> None:
    assert offences(floor, all_imports(floor)) == []


@pytest.mark.parametrize("floor", APPS)
def test_no_floor_names_a_higher_one_in_words(floor: str) -> None:
    assert offences(floor, all_dotted_words(floor)) == []


@pytest.mark.parametrize("floor", APPS)
def test_no_relation_points_at_a_higher_floor(floor: str) -> None:
    upper = above(floor)
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(floor).get_models()
        for field in model._meta.get_fields()
        # What others point at us is theirs: auto_created fields are the reverse side.
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label in upper
    ]
    assert found == []


def test_config_imports_apps_in_its_urls_alone() -> None:
    found = [
        f"{path}: {name}"
        for path, name in all_imports("config")
        if name.partition(".")[0] in APPS and path != Path("config/urls.py")
    ]
    assert found == []


def test_there_is_no_other_package_at_the_top() -> None:
    kept = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    found = {
        path.parent.name
        for path in ROOT.glob("*/*.py")
        if f"/{path.parent.name}/" not in kept
    }
    assert found <= TOP_LEVEL_PACKAGES
    assert [path.name for path in ROOT.glob("*.py")] == ["manage.py"]


def test_the_rule_sees_an_import_and_a_name_that_look_upstairs() -> None:
    code = "from api import models\nimport evacuation.vault\nx = 'evacuation.Member'\n"
    tree = ast.parse(code)
    path = Path("directory/services/listing.py")
    names = list(imported_names(tree, path))
    assert offences("directory", ((path, name) for name in names)) == [
        f"{path}: api",
        f"{path}: evacuation.vault",
    ]
    assert "evacuation.Member" in list(words(tree))
    relative = ast.parse("from ..models import provider")
    assert list(imported_names(relative, path)) == ["directory.models"]
