"""How long the worker's tick takes over what is due, and how fast journeys are read.

    python -m tests.benchmarks.movement_speed [--items 5000] [--seconds 2]
        [--write-docs]

Beside the floor (the same reads and writes by bare psycopg2) and the stock way (row by
row through the ORM), in one run, in databases of its own, durable, deleted at the end.
"""

from __future__ import annotations

import argparse
import os

from tests.benchmarks.speed.saying import say


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=5000)
    parser.add_argument("--seconds", type=int, default=2, help="a round of a page")
    parser.add_argument("--write-docs", action="store_true")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("WAYMARK_MODE", "test")
    import django

    django.setup()
    from tests.benchmarks.movement_parts.run import run
    from tests.benchmarks.speed.load import require_wrk

    require_wrk()
    run(
        items=options.items,
        seconds=options.seconds,
        keep=options.write_docs,
        say=say,
    )


if __name__ == "__main__":
    main()
