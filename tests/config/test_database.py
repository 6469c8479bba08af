from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
from django.conf import settings

from config.database import SOCKET_PATH_LIMIT, DatabaseInUseError, EmbeddedPostgres

OWNER = """
import sys, time
from pathlib import Path
from config.database import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
server.start()
print(server._process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder that is initialised and not running."""
    # Not pytest's own folder: root's tests start PostgreSQL as another user.
    folder = Path(tempfile.mkdtemp(prefix="waymark-test-"))
    with EmbeddedPostgres(folder / "data", durable=False):
        pass
    yield folder / "data"
    shutil.rmtree(folder)


def test_it_starts_stops_and_keeps_what_it_was_given(filled: Path) -> None:
    with EmbeddedPostgres(filled, durable=False) as server:
        server.ensure_databases("kept")
        server.ensure_databases("kept")
        assert server.running
    assert not server.running
    with EmbeddedPostgres(filled, durable=False) as again:
        assert "kept" in again.databases()


def test_it_listens_on_no_port_and_lets_nobody_else_in(filled: Path) -> None:
    with EmbeddedPostgres(filled, durable=False) as server:
        assert server._process is not None
        process = psutil.Process(server._process.pid)
        assert not process.net_connections(kind="inet")
        assert server.socket_folder.stat().st_mode & 0o077 == 0


def test_two_owners_never_clash(filled: Path) -> None:
    with EmbeddedPostgres(filled, durable=False) as first:
        with pytest.raises(DatabaseInUseError):
            EmbeddedPostgres(filled, durable=False).start()
        assert first.running
        psycopg2.connect(first.url("postgres")).close()


def test_a_long_path_gets_a_short_socket() -> None:
    server = EmbeddedPostgres(Path("/") / ("long" * 30) / "data")
    path = server.socket_folder / ".s.PGSQL.5432"
    assert len(os.fsencode(path)) <= SOCKET_PATH_LIMIT


def test_a_socket_folder_of_somebody_else_is_refused(filled: Path) -> None:
    theirs = Path(tempfile.mkdtemp())
    theirs.chmod(0o777)

    class Elsewhere(EmbeddedPostgres):
        @property
        def socket_folder(self) -> Path:
            return theirs

    with pytest.raises(RuntimeError, match="somebody else"):
        Elsewhere(filled, durable=False).start()
    theirs.rmdir()
    with EmbeddedPostgres(filled, durable=False):
        pass


@pytest.mark.proof
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for it")
def test_it_ends_with_an_owner_that_was_killed(filled: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(filled)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert owner.stdout is not None
    postgres = psutil.Process(int(owner.stdout.readline()))
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    _, alive = psutil.wait_procs([postgres], timeout=15)
    assert not alive


def test_a_server_left_behind_is_taken_down_before_the_next_start(
    filled: Path,
) -> None:
    left = EmbeddedPostgres(filled, durable=False)
    left.start()
    assert left._process is not None
    assert left._lock is not None
    left._lock.close()  # as if the owner had died where nothing ends its children
    with EmbeddedPostgres(filled, durable=False) as server:
        assert left._process.wait(timeout=15) is not None
        assert server.running


def test_a_start_that_fails_says_why_and_frees_the_folder(filled: Path) -> None:
    broken = EmbeddedPostgres(filled, durable=False)
    broken._settings = {"no_such_setting": "1"}
    began = time.monotonic()
    with pytest.raises(RuntimeError, match="no_such_setting"):
        broken.start()
    assert time.monotonic() - began < 10
    with EmbeddedPostgres(filled, durable=False) as server:
        assert server.running
