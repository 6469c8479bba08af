"""Which statements an address of ours sends to the database, in which order."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.benchmarks.speed.cases import Case

# Where the floor is told of the file with the statements.
STATEMENTS: Final = "WAYMARK_SPEED_STATEMENTS"
Statement = tuple[str, Any]
Statements = dict[tuple[str, bool], list[Statement]]


class Recorder:
    """Asks as a partner does; keeps what is sent and how many results come back."""

    def __init__(self, key: str) -> None:
        self._client = Client(headers={"Authorization": f"Bearer {key}"})
        self.statements: Statements = {}
        self.results: dict[str, list[int]] = {}
        self.etags: dict[str, str] = {}

    def record(self, case: Case) -> None:
        """Record every address of the case. Raises RuntimeError for a refusal."""
        for address in case.ours:
            answer = self._warm(address)
            self.etags[address] = answer["ETag"]
            if not case.conditional:
                found = json.loads(answer.content).get("results", [None])
                self.results.setdefault(case.name, []).append(len(found))
            kept: list[Statement] = []
            with connection.execute_wrapper(_keeping(kept)):
                self._get(address, answer["ETag"] if case.conditional else None)
            self.statements[address, case.conditional] = kept

    def _warm(self, address: str) -> Any:
        """The answer after a first request has filled what each process holds."""
        self._get(address)
        return self._get(address)

    def _get(self, address: str, etag: str | None = None) -> Any:
        headers = {"If-None-Match": etag} if etag else {}
        answer = self._client.get(address, headers=headers)
        if answer.status_code != (304 if etag else 200):
            raise RuntimeError(
                f"{answer.status_code} for {address}: {answer.content!r}"
            )
        return answer


def write(statements: Statements, path: Path) -> None:
    """Write them for the floor, in a form that keeps dates, lists and ids."""
    path.write_bytes(pickle.dumps(statements))


def _keeping(kept: list[Statement]) -> Any:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        kept.append((sql, _plain(params)))
        return execute(sql, params, many, context)

    return wrapper


def _plain(params: Iterable[Any] | None) -> Any:
    """Parameters without Django's wrappers, as psycopg2 takes them."""
    if params is None:
        return None
    return params if isinstance(params, dict) else tuple(params)
