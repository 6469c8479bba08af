"""The confined process: a file comes in on stdin, a cleaned copy goes out on stdout.

In: one byte, `t` where it was sent as plain text, else `-`; then the file. Out: the
content type, a line feed, the copy; or nothing, and an exit code of refusals.py.
Started by path under `python -I`: it imports nothing from where it happens to run.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PDF_WITHIN = 1024  # The first bytes, among which readers look for the mark.


def main() -> int:
    sys.path.append(str(Path(__file__).parents[2]))
    from evacuation.cleaning import confining, documents, pictures, refusals, texts

    confining.limit()
    confining.close_doors()
    mark, data = sys.stdin.buffer.read(1), sys.stdin.buffer.read()
    clean: Callable[[bytes], tuple[str, bytes]] = pictures.cleaned_picture
    if b"%PDF-" in data[:_PDF_WITHIN]:
        clean = documents.cleaned_document
    elif mark == b"t":
        clean = texts.cleaned_text
    try:
        kind, copy = clean(data)
    except refusals.CannotClean as refusal:
        return refusal.refusal
    except (MemoryError, *pictures.TOO_MANY_PIXELS):
        return refusals.Refusal.TOO_BIG
    except Exception:  # noqa: BLE001 - whatever a library says of it, it may quote it
        return refusals.Refusal.DAMAGED
    sys.stdout.buffer.write(kind.encode("ascii") + b"\n" + copy)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
