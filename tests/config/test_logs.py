from __future__ import annotations

import io
import logging
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, IntegrityError, connection
from django.test import Client

from config.logs import PlainFormatter
from tests.servers import StartServer

SEALED = "gAAAAABinvented-token_of-a-search=="


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service's handler writes, of our loggers and Django's."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PlainFormatter())
    loggers = [logging.getLogger(name) for name in ("waymark", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield written
    for logger in loggers:
        logger.removeHandler(handler)


def test_a_post_that_is_too_large_is_one_line(log: io.StringIO) -> None:
    try:
        raise RequestDataTooBig("Request body exceeded.")
    except RequestDataTooBig as error:
        name = f"django.security.{type(error).__name__}"
        logging.getLogger(name).exception(str(error))
    assert log.getvalue().strip().count("\n") == 0
    assert "RequestDataTooBig Request body exceeded." in log.getvalue()


def test_a_query_string_is_taken_out(log: io.StringIO) -> None:
    logging.getLogger("waymark").warning("Not Found: %s", "/providers/?q=Анна&city=Osh")
    assert "Анна" not in log.getvalue()
    assert "Osh" not in log.getvalue()
    assert "/providers/?…" in log.getvalue()


def test_a_sealed_search_is_taken_out(log: io.StringIO) -> None:
    logging.getLogger("waymark").warning("Not Found: %s", f"/found/{SEALED}/print/")
    assert log.getvalue().endswith("Not Found: /found/…\n")


def test_the_link_of_a_question_to_a_voucher_is_taken_out(log: io.StringIO) -> None:
    logging.getLogger("waymark").warning("Not Found: %s", f"/vouch/{SEALED}/")
    assert log.getvalue().endswith("Not Found: /vouch/…\n")


@pytest.mark.django_db
def test_a_request_for_a_sealed_search_is_named_by_its_view(
    log: io.StringIO, client: Client
) -> None:
    assert client.get(f"/found/{SEALED}/print/").status_code == 404
    assert "Not Found: directory:found_print" in log.getvalue()
    assert SEALED not in log.getvalue()


# In two parts: the traceback shows this file's lines.
VALUE = " ".join(["Secret", "Name"])


def _fail_twice() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE seen (name text UNIQUE)")
        cursor.execute("INSERT INTO seen VALUES (%s)", [VALUE])
        cursor.execute("INSERT INTO seen VALUES (%s)", [VALUE])


def _fail_to_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [VALUE])


@pytest.mark.django_db
def test_a_refused_row_is_logged_by_class_and_state_alone(log: io.StringIO) -> None:
    try:
        _fail_twice()
    except IntegrityError:
        logging.getLogger("waymark").exception("failed")
    assert "django.db.utils.IntegrityError: SQLSTATE 23505\n" in log.getvalue()
    assert "psycopg2.errors.UniqueViolation: SQLSTATE 23505\n" in log.getvalue()
    assert VALUE not in log.getvalue()
    assert "DETAIL" not in log.getvalue()


@pytest.mark.django_db
def test_the_excerpt_of_a_statement_is_not_logged(log: io.StringIO) -> None:
    logger = logging.getLogger("waymark")
    try:
        try:
            _fail_to_read()
        except DataError as error:
            logger.warning("refused: %s", error)
            logger.error(error)
            raise RuntimeError("no answer") from error
    except RuntimeError:
        logger.exception("failed")
    assert log.getvalue().count("SQLSTATE 22P02") == 4
    assert "RuntimeError: no answer" in log.getvalue()
    assert VALUE not in log.getvalue()
    assert "LINE 1" not in log.getvalue()


def _written(log: Path, last: str) -> str:
    """What the server wrote about requests; it does so after it has answered."""
    deadline = time.monotonic() + 10
    while last not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    # The address we listen on stands in the first lines.
    return log.read_text().partition("Booting")[2]


@pytest.mark.proof
def test_a_real_server_writes_no_address_no_query_and_no_sealed_search(
    start_gunicorn: StartServer, cloned_database: str, tmp_path: Path
) -> None:
    server = start_gunicorn(cloned_database, WAYMARK_ACCESS_LOG="true")
    for path in (f"/found/{SEALED}/", "/nowhere/?q=Osh"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(server.url + path)
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port or 0)) as raw:
        raw.sendall(b"GET /?q=Osh NOT-HTTP\r\n\r\n")
        assert b"400" in raw.recv(100)
    written = _written(tmp_path / "gunicorn-0.log", "GET /nowhere/ 404")
    assert "GET /found/… 404" in written
    assert "GET /nowhere/ 404" in written
    assert "WARNING gunicorn.error Invalid request\n" in written
    for secret in (SEALED, "Osh", "127.0.0.1"):
        assert secret not in written
