"""`manage.py found_demo_desk`: an invented organisation with its desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from evacuation.services.demo_desk import found_demo_desk


class Command(BaseCommand):
    help = "Found the invented demo organisation: members, charter, first roster."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.WAYMARK_MODE != "demo":
            raise CommandError("The demo organisation is founded in demo mode alone.")
        found_demo_desk(lambda words: self.stdout.write(words))
