"""What a library writes into a file, as pieces to be read: through a pipe."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_READ = 1 << 20


def piped(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What `write` writes, while it writes. Raises what it raised."""
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as target:
                write(target)
        except BaseException as failure:  # noqa: BLE001 - raised again below
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as source:
            while piece := source.read(_READ):
                yield piece
    finally:
        thread.join()
    if failures:
        raise failures[0]
