"""Whether somebody said the agreed words, and no one word too many hides them."""

from __future__ import annotations

import pytest

from evacuation.journeys.phrases import compared, compared_at_ends, phrase_fault
from evacuation.workflow.movement.check_ins import Heard

THEIRS, DURESS = "The beans are up", "The beans are wet"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("The beans are up! I call tomorrow", Heard.PHRASE),
        ("I call tomorrow. the BEANS are up", Heard.PHRASE),
        ("the beans\nare up.I call", Heard.PHRASE),
        ("The beans are up.", Heard.PHRASE),
        ("The beans are wet, all is well", Heard.DURESS),
        ("The beans are up. I mean: the beans are wet", Heard.DURESS),
        ("The beans are wet. The beans are up", Heard.DURESS),
        ("The beans are upset", Heard.WRONG),
        ("Bathe beans are up", Heard.WRONG),
        ("I say the beans are up tomorrow", Heard.WRONG),
        ("The beans", Heard.WRONG),
        ("", Heard.WRONG),
    ],
)
def test_the_phrase_counts_where_the_text_begins_or_ends(
    text: str, heard: Heard
) -> None:
    assert compared_at_ends(text, theirs=THEIRS, duress=DURESS) == heard


@pytest.mark.parametrize("duress", ["the beans", "are up"])
def test_of_two_phrases_at_one_end_the_longer_one_was_meant(duress: str) -> None:
    assert compared_at_ends(THEIRS, theirs=THEIRS, duress=duress) == Heard.PHRASE
    longer = f"{duress} there"
    assert compared_at_ends(longer, theirs=duress, duress=longer) == Heard.DURESS


def test_signs_inside_a_word_end_none() -> None:
    assert compared_at_ends("I can't come", theirs="I can", duress="") == Heard.WRONG
    assert compared_at_ends("I cant", theirs="I can't", duress="") == Heard.PHRASE


@pytest.mark.parametrize("text", ["", "anything", "!"])
def test_where_nothing_is_agreed_nothing_fits(text: str) -> None:
    assert compared_at_ends(text, theirs="", duress="!") == Heard.WRONG
    assert compared(text, theirs="", duress="!") == Heard.WRONG


def test_a_host_passes_on_the_words_and_nothing_else() -> None:
    assert compared(" the BEANS, are up", theirs=THEIRS, duress=DURESS) == Heard.PHRASE
    said = "They did not say the beans are up"
    assert compared(said, theirs=THEIRS, duress=DURESS) == Heard.WRONG


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, None),
        ({"ours": "🐦🐦"}, "ours"),
        ({"theirs": "🐦"}, "theirs"),
        ({"duress": "..."}, "duress"),
        ({"theirs": "the heron", "duress": "The, Heron!"}, "duress"),
        ({"ours": "It came", "theirs": "it came."}, "theirs"),
        ({"ours": "It came", "duress": "IT-CAME"}, "duress"),
        ({"ours": "ж" * 200, "theirs": "б" * 200}, "ours"),
        ({"ours": "ж" * 130, "theirs": "б" * 130}, None),
    ],
    ids=str,
)
def test_phrases_are_told_from_silence_and_from_each_other(
    said: dict[str, str], field: str | None
) -> None:
    usual = {"ours": "How is the bird?", "theirs": "It sings.", "duress": "It flew."}
    fault = phrase_fault({**usual, **said})
    assert (fault[0] if fault else None) == field
