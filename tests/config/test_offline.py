from __future__ import annotations

import socket
import urllib.request

import pytest

from tests.offline import OutgoingConnectionRefusedError
from tests.servers import Server


@pytest.mark.parametrize("address", ["192.0.2.1", "198.51.100.1", "203.0.113.1"])
def test_a_connection_beyond_this_machine_is_refused(address: str) -> None:
    with socket.socket() as outgoing, pytest.raises(OutgoingConnectionRefusedError):
        outgoing.connect((address, 443))


def test_a_connection_over_ipv6_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET6) as outgoing,
        pytest.raises(OutgoingConnectionRefusedError),
    ):
        outgoing.connect(("2001:db8::1", 443))


def test_a_datagram_beyond_this_machine_is_refused() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outgoing,
        pytest.raises(OutgoingConnectionRefusedError),
    ):
        outgoing.sendto(b"name?", ("192.0.2.53", 53))


def test_a_name_is_not_even_looked_up() -> None:
    with pytest.raises(OutgoingConnectionRefusedError):
        socket.getaddrinfo("places.example.org", 443)


def test_a_library_cannot_get_past_it() -> None:
    with pytest.raises(OutgoingConnectionRefusedError):
        urllib.request.urlopen("http://192.0.2.1/")


def test_the_loopback_stays_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.proof
def test_a_real_server_answers_on_a_database_of_its_own(live_gunicorn: Server) -> None:
    with urllib.request.urlopen(f"{live_gunicorn.url}/accounts/login/") as answer:
        assert answer.status == 200
    assert "clone_" in live_gunicorn.database_url
