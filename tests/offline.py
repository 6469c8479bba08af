"""Refuses outgoing connections: nothing a test types may leave the machine.

An audit hook sees every socket of the process, whatever library opens it, and
cannot be taken out again. Unix sockets and the loopback stay open.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

_installed = False


class OutgoingConnectionRefusedError(RuntimeError):
    """A test tried to reach something beyond this machine."""


def install() -> None:
    """Refuse from now on, until this process ends. Calling it again changes nothing."""
    global _installed
    if not _installed:
        sys.addaudithook(_refuse_outgoing)
        _installed = True


def _refuse_outgoing(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        address = (arguments[0],)
    else:
        return
    if isinstance(address, tuple) and not _is_loopback(address[0]):
        raise OutgoingConnectionRefusedError(f"{event} to {address[0]!r}")


def _is_loopback(host: object) -> bool:
    if host is None or host in {"", "localhost", b"localhost"}:
        return True
    text = host.decode() if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False
