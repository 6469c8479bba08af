"""Load from wrk: how many requests a second are answered."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONNECTIONS: Final = 8
_THREADS: Final = 2
# A slow answer counts as long as it comes at all.
_PATIENCE_SECONDS: Final = 60
_SCRIPT: Final = """
local asked = %s
local turn = 0
request = function()
    turn = turn %% #asked + 1
    return wrk.format("GET", asked[turn][1], asked[turn][2])
end
done = function(summary, latency, requests)
    io.write(string.format('\\n{"requests": %%d, "microseconds": %%d, "refused": %%d, '
        .. '"broken": %%d, "median": %%d, "p95": %%d}\\n',
        summary.requests, summary.duration, summary.errors.status,
        summary.errors.connect + summary.errors.read + summary.errors.write,
        latency:percentile(50), latency:percentile(95)))
end
"""
Asked = tuple[str, "Mapping[str, str]"]


@dataclass(frozen=True, slots=True)
class Rate:
    """Requests a second; median and 95th percentile of the latency under load, ms."""

    per_second: float
    median: float
    p95: float


def require_wrk() -> None:
    """Raise SystemExit with what to do where wrk is not installed."""
    if shutil.which("wrk") is None:
        raise SystemExit("The load comes from wrk: install the package wrk.")


def load(server: str, asked: Sequence[Asked], seconds: int) -> Rate:
    """Ask in turn for `seconds`. Raises RuntimeError when an answer is no success."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "asked.lua"
        script.write_text(_SCRIPT % _table(asked), encoding="utf-8")
        command = ["wrk", f"-t{_THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s"]
        command += ["--timeout", f"{_PATIENCE_SECONDS}s", "-s", str(script), server]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    if told["refused"] or told["broken"]:
        raise RuntimeError(f"{told} from {server} for {asked[0][0]}")
    rate = told["requests"] / (told["microseconds"] / 1e6)
    return Rate(rate, told["median"] / 1000, told["p95"] / 1000)


def _table(asked: Sequence[Asked]) -> str:
    """The Lua table {{path, {header = value}}, …}."""
    rows = [
        f"{{{json.dumps(path)}, {{{_headers(headers)}}}}}" for path, headers in asked
    ]
    return "{" + ", ".join(rows) + "}"


def _headers(headers: Mapping[str, str]) -> str:
    return ", ".join(
        f"[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()
    )
