"""What the child cannot do any more, tried in such a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TRIED = """
import os, socket, sys
sys.path.append({root!r})
from evacuation.cleaning import confining
confining.limit()
confining.close_doors()
try:
    {statement}
except (OSError, MemoryError, ValueError) as error:
    os.write(1, type(error).__name__.encode())
else:
    os.write(1, b"done")
"""


def tried(statement: str) -> str:
    code = TRIED.format(root=str(ROOT), statement=statement)
    command = [sys.executable, "-I", "-B", "-c", code]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode()


@pytest.mark.parametrize(
    "statement",
    [
        "open('/etc/passwd')",
        "os.close(0), open('/etc/passwd')",
        "open('/tmp/cleaned-copy', 'w')",
        "socket.socket()",
        "os.pipe()",
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9))",
    ],
)
def test_nothing_can_be_opened_again(statement: str) -> None:
    assert tried(statement) in {"OSError", "ValueError", "PermissionError"}


def test_memory_ends_and_the_pipes_stay() -> None:
    assert tried("bytearray(800 << 20)") == "MemoryError"
    assert tried("bytearray(8 << 20)") == "done"
