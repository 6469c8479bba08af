"""For reviewers: which version of the help page's words each language has."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from evacuation.help_texts import is_reviewed, text_version


class Command(BaseCommand):
    help = (
        "Print the version of the help page's words by language, and whether a "
        "reviewer has signed it off in evacuation/data/reviewed_texts.json."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for code, name in settings.LANGUAGES:
            state = "reviewed" if is_reviewed(code) else "not reviewed"
            self.stdout.write(f"{code}  {text_version(code)}  {state}  {name}")
