"""What somebody with the database can do to bytes they cannot read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def tampered(data: bytes) -> Iterator[bytes]:
    """Cut, lengthened, and every region with one bit turned: about a hundred forms."""
    step = max(1, len(data) // 80)
    for at in {*range(0, len(data), step), *range(min(30, len(data))), len(data) - 1}:
        yield data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]
        yield data[:at] + bytes([data[at] ^ 0x80]) + data[at + 1 :]
    for length in {0, 1, 24, 25, 40, 41, len(data) // 2, len(data) - 1}:
        if length < len(data):
            yield data[:length]
    yield data + b"\0"
    yield b"\0" + data


def refused(opened: Callable[[], object]) -> None:
    """It raises CannotOpen, which carries nothing of what failed."""
    with pytest.raises(CannotOpen) as caught:
        opened()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert caught.value.args == ("cannot open",)


def refuses_tampering(sealed: bytes, opened: Callable[[bytes], object]) -> None:
    """It opens as it is, and in no other form."""
    opened(sealed)
    for form in tampered(sealed):
        refused(lambda form=form: opened(form))  # type: ignore[misc]
