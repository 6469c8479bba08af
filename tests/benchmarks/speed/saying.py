"""What a benchmark is doing, beside its answer."""

from __future__ import annotations

import sys
import time

_started = time.monotonic()


def say(line: str) -> None:
    """To standard error, with the seconds since it began."""
    since = time.monotonic() - _started
    print(f"# {since:6.1f} s  {line}", file=sys.stderr, flush=True)
