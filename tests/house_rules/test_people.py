"""A person is a code-name here: no name, no address, no way around the services."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q

from tests.house_rules.source import FLOORS, modules

PERSONAL = {"first_name", "last_name", "email"}
# Changed by services alone; the admin may show them and nothing else.
KEPT_BY_SERVICES = {
    "directory": {"provider", "contact", "office", "coverage", "listing"},
    "evacuation": None,
}
WAYS_TO_WRITE = (
    "has_add_permission",
    "has_change_permission",
    "has_delete_permission",
)


def written_columns(tree: ast.AST) -> Iterator[str]:
    """Keyword arguments and attributes that would fill a personal column."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (
                word.arg
                for word in node.keywords
                if word.arg in PERSONAL and _calls_for_a_user(node)
            )
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in PERSONAL:
                    yield target.attr


def _calls_for_a_user(call: ast.Call) -> bool:
    return "user" in ast.unparse(call.func).lower()


@pytest.mark.parametrize("package", FLOORS)
def test_no_code_fills_a_personal_column(package: str) -> None:
    found = [
        f"{path}: {column}"
        for path, tree in modules(package).items()
        for column in written_columns(tree)
    ]
    assert found == []


@pytest.mark.django_db
def test_a_fresh_installation_has_no_personal_column_filled() -> None:
    empty = Q(first_name="", last_name="", email="")
    assert not User.objects.exclude(empty).exists()


def test_the_rule_sees_a_name_that_is_written() -> None:
    code = "User.objects.create_user('a', email='x')\nuser.first_name = 'y'\n"
    assert set(written_columns(ast.parse(code))) == {"email", "first_name"}


def writable(request: object) -> Iterator[str]:
    """Registered admins through which what services keep could be changed."""
    sites = admin.sites.all_sites
    for site in sites:
        for model, model_admin in site._registry.items():
            kept = KEPT_BY_SERVICES.get(model._meta.app_label, set())
            if kept is not None and model._meta.model_name not in kept:
                continue
            for way in WAYS_TO_WRITE:
                if getattr(model_admin, way)(request):
                    yield f"{model._meta.label}: {way}"


@pytest.mark.django_db
def test_no_admin_writes_what_services_keep(rf: object) -> None:
    request = rf.get("/admin/")  # type: ignore[attr-defined]
    request.user = User.objects.create_superuser("oak")
    assert list(writable(request)) == []


def test_nobody_saves_behind_the_services_from_the_admin() -> None:
    found = [
        str(path)
        for package in FLOORS
        for path, tree in modules(package).items()
        if Path("admin.py").name == path.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "list_editable"
    ]
    assert found == []
