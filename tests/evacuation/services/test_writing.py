from __future__ import annotations

import json

from evacuation.services.writing import packed


def test_half_a_surrogate_pair_raises_no_error_that_would_hold_the_text() -> None:
    assert packed({"story": "a\ud800b"}) == b'{"story":"a?b"}'


def test_no_sign_that_nobody_sees_turns_a_sum_around() -> None:
    said = {"plan": "pay \u202e0001\u202c\a", "lines": [{"payee": "A\u2066b\x9b"}]}
    assert packed(said) == b'{"plan":"pay 0001","lines":[{"payee":"Ab"}]}'


def test_lines_and_signs_that_words_are_written_with_stay() -> None:
    said = "one\n\ttwo \u200f\u0645\u06cc\u200c\u0631\u0648\u0645"
    assert json.loads(packed({"plan": said})) == {"plan": said}
