"""`manage.py load_demo`: invented people and an invented directory."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from api.demo import load_demo


class Command(BaseCommand):
    help = "Load the invented demo: people, directory and a partner key."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo is never loaded in production.")
        path = load_demo(lambda words: self.stdout.write(words))
        self.stdout.write(f"Logins and the partner key: {path}")
