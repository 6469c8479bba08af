"""`manage.py load_demo_cases`: invented requests for the demo's desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from evacuation.services.demo_cases import load_demo_cases


class Command(BaseCommand):
    help = "Make invented requests in every state, through the services."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.WAYMARK_MODE != "demo":
            raise CommandError("Invented cases are made in demo mode alone.")
        load_demo_cases(lambda words: self.stdout.write(words))
