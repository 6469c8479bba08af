"""A file opens whole, in order, as the file it was; or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from nacl import bindings

from evacuation.vault.encoding import Label, encode
from evacuation.vault.files import CHUNK, open_file, seal_file
from evacuation.vault.padding import padme
from tests.evacuation.vault.people import OTHER_ROW, ROW, key
from tests.evacuation.vault.tampering import refused, refuses_tampering

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = key("file")
CHUNK_ADDS = 17
START = 1 + 24
WHOLE = CHUNK + CHUNK_ADDS


def sealed(plain: bytes) -> bytes:
    return b"".join(seal_file(KEY, ROW, [plain]))


def opened(data: bytes, length: int) -> bytes:
    return b"".join(open_file(KEY, ROW, [data], length))


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize(
    "length", [0, 1, 9, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200_000]
)
def test_a_file_comes_back_and_its_size_is_that_of_its_padding(length: int) -> None:
    plain = (b"0123456789" * (length // 10 + 1))[:length]
    data = b"".join(seal_file(KEY, ROW, pieces(plain, 1000)))
    chunks = max(1, -(-padme(length) // CHUNK))
    assert len(data) == START + padme(length) + chunks * CHUNK_ADDS
    assert b"".join(open_file(KEY, ROW, pieces(data, 777), length)) == plain


def test_a_short_file_refuses_every_change() -> None:
    data = sealed(b"scan of a passport")
    refuses_tampering(data, lambda changed: opened(changed, 18))


def test_chunks_are_not_cut_off_doubled_or_exchanged() -> None:
    data = sealed(bytes(3 * CHUNK))
    start, one, two, three = (
        data[:START],
        data[START : START + WHOLE],
        data[START + WHOLE : START + 2 * WHOLE],
        data[START + 2 * WHOLE :],
    )
    assert opened(start + one + two + three, 3 * CHUNK) == bytes(3 * CHUNK)
    for changed in (
        start + one + two,
        start + one,
        start,
        b"",
        start + two + one + three,
        start + one + one + two + three,
        start + one + three,
        data + three,
        data + b"\0",
        data + one,
    ):
        refused(lambda changed=changed: opened(changed, 3 * CHUNK))  # type: ignore[misc]
        # Cut off with its length put right in the record: still no FINAL.
        refused(lambda changed=changed: opened(changed, 0))  # type: ignore[misc]


def test_a_stream_without_final_or_with_more_behind_it_is_refused() -> None:
    message, final = (
        bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
        bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    )
    assert opened(pushed(message, final), 4) == bytes(4)
    refused(lambda: opened(pushed(message, message), 4))
    refused(lambda: opened(pushed(final, final), 4))


def pushed(*tags: int) -> bytes:
    """A stream by somebody who has the key and another program."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(
        state, KEY.reveal()
    )
    made = b"\1" + header
    for number, tag in enumerate(tags):
        made += bindings.crypto_secretstream_xchacha20poly1305_push(
            state, bytes(CHUNK), encode(Label.FILE, 1, ROW, number), tag
        )
    return made


def test_another_key_file_or_length_does_not_open() -> None:
    data = sealed(b"scan")
    refused(lambda: list(open_file(key("other"), ROW, [data], 4)))
    refused(lambda: list(open_file(KEY, OTHER_ROW, [data], 4)))
    refused(lambda: opened(data, 5))
