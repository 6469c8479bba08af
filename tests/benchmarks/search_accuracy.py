"""Does the right place or provider stand among the first five? Measured, side by side.

    make bench-search
    python -m tests.benchmarks.search_accuracy [--queries 200] [--seeds 1 2]

Places are searched for with the very name left out of the tables; invented providers in
the spellings of other scripts, among thousands of others; both with a typing error too.
Nothing is written to the database for good. Uses the database of DATABASE_URL, or
starts the embedded PostgreSQL in var/bench-search and fills it.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

AT: Final = 5


def main() -> None:
    options = _options()
    with _database():
        from tests.benchmarks import name_accuracy, place_accuracy

        for seed in options.seeds if options.part != "names" else ():
            print(f"\n## Places, seed {seed}\n")
            place_accuracy.report(AT, options.queries, random.Random(seed))
        if options.part != "places":
            print(f"\n## Names, seed {options.seeds[0]}\n")
            name_accuracy.report(
                AT, random.Random(options.seeds[0]), misses=options.misses
            )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=200, help="a script or language")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--part", choices=["places", "names"])
    parser.add_argument(
        "--misses", action="store_true", help="print what the tuned list misses"
    )
    return parser.parse_args()


@contextmanager
def _database() -> Iterator[None]:
    """Django over a migrated database with the gazetteer in it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("WAYMARK_MODE", "test")
    if os.environ.get("DATABASE_URL"):
        _prepare()
        yield
        return
    # Settings want an address before the module that starts the server can be read.
    os.environ["DATABASE_URL"] = "postgresql://nobody@/nothing"
    from config.database import EmbeddedPostgres, point_django_at

    with EmbeddedPostgres(Path("var/bench-search"), durable=False) as server:
        server.ensure_databases("search_accuracy")
        point_django_at(server.url("search_accuracy"))
        _prepare()
        yield


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from directory.models.place import Place

    if not Place.objects.exists():
        call_command("load_places")


if __name__ == "__main__":
    main()
