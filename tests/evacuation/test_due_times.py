"""What a clock is about, in words."""

from __future__ import annotations

from evacuation.due_times import clock_words


def test_a_case_that_was_given_is_not_said_to_be_nobodys() -> None:
    assert str(clock_words("own", late=False)) == "Somebody owns it"
    assert str(clock_words("own", late=False, owned=True)) == "Its owner opens it"
    assert str(clock_words("check", late=False, owned=True)) == "Speak with them again"
