"""Form-and-submit pairs from wrk: the page, then its form sent with its own key."""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from tests.proof.desk_browser import ANSWERS

_PATIENCE_SECONDS: Final = 60
_STORY: Final = "An invented heron waits at the door. " * 20
# Each thread keeps the keys of pages that it has read and not sent yet.
_SCRIPT: Final = """
local answers = %s
local waiting = {}
received, refused = 0, 0
local threads = {}
setup = function(thread) table.insert(threads, thread) end
request = function()
    local form = table.remove(waiting)
    local body = "lang=en&start=1"
    if form then body = answers .. "&form=" .. form end
    return wrk.format("POST", "/help/",
        {["Content-Type"] = "application/x-www-form-urlencoded",
         ["X-Forwarded-For"] = "203.0.113.9"}, body)
end
response = function(status, headers, body)
    local form = string.match(body, 'name="form" value="([0-9a-f.]+)"')
    if status ~= 200 then refused = refused + 1
    elseif string.find(body, 'class="receipt"', 1, true) then
        received = received + 1
    elseif form then table.insert(waiting, form)
    else refused = refused + 1 end
end
done = function(summary, latency, requests)
    local all, bad = 0, 0
    for _, thread in ipairs(threads) do
        all = all + thread:get("received")
        bad = bad + thread:get("refused")
    end
    io.write(string.format('\\n{"received": %%d, "microseconds": %%d, "refused": %%d, '
        .. '"broken": %%d, "p95": %%d}\\n', all, summary.duration, bad,
        summary.errors.connect + summary.errors.read + summary.errors.write
        + summary.errors.timeout, latency:percentile(95)))
end
"""


@dataclass(frozen=True, slots=True)
class Pairs:
    """`received`: receipts; `per_second`: pairs; `p95`: of one answer, ms."""

    received: int
    refused: int
    per_second: float
    p95: float


def pairs(server: str, clients: int, seconds: int, **said: str) -> Pairs:
    """Ask for `seconds` from so many connections; `said` replaces answers."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "pairs.lua"
        body = urlencode({**ANSWERS, "story": _STORY, **said})
        script.write_text(_SCRIPT % json.dumps(body), encoding="utf-8")
        command = ["wrk", f"-t{min(clients, 2)}", f"-c{clients}", f"-d{seconds}s"]
        command += ["--timeout", f"{_PATIENCE_SECONDS}s", "-s", str(script), server]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Pairs(
        told["received"],
        told["refused"] + told["broken"],
        told["received"] / (told["microseconds"] / 1e6),
        told["p95"] / 1000,
    )
