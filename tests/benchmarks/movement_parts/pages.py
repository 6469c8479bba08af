"""The pages of a journey and the API of its case, over HTTP, beside the floor."""

from __future__ import annotations

import pickle
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import connections
from django.test import Client

from evacuation.services.tokens import Scope, make_token
from tests.benchmarks.movement_parts.journeys import long_journey
from tests.benchmarks.movement_parts.measuring import counted
from tests.benchmarks.speed.load import load
from tests.benchmarks.vault_speed.recording import recording
from tests.benchmarks.vault_speed.run import _copied, _served
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import unlock_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.benchmarks.speed.load import Rate
    from tests.benchmarks.vault_speed.operations import Recorded
    from tests.evacuation.desk import Desk

    Say = Callable[[str], None]

_OURS: Final = "config.wsgi"
_FLOOR: Final = "tests.benchmarks.movement_parts.floor"
_ENOUGH: Final = "9999999/minute"
# One after another, so that each process has its templates before any is timed.
_WARM: Final = 12
_ROUNDS: Final = 5
Doors = dict[str, tuple[str, Client]]


def page_rows(
    desk: Desk, url: str, folder: Path, seconds: int, say: Say
) -> Iterator[list[str]]:
    """Rows of the table."""
    doors = _doors(desk)
    say("a long journey is there")
    known = {path: _recorded(client, path) for path, client in doors.values()}
    recorded = folder / "journeys"
    recorded.write_bytes(pickle.dumps(known))
    sent = {path: _statements(client, path) for path, client in doors.values()}
    busy = {path: _busy(client, path) for path, client in doors.values()}
    connections.close_all()
    with _served(_OURS, url, recorded, WAYMARK_THROTTLE_PARTNER=_ENOUGH) as server:
        ours = _loaded(server, doors, seconds)
    say("ours is measured")
    # The floor writes rows that no audit explains: into databases of its own.
    with _copied(url) as copy, _served(_FLOOR, copy, recorded) as server:
        floor = _loaded(server, doors, seconds)
    say("the floor is measured")
    for name, (path, _client) in doors.items():
        mine, bare = ours[path], floor[path]
        yield [
            name,
            str(sent[path]),
            f"{busy[path]:.0f}",
            f"{mine.per_second:.0f}",
            f"{bare.per_second:.0f}",
            f"{mine.per_second / bare.per_second:.2f}",
            f"{mine.p95:.0f}",
        ]


def _doors(desk: Desk) -> Doors:
    case = long_journey(desk)
    browser = unlock_client(desk, ONE)
    token = make_token(actor=desk[ONE], scope=Scope.WORK_CASES, days=1)
    tool = Client(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})
    pages = f"/cases/{case}/"
    api = f"/api/v1/cases/{case}/"
    return {
        "journey": (f"{pages}journey/", browser),
        "check-ins": (f"{pages}journey/check-ins/", browser),
        "night card": (f"{pages}night-card/", browser),
        "what is told, arrival": (f"{pages}journey/told/", browser),
        "the case": (pages, browser),
        "countries": ("/desk/countries/", browser),
        "API: the case": (api, tool),
        "API: journey": (f"{api}journey/", tool),
        "API: check-ins": (f"{api}check-ins/", tool),
    }


def _recorded(client: Client, path: str) -> Recorded:
    _ask(client, path)
    with recording() as found:
        _ask(client, path)
    return found


def _statements(client: Client, path: str) -> int:
    return counted(lambda: _ask(client, path))


def _busy(client: Client, path: str) -> float:
    """Milliseconds of a processor that Python takes for one, whoever else works."""
    began = time.process_time()
    for _ in range(_ROUNDS):
        _ask(client, path)
    return (time.process_time() - began) * 1000 / _ROUNDS


def _ask(client: Client, path: str) -> Any:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code} for {path}")
    return answer


def _loaded(server: str, doors: Doors, seconds: int) -> dict[str, Rate]:
    found = {}
    for path, client in doors.values():
        asked = [(path, _headers(client))]
        for _ in range(_WARM):
            _warm(server + path, asked[0][1])
        found[path] = load(server, asked, seconds)
    return found


def _warm(address: str, headers: Mapping[str, str]) -> None:
    request = urllib.request.Request(address, headers=dict(headers))
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()


def _headers(client: Client) -> Mapping[str, str]:
    bearer = client.defaults.get("HTTP_AUTHORIZATION")
    if bearer:
        return {"Authorization": str(bearer)}
    jar = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    return {"Cookie": jar}
