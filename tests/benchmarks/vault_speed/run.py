"""One run: a founded desk, the load, the reading, the table."""

from __future__ import annotations

import os
import pickle
import signal
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client

from config import processes
from config.database import EmbeddedPostgres, point_django_at
from evacuation.access import board, open_case, visible_cases
from evacuation.duty_board import Show, shown
from evacuation.models import Case
from evacuation.services.auditing import verify_audit
from evacuation.services.mailbox import sign_in
from evacuation.services.opening import open_request
from evacuation.services.tokens import Scope, make_token
from evacuation.services.triage import claim_case
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from tests.benchmarks.speed.serving import _free_port, _wait_for
from tests.benchmarks.vault_speed.operations import Recorded, replay
from tests.benchmarks.vault_speed.pairs import pairs
from tests.benchmarks.vault_speed.recording import recording
from tests.evacuation.desk import Desk, make_desk, unlock_client
from tests.evacuation.services.test_opening import REQUEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Say = Callable[[str], None]

CLIENTS = (1, 8, 64)
_ROUNDS = 9
_OURS, _FLOOR = "config.wsgi", "tests.benchmarks.vault_speed.floor"


def run(*, seconds: int, cases: int, flood: int, say: Say) -> None:
    """Print a table; raises RuntimeError where anything was lost.

    `flood`: how many requests of a crowd come before a real one, 0 for none.
    """
    with tempfile.TemporaryDirectory() as folder:
        # PostgreSQL runs as another user.
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "postgres") as server:
            url = _founded(server, Path(folder))
            say("founded")
            desk = make_desk(settings)
            rows = [*_reading(desk, cases, say)]
            recorded = Path(folder) / "recorded"
            recorded.write_bytes(pickle.dumps(_one_intake()))
            if flood:
                with _copied(url) as copy:
                    rows.append(_flooded(desk, copy, recorded, flood, say))
                    connections.close_all()
                point_django_at(url)
            rows += _intakes(url, recorded, seconds, say)
            if not verify_audit().good:
                raise RuntimeError("The audit does not hold.")
            connections.close_all()
    print("| | ours | floor | ours / floor |\n|---|---:|---:|---:|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def _founded(server: EmbeddedPostgres, folder: Path) -> str:
    server.ensure_databases("bench")
    url = server.url("bench")
    settings.WAYMARK_HEADS_FILE = str(folder / "audit-heads")
    point_django_at(url)
    for alias in connections:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    return url


def _one_intake() -> Recorded:
    """What one request asks of libsodium and PostgreSQL."""
    with recording() as found:
        _request()
    return found


def _request() -> str:
    receipt = make_receipt(new_key())
    open_request(actor="public", request=REQUEST, receipt=receipt)
    return receipt.shown()


# --- Coming in ---------------------------------------------------------------
def _intakes(url: str, recorded: Path, seconds: int, say: Say) -> Iterator[list[str]]:
    for clients in CLIENTS:
        before = Case.objects.count()
        with _served(_OURS, url, recorded) as server:
            ours = pairs(server, clients, seconds)
        kept = Case.objects.count() - before
        if ours.refused or kept < ours.received:
            raise RuntimeError(f"{clients} clients: {ours}, {kept} kept")
        say(f"{clients} clients: {ours}, {kept} kept")
        # The floor writes rows that no audit explains: into databases of its own.
        with _copied(url) as copy, _served(_FLOOR, copy, recorded) as server:
            floor = pairs(server, clients, seconds)
        yield [
            f"pairs a second, {clients} clients",
            f"{ours.per_second:.0f} (lost 0, p95 {ours.p95:.0f} ms)",
            f"{floor.per_second:.0f}",
            f"{ours.per_second / floor.per_second:.2f}",
        ]


def _flooded(desk: Desk, url: str, recorded: Path, wanted: int, say: Say) -> list[str]:
    """One real critical request behind a crowd from its own network, and opened."""
    point_django_at(url)
    Case.objects.all().delete()
    with _served(_OURS, url, recorded, WAYMARK_TRUSTED_PROXIES="1") as server:
        received = 0
        while received < wanted:
            crowd = pairs(server, 64, 15, danger="unknown", safe_now="yes")
            received += crowd.received
            say(f"{received} requests of a crowd, refused {crowd.refused}")
        pairs(server, 1, 1, danger="24h", safe_now="no")
    me = desk["coordinator_one"]
    began = time.perf_counter()
    found = shown(me, show=Show.OPEN)
    first = found.rows[0]
    story = open_case(me, first.case.pk).only("triage", "account")["story"]
    took = (time.perf_counter() - began) * 1000
    if first.case.level != "critical" or not story or found.crowd < wanted // 2:
        raise RuntimeError(f"Lost in the crowd: {first.case.level}, {found.crowd}")
    name = f"board and first case behind a crowd of {found.crowd:,}, ms"
    return [name, f"{took:.0f}", "", ""]


@contextmanager
def _copied(url: str) -> Iterator[str]:
    """The same databases once more, for a while."""
    server = _server_of(url)
    connections.close_all()
    with _maintenance(server) as cursor:
        for end in ("", "_shred"):
            cursor.execute(f"CREATE DATABASE floor{end} TEMPLATE bench{end}")
    try:
        yield server.replace("/postgres?", "/floor?")
    finally:
        with _maintenance(server) as cursor:
            for end in ("", "_shred"):
                cursor.execute(f"DROP DATABASE floor{end} WITH (FORCE)")


def _server_of(url: str) -> str:
    return url.replace("/bench?", "/postgres?")


@contextmanager
def _maintenance(url: str) -> Iterator[Any]:
    import psycopg2

    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


@contextmanager
def _served(application: str, url: str, recorded: Path, **more: str) -> Iterator[str]:
    """The service's own gunicorn configuration, before ours and before the floor."""
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "PORT": str(port),
        "WAYMARK_ORGANISATION_KEY": settings.WAYMARK_ORGANISATION_KEY,
        "WAYMARK_INTAKE_RECORDED": str(recorded),
        **more,
    }
    config = settings.BASE_DIR / "config" / "gunicorn_conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(config)]
    command += ["--log-level", "warning", application]
    process = processes.start(command, farewell=signal.SIGTERM, environment=environment)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        processes.stop(process, {signal.SIGTERM: 10.0, signal.SIGQUIT: 5.0})


