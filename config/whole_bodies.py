"""A body that was cut off on its way is refused, never taken for a shorter one.

The server hands over what came and then says that there is no more. Half a message
would be kept as a whole one, and a file without its end as the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import BadRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Environment = dict[str, Any]
    Application = Callable[[Environment, Any], Iterable[bytes]]


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


class CutOff(BadRequest):
    """Fewer bytes came than were announced."""


class WholeBody:
    """Reads as its stream does; raises CutOff where that one ends too early.

    Django asks for a size each time and for no byte beyond Content-Length.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        parts: list[bytes] = []
        missing = size
        while missing > 0:
            part = self._stream.read(missing)
            if not part:
                raise CutOff("The body was cut off")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def readline(self, size: int, /) -> bytes:
        line = self._stream.readline(size)
        if len(line) < size and not line.endswith(b"\n"):
            raise CutOff("The body was cut off")
        return line


def whole_bodies(application: Application) -> Application:
    """The application, reading its bodies through WholeBody."""

    def serve(environ: Environment, start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"])
        return application(environ, start_response)

    return serve
