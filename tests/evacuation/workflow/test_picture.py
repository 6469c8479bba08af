"""docs/workflow.md is what the rules draw."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as real
from django.core.management import CommandError, call_command
from django.utils import translation

from evacuation.management.commands.draw_workflow import DOCUMENT, redrawn
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.states import State
from evacuation.workflow.table import TABLE

COMMITTED = (Path(real.BASE_DIR) / DOCUMENT).read_text(encoding="utf-8")


@pytest.fixture
def document(settings: Any, tmp_path: Path) -> Path:
    """A copy, in a house of its own."""
    settings.BASE_DIR = tmp_path
    path = tmp_path / DOCUMENT
    path.parent.mkdir()
    path.write_text(COMMITTED, encoding="utf-8")
    return path


def test_the_document_is_what_the_rules_draw() -> None:
    assert redrawn(COMMITTED) == COMMITTED
    call_command("draw_workflow", check=True)


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_it_is_drawn_in_english_whoever_draws_it(language: str) -> None:
    with translation.override(language):
        assert redrawn(COMMITTED) == COMMITTED


def test_every_step_state_and_clock_stands_in_it() -> None:
    for one in TABLE:
        assert f"| `{one.name}` |" in COMMITTED
    for state in State:
        assert f" as {state}\n" in COMMITTED
    for clock in Clock:
        assert f"| `{clock}` |" in COMMITTED


def test_a_document_that_differs_is_refused_and_mended(document: Path) -> None:
    document.write_text(COMMITTED.replace("| 15 min |", "| 20 min |"), encoding="utf-8")
    with pytest.raises(CommandError, match="not what the rules draw"):
        call_command("draw_workflow", check=True)
    assert "| 20 min |" in document.read_text(encoding="utf-8")
    call_command("draw_workflow")
    assert document.read_text(encoding="utf-8") == COMMITTED


def test_words_around_the_pictures_stay_as_they_are_written(document: Path) -> None:
    document.write_text(f"{COMMITTED}\nMine.\n", encoding="utf-8")
    call_command("draw_workflow")
    assert document.read_text(encoding="utf-8") == f"{COMMITTED}\nMine.\n"


@pytest.mark.parametrize(
    ("place", "instead"),
    [
        ("<!-- drawn: times -->", ""),
        ("<!-- drawn: times -->", "<!-- drawn: tides -->"),
        ("<!-- end of times -->", ""),
    ],
    ids=["no mark", "unknown mark", "no end"],
)
def test_a_picture_without_its_place_is_an_error(place: str, instead: str) -> None:
    assert place in COMMITTED
    with pytest.raises(CommandError, match="Places are"):
        redrawn(COMMITTED.replace(place, instead))
