from __future__ import annotations

from evacuation.services.writing import packed


def test_half_a_surrogate_pair_raises_no_error_that_would_hold_the_text() -> None:
    assert packed({"story": "a\ud800b"}) == b'{"story":"a?b"}'
