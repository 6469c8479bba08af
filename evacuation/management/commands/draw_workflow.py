"""Draws the rules of the workflow into docs/workflow.md, between its marks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from evacuation.models.choices import State as Words
from evacuation.workflow.picture import drawn
from evacuation.workflow.states import State

DOCUMENT = Path("docs/workflow.md")
_PLACE = re.compile(
    r"(?P<begin><!-- drawn: (?P<name>\w+) -->\n).*?(?P<end><!-- end of \2 -->)", re.S
)


class Command(BaseCommand):
    help = "Draws the rules of the workflow into docs/workflow.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail where they differ"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / DOCUMENT
        before = path.read_text(encoding="utf-8")
        after = redrawn(before)
        if after == before:
            return
        if options["check"]:
            raise CommandError(f"{DOCUMENT} is not what the rules draw.")
        path.write_text(after, encoding="utf-8")


def redrawn(document: str) -> str:
    """The document with every picture in its place.

    Raises CommandError where a place is missing, unknown or stands twice.
    """
    with translation.override("en"):
        names = {State(one.value): str(one.label) for one in Words}
        pictures = drawn(names)
    places = [found["name"] for found in _PLACE.finditer(document)]
    if sorted(places) != sorted(pictures):
        raise CommandError(f"Places are {places}, pictures {sorted(pictures)}.")
    return _PLACE.sub(
        lambda found: f"{found['begin']}{pictures[found['name']]}\n{found['end']}",
        document,
    )
