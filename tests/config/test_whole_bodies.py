"""A body that was cut off on its way is refused, by a real server too."""

from __future__ import annotations

import io
import socket
from urllib.parse import urlsplit

import psycopg2
import pytest

from config.whole_bodies import CutOff, WholeBody
from tests.config.test_unread import DOORS, FORM, NOT_ARRIVED
from tests.servers import Server


def test_what_came_whole_is_read_as_it_is() -> None:
    body = WholeBody(io.BytesIO(b"one\ntwo"))
    assert body.readline(7) == b"one\n"
    assert body.read(3) == b"two"
    assert body.read(0) == b""


def test_what_ends_too_early_is_refused_however_it_is_read() -> None:
    with pytest.raises(CutOff):
        WholeBody(io.BytesIO(b"one")).read(4)
    with pytest.raises(CutOff):
        WholeBody(io.BytesIO(b"one")).readline(4)


def _cut_off(server: Server, path: str, kind: str, body: bytes) -> bytes:
    """The answer to a body of which the end never comes: our side is half closed."""
    address = urlsplit(server.url)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body) + 400}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port or 0)) as raw:
        raw.sendall(head.encode() + body)
        raw.shutdown(socket.SHUT_WR)
        parts = iter(lambda: raw.recv(65536), b"")
        return b"".join(parts)


@pytest.mark.proof
def test_a_real_server_takes_no_part_for_the_whole(live_gunicorn: Server) -> None:
    parts = (
        b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nHalf a wo',
        b'--b\r\nContent-Disposition: form-data; name="start"\r\n\r\n1\r\n--b--\r\n',
    )
    for path in DOORS:
        for part in parts:
            kind = "multipart/form-data; boundary=b"
            assert b" 400 " in _cut_off(live_gunicorn, path, kind, part)[:20]
        answer = _cut_off(live_gunicorn, path, FORM, b"start=1&text=Half a wo")
        assert b" 400 " in answer[:20]
        assert b"Set-Cookie" not in answer
    answer = _cut_off(live_gunicorn, "/help/", FORM, b"start=1")
    assert NOT_ARRIVED.encode() in answer
    with psycopg2.connect(live_gunicorn.database_url) as found:
        cursor = found.cursor()
        cursor.execute("SELECT count(*) FROM evacuation_case")
        assert cursor.fetchone() == (0,)
    found.close()


@pytest.mark.proof
def test_a_real_server_tells_a_program_of_a_body_cut_off(
    live_gunicorn: Server,
) -> None:
    # White space may follow a JSON text: what came is a whole one by itself.
    path, said = "/api/v1/places/search/", b'{"q": "Osh"}'
    answer = _cut_off(live_gunicorn, path, "application/json", said)
    assert b" 400 " in answer[:20]
    assert b"application/problem+json" in answer
