"""`manage.py load_demo_cases`: invented requests for the demo's desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from evacuation.services.demo_cases import load_demo_cases
from evacuation.services.demo_workflow import load_demo_workflow


class Command(BaseCommand):
    help = "Make invented requests in every state, through the services."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.WAYMARK_MODE != "demo":
            raise CommandError("Invented cases are made in demo mode alone.")
        # All of them or none: what was broken off is loaded at the next start.
        with transaction.atomic():
            load_demo_cases(self.stdout.write)
            load_demo_workflow(self.stdout.write)
