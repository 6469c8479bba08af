"""One run of the benchmark: load, compare, report."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from api.models import PartnerApp
from api.partner_apps import create_partner_app
from tests.benchmarks.speed import database, report
from tests.benchmarks.speed.cases import KEY_COUNTRIES
from tests.benchmarks.speed.comparing import Effort, compare
from tests.benchmarks.speed.imports import import_rates
from tests.benchmarks.speed.latency import Latency, latency, questions
from tests.benchmarks.speed.serving import served

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    Say = Callable[[str], None]

THOROUGH: Final = Effort(seconds=5, rounds=3)
QUICK: Final = Effort(seconds=2, rounds=1)


MANY: Final = 1_000_000
_QUESTIONS: Final = {True: 20, False: 100}


def run(options: argparse.Namespace, say: Say) -> None:
    """Do what the command line asks for and print it."""
    sections: dict[str, str] = {}
    with database.server() as url:
        address = database.loaded(url, options.providers, say)
        if not options.skip_load:
            effort = QUICK if options.quick else THOROUGH
            found = compare(address, partner_key(), effort, say, options.only)
            sections["speed"] = report.speed_table(options.providers, found)
            print(sections["speed"])
        if not options.skip_import:
            database.without_providers(url, say)
            sections["import"] = report.import_table(import_rates(say))
            print(sections["import"])
        if options.million:
            few, many = (
                _latencies(database.loaded(url, size, say), options.quick, say)
                for size in (options.providers, MANY)
            )
            sections["million"] = report.latency_table(options.providers, few, many)
            print(sections["million"])
    if options.write_docs:
        report.write_docs(sections)


def _latencies(address: str, quick: bool, say: Say) -> dict[str, Latency]:
    """By kind of question, over the database Django points at."""
    key = partner_key()
    asked = questions(_QUESTIONS[quick])
    found = {}
    with served("ours", address) as server:
        for kind, addresses in asked.items():
            found[kind] = latency(server, addresses, key)
            say(f"{kind}: {found[kind]}")
    return found


def partner_key() -> str:
    """A throttled key for some countries in the database Django points at."""
    until = timezone.now() + timedelta(days=30)
    scopes: Any = (PartnerApp.Scope.DIRECTORY_READ, PartnerApp.Scope.CONTACTS_READ)
    _app, key = create_partner_app(
        actor=None,
        name="Benchmark",
        scopes=scopes,
        countries=KEY_COUNTRIES,
        until=until,
    )
    return key
