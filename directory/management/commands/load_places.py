"""`manage.py load_places`: fill the gazetteer from the packaged GeoNames data."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from directory.gazetteer.loading import load_gazetteer


class Command(BaseCommand):
    help = "Load places and their names from GeoNames; safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--countries",
            nargs="+",
            metavar="CODE",
            help="ISO codes, or all; default WAYMARK_GAZETTEER_COUNTRIES",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["countries"] or settings.WAYMARK_GAZETTEER_COUNTRIES
        codes = [code.upper() for code in wanted]
        try:
            loaded = load_gazetteer(
                countries=None if "ALL" in codes else codes,
                report=lambda line: self.stdout.write(line),
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{loaded.places:,} places with {loaded.names:,} names,"
            f" {loaded.regions} regions, {loaded.countries} countries;"
            f" {loaded.removed} rows removed."
        )
