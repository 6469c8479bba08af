"""A clock that a test moves ahead: in its own process and in those that it starts.

Nothing of ours is replaced: Django's own `timezone.now` says a later time, as days.py
has it for one process.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

# Names the file that says how far ahead it is, in seconds.
NAMED = "TESTS_CLOCK"
_real = timezone.now


def install() -> None:
    """In a process that a test has started; where it moves no clock, nothing."""
    path = os.environ.get(NAMED)
    if path:
        timezone.now = lambda: later_by(Path(path))


def later_by(file: Path) -> datetime:
    """Now, as the file has it."""
    with suppress(FileNotFoundError):
        return _real() + timedelta(seconds=float(file.read_text()))
    return _real()


class MovedClock:
    """`go(days=7)`: from now on it is so much later, everywhere at once."""

    def __init__(self, file: Path) -> None:
        self._file, self._ahead = file, timedelta(0)

    def go(self, **later: float) -> None:
        self._ahead += timedelta(**later)
        whole = self._file.with_suffix(".new")
        whole.write_text(str(self._ahead.total_seconds()))
        whole.replace(self._file)
