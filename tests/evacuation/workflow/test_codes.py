"""Codes are stored: each is told apart, and said to people in words."""

from __future__ import annotations

import pytest

from evacuation.workflow import (
    checked,
    consent,
    dangers,
    deadlines,
    decision,
    followed,
    guards,
    money,
    reasons,
    retention,
    verification,
)
from evacuation.workflow.codes import Coded
from evacuation.workflow.decision import Answer, Criterion, complete
from evacuation.workflow.movement import (
    check_ins,
    contexts,
    devices,
    findings,
    going,
    health,
    houses,
    legs,
    papers,
    returning,
)

MODULES = (
    check_ins,
    checked,
    consent,
    contexts,
    dangers,
    deadlines,
    decision,
    devices,
    findings,
    followed,
    going,
    guards,
    health,
    houses,
    legs,
    money,
    papers,
    reasons,
    retention,
    returning,
    verification,
)
LISTS = list(
    dict.fromkeys(
        found
        for module in MODULES
        for found in vars(module).values()
        if isinstance(found, type) and issubclass(found, Coded) and found is not Coded
    )
)


def test_every_list_of_codes_is_looked_at() -> None:
    made = {
        codes
        for codes in Coded.__subclasses__()
        if codes.__module__.startswith("evacuation.workflow.")
    }
    assert made == set(LISTS)


@pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.__name__)
def test_every_code_has_words_of_its_own(codes: type[Coded]) -> None:
    words = [str(one.label) for one in codes]
    assert all(words)
    assert len(set(words)) == len(words)
    assert codes.choices() == [(one.value, one.label) for one in codes]


@pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.__name__)
def test_a_code_is_its_plain_text_and_fits_a_column(codes: type[Coded]) -> None:
    for one in codes:
        assert codes(one.value) is one
        assert {one.value: 1}[one] == 1
        assert str(one) == f"{one}" == one.value
        assert 0 < len(one.value) <= 40


def test_nobody_reads_that_they_were_not_believed() -> None:
    said = [str(one.label).casefold() for one in reasons.Declining]
    assert not [words for words in said if "credib" in words or "believ" in words]


def test_criteria_are_complete_when_each_has_an_answer_of_the_list() -> None:
    answered = {str(one): str(Answer.UNCLEAR) for one in Criterion}
    assert complete(answered)
    assert not complete({})
    assert not complete({**answered, "C1": "perhaps"})
    assert not complete({**answered, "C13": "yes"})
    assert not complete({code: said for code, said in answered.items() if code != "C7"})
