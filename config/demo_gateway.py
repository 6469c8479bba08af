"""The demo's gateway for phones: appends each notice to a file that one can watch.

Run as a program, as WAYMARK_GATEWAY_COMMAND runs one: the notice comes over standard
input as JSON with `to` and `text`, both of which say nothing confidential.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path


def command(file: Path) -> list[str]:
    """The program with its arguments. Isolated: nothing beside it is imported."""
    return [sys.executable, "-I", __file__, str(file)]


def append(file: Path, notice: dict[str, str]) -> None:
    """One line: when (UTC), to which number, the words."""
    at = datetime.now(tz=UTC).isoformat(timespec="seconds")
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{at}  {notice['to']}  {notice['text']}\n")


if __name__ == "__main__":
    append(Path(sys.argv[1]), json.load(sys.stdin))
