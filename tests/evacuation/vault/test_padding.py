"""A length says nothing of what was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evacuation.vault.padding import (
    BUCKETS,
    LONGEST,
    TooLong,
    bucket_of,
    pad,
    padme,
    unpad,
)
from tests.evacuation.vault.tampering import refused


@given(st.binary(max_size=511))
@settings(max_examples=60)
def test_whatever_was_written_has_one_size_and_comes_back(plain: bytes) -> None:
    padded = pad(plain, 512)
    assert len(padded) == 512
    assert unpad(padded, 512) == plain


@pytest.mark.parametrize("size", [64, 256, 512, 2048, *BUCKETS])
def test_the_last_byte_is_kept_for_the_mark(size: int) -> None:
    assert len(pad(bytes(size - 1), size)) == size
    for length in (size, size + 1):
        with pytest.raises(TooLong):
            pad(bytes(length), size)


def test_the_smallest_bucket_is_taken() -> None:
    sizes = [bucket_of(n) for n in (0, 1023, 1024, 4095, 4096, 16384, LONGEST)]
    assert sizes == [1024, 1024, 4096, 4096, 16384, 65536, 65536]
    with pytest.raises(TooLong):
        bucket_of(LONGEST + 1)


def test_what_was_not_padded_is_refused() -> None:
    for wrong in (b"", bytes(64), b"x" * 64, pad(b"x", 64)[:-1], pad(b"x", 128)):
        refused(lambda wrong=wrong: unpad(wrong, 64))  # type: ignore[misc]
    refused(lambda: unpad(b"", 0))


@given(st.integers(min_value=0, max_value=2**40))
@settings(max_examples=200)
def test_a_file_grows_by_at_most_12_percent(length: int) -> None:
    assert length <= padme(length) <= length * 1.12
    assert padme(padme(length)) == padme(length)


def test_files_of_many_lengths_have_few_sizes() -> None:
    assert len({padme(n) for n in range(1_000_000, 1_100_000)}) < 10
    # The paper's example: of 9 bytes 10 are made, of 10 MB no more than 2^19 apart.
    assert [padme(n) for n in (0, 1, 2, 9, 17, 1025)] == [0, 1, 2, 10, 18, 1088]