# --- Reading -----------------------------------------------------------------
def _reading(desk: Desk, cases: int, say: Say) -> Iterator[list[str]]:
    receipts = [_request() for _ in range(cases)]
    say(f"{cases} cases")
    yield _beside("receipt sign-in, ms", lambda: sign_in(typed=receipts[0]))

    def read_board() -> None:
        me = desk["coordinator_one"]
        found = board(me, visible_cases(me))
        assert len([line for line in found.values() if line]) == cases

    yield _beside(f"board of {cases} cases, ms", read_board)
    yield from _by_http(desk, cases)


def _by_http(desk: Desk, cases: int) -> Iterator[list[str]]:
    """The board, and one step of the workflow, through the API."""
    me, case = desk["coordinator_one"], Case.objects.order_by("pk").first()
    assert case is not None
    case = claim_case(actor=me, case_id=case.pk, version=case.version)
    token = make_token(actor=me, scope=Scope.WORK_CASES, days=1)
    tool = Client(headers={"Authorization": f"Bearer {token}", "Host": "localhost"})
    seen = {"If-Match": f'"{case.version}"'}

    def read_board() -> None:
        assert len(tool.get("/api/v1/cases/").json()["cases"]) == cases

    def freeze() -> None:
        """Rolled back, so that it can be done again."""
        with transaction.atomic():
            answer = tool.post(
                f"/api/v1/cases/{case.pk}/steps/freeze/",
                {"text": "Invented suspicion."},
                content_type="application/json",
                headers=seen,
            )
            assert answer.status_code == 200, answer.content
            transaction.set_rollback(True)

    yield _beside(f"board of {cases} cases by API, ms", read_board)
    yield _beside("one step of the workflow by API, ms", freeze, rolled_back=True)
    yield from _by_pages(desk, case)


def _by_pages(desk: Desk, case: Case) -> Iterator[list[str]]:
    """The page of a case, and one step from its button to the page again."""
    browser, page = unlock_client(desk, "coordinator_one"), f"/cases/{case.pk}/"
    said = {"text": "Invented suspicion.", "version": case.version}

    def read() -> None:
        assert browser.get(page).status_code == 200

    def freeze() -> None:
        assert browser.post(f"{page}step/freeze/", said).status_code == 302
        read()

    def undone(run: Callable[[], None]) -> None:
        """So that it can be done again: a reading is recorded, too."""
        with transaction.atomic():
            run()
            transaction.set_rollback(True)

    yield _beside("page of a case, ms", lambda: undone(read), rolled_back=True)
    name = "one step and the page after it, ms"
    yield _beside(name, lambda: undone(freeze), rolled_back=True)


def _beside(
    name: str, ours: Callable[[], Any], *, rolled_back: bool = False
) -> list[str]:
    """Medians of ours and of the recorded operations and statements alone."""
    ours()
    with recording() as found:
        ours()

    def bare() -> None:
        replay(found.operations)
        with transaction.atomic() if rolled_back else nullcontext():
            for alias, sql, params in found.statements:
                if sql.split()[0] in {"SAVEPOINT", "RELEASE", "ROLLBACK"}:
                    continue
                with connections[alias].connection.cursor() as cursor:
                    cursor.execute(sql, params)
                    if cursor.description:
                        cursor.fetchall()
            if rolled_back:
                transaction.set_rollback(True)

    mine, floor = _median(ours), _median(bare)
    return [name, f"{mine:.1f}", f"{floor:.1f}", f"{mine / floor:.2f}"]


def _median(run: Callable[[], Any]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)
