"""The service's side of the child: bytes in, bytes out, over pipes, for 30 seconds."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread, Timer
from typing import IO

from django.utils.translation import gettext_lazy as _

from evacuation.cleaning.refusals import Refusal
from evacuation.errors import DeskError

SECONDS = 30
MOST_BYTES = 200 << 20  # A copy may be larger than the file: pixels packed otherwise.
_CHILD = Path(__file__).with_name("child.py")
# What may come out, and how such a file's name ends.
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tiff",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "text/plain; charset=utf-8": "txt",
}


class Unsuited(DeskError):
    """A kind of file of which no cleaned copy is made."""

    code = "cannot_be_cleaned"
    message = _(
        "This kind of file cannot be cleaned: there is only the original. Nothing was"
        " opened."
    )


class TooBigToClean(DeskError):
    """More memory or time than a cleaned copy may take; also what is built to."""

    code = "too_big_to_clean"
    message = _(
        "This file takes too much to be cleaned, or was made to. There is only the"
        " original. Nothing was opened."
    )


class Damaged(DeskError):
    """What calls itself a picture or document and cannot be read to its end."""

    code = "damaged_file"
    message = _(
        "This file is damaged or locked by a password, so it cannot be cleaned. There"
        " is only the original. Nothing was opened."
    )


@dataclass(frozen=True, slots=True)
class Copy:
    """A cleaned copy. `kind`: its content type, one of ENDINGS."""

    kind: str
    plain: bytes = field(repr=False)


def cleaned(data: bytes, *, is_text: bool) -> Copy:
    """A copy without what is not seen. `is_text`: it was sent as plain text.

    No file is written, and nothing of the child's words is kept. Raises Unsuited,
    TooBigToClean, Damaged.
    """
    command = [sys.executable, "-I", "-B", str(_CHILD)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}, cwd="/"
    ) as child:
        said = _exchange(child, (b"t" if is_text else b"-") + data)
    if child.returncode:
        raise _refusals.get(child.returncode, _otherwise(child.returncode))
    kind, _line, plain = said.partition(b"\n")
    if kind.decode("ascii", "replace") not in ENDINGS:
        raise Damaged
    return Copy(kind.decode(), plain)


def _exchange(child: subprocess.Popen[bytes], data: bytes) -> bytes:
    """All that it writes, read while it is fed; killed where it is late or endless."""
    if child.stdin is None or child.stdout is None:
        raise Damaged
    late = Timer(SECONDS, child.kill)
    feeding = Thread(target=_feed, args=(child.stdin, data))
    late.start()
    feeding.start()
    try:
        said = child.stdout.read(MOST_BYTES + 1)
        if len(said) > MOST_BYTES:
            child.kill()
        child.wait()
    finally:
        child.kill()
        feeding.join()
        late.cancel()
    return said


def _feed(stdin: IO[bytes], data: bytes) -> None:
    try:
        with stdin:
            stdin.write(data)
    except BrokenPipeError:
        pass  # It has seen enough; its exit code says what.


_refusals: dict[int, type[DeskError]] = {
    Refusal.UNSUITED: Unsuited,
    Refusal.TOO_BIG: TooBigToClean,
    Refusal.DAMAGED: Damaged,
}


def _otherwise(code: int) -> type[DeskError]:
    """Ended by a signal: by a limit, mostly. Else by itself, before it could say."""
    return TooBigToClean if code < 0 else Damaged
