"""How fast requests come in and are read, beside the floor, in one run.

    python -m tests.benchmarks.intake_speed [--seconds 10] [--cases 500]
        [--flood 10000]

Form-and-submit pairs a second at 1, 8 and 64 clients and what was lost of them; a
receipt's sign-in; the board; with --flood, one real request behind a crowd. The floor
does the same operations of libsodium and the same INSERTs, and nothing more. Databases
of its own, durable, deleted at the end.
"""

from __future__ import annotations

import argparse
import os

from tests.benchmarks.speed.saying import say


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--flood", type=int, default=0, help="a crowd, then one real")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ.setdefault("WAYMARK_MODE", "test")
    import django

    django.setup()
    from tests.benchmarks.speed.load import require_wrk
    from tests.benchmarks.vault_speed.run import run

    require_wrk()
    run(
        seconds=options.seconds,
        cases=options.cases,
        flood=options.flood,
        say=say,
    )


if __name__ == "__main__":
    main()
