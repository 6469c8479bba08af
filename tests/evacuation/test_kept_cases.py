"""What is kept between tests is what the services wrote, and only as long as it may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from evacuation.services.auditing import verify_audit
from tests.evacuation.decisions import approved_case
from tests.evacuation.desk import Desk


def rows(label: str) -> dict[str, list[dict[str, Any]]]:
    """All that stands in the tables of an app, bytes as bytes."""
    found = {}
    for model in apps.get_app_config(label).get_models():
        values = model._default_manager.order_by("pk").values()
        found[model.__name__] = [
            {
                name: bytes(one) if isinstance(one, memoryview) else one
                for name, one in row.items()
            }
            for row in values
        ]
    return found


def made(desk: Desk) -> tuple[UUID, Any, bool]:
    """A case, all rows then, and whether the audit is whole; then it is taken back."""
    points = {
        alias: transaction.savepoint(using=alias) for alias in ("default", "shred")
    }
    case = approved_case(desk)
    found, good = (rows("evacuation"), rows("shred")), verify_audit().good
    for alias, point in points.items():
        transaction.savepoint_rollback(point, using=alias)
    return case, found, good


def test_a_case_that_is_written_again_is_the_same_to_the_last_byte(desk: Desk) -> None:
    first, second = made(desk), made(desk)
    assert first[0] == second[0]
    assert first[1] == second[1]
    assert first[2]
    assert second[2]


def test_by_a_moved_clock_another_case_is_made(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _rows, _good = made(desk)
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert made(desk)[0] != first
