"""`manage.py load_countries`: what the field's sources say of countries on the way."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from evacuation.services.countries.first_known import load_first_known


class Command(BaseCommand):
    help = (
        "Write down what public sources say of countries, where nothing was ever "
        "written: all of it has run out and waits to be checked by a member."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_first_known()} records of countries.")
