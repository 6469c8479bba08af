"""A queue for Argon2: one password at a time on each core, else nobody gets in.

One stretching takes 100 MiB and a core. Without a limit, a handful of people (or one
attacker) who sign in at once take the memory of the whole server. The places are files
that the kernel locks, so they hold for all processes and free themselves when one dies.
"""

from __future__ import annotations

import fcntl
import os
import random
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from evacuation.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Iterator

WAIT_SECONDS = 2.0
_PAUSE_SECONDS = 0.02


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def a_place(queue: str = "stretching", wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold one of as many places as there are cores. Raises Busy after `wait` seconds.

    `queue`: for what; each has its own places.
    """
    held = _wait_for_one(queue, wait)
    try:
        yield
    finally:
        os.close(held)  # Lets the lock go.


def _wait_for_one(queue: str, wait: float) -> int:
    until = time.monotonic() + wait
    folder = _folder(queue)
    while True:
        for number in random.sample(range(cores()), cores()):
            held = _try(folder / str(number))
            if held is not None:
                return held
        if time.monotonic() >= until:
            raise Busy
        time.sleep(_PAUSE_SECONDS)


def _try(path: Path) -> int | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _folder(queue: str) -> Path:
    folder: Path = settings.WAYMARK_VAR / queue
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
