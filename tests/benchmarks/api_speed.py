"""How fast the API answers, beside the floor and beside the stock way.

    python -m tests.benchmarks.api_speed [--providers 100000] [--quick] [--million]
        [--only CASE] [--skip-load] [--skip-import] [--write-docs]

Loads invented providers into a database of its own (kept for the next run) and asks
them in three ways, from wrk. `--million` also compares latencies with a million
providers; `--write-docs` puts the figures into docs/performance.md, which says what
they mean.
"""

from __future__ import annotations

import argparse
import os

from tests.benchmarks.speed.saying import say


def main() -> None:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("WAYMARK_MODE", "test")
    import django

    django.setup()
    from tests.benchmarks.speed.load import require_wrk
    from tests.benchmarks.speed.run import run

    require_wrk()
    run(options, say)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--providers", type=int, default=100_000)
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--million", action="store_true", help="latencies at 1,000,000")
    parser.add_argument("--skip-load", action="store_true", help="no wrk")
    parser.add_argument("--skip-import", action="store_true", help="no import rate")
    parser.add_argument("--write-docs", action="store_true", help="into docs/")
    return parser.parse_args()


if __name__ == "__main__":
    main()
