"""Two writings of one person's name have the same tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.search.folding import (
    fold,
    given_name_class,
    is_patronymic,
    name_tokens,
)
from directory.search.given_names import CLASSES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Олександр", "Aliaksandr"),
        ("Сергій", "Sergey"),
        ("Микола", "Николай"),
        ("Олена", "Elena"),
        ("Дмитро", "Dmitriy"),
        ("Ганна", "Анна"),
        ("Уладзімір", "Volodymyr"),
    ],
)
def test_equivalent_given_names_share_a_class(one: str, other: str) -> None:
    assert given_name_class(fold(one)) == given_name_class(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Юрий", "Георгий"), ("Оксана", "Ксения"), ("Мария", "Марина")],
)
def test_different_given_names_stay_apart(one: str, other: str) -> None:
    assert given_name_class(fold(one)) != given_name_class(fold(other))


def test_there_are_at_least_eighty_classes() -> None:
    assert len(CLASSES.strip().splitlines()) >= 80


@pytest.mark.parametrize(
    "text",
    [
        "Дроздова Мария Ивановна",
        "Марія Дроздова",
        "Maria Drozdova",
        "Drozdova, Mariya Ivanovna",
    ],
)
def test_order_script_and_patronymic_do_not_matter(text: str) -> None:
    assert name_tokens(text) == {"drozdova", "mariya"}


def test_words_that_make_a_patronymic_go_with_the_fathers_name() -> None:
    assert name_tokens("Qartalov Rəşad Ulduz oğlu") == name_tokens("Rəşad Qartalov")


def test_a_surname_like_a_patronymic_is_kept_in_a_name_of_two_words() -> None:
    assert is_patronymic("buslovich")
    assert "buslovich" in name_tokens("Ирина Буслович")


@given(st.lists(st.text(alphabet="абвгдеоиюя", min_size=1), max_size=6))
def test_the_order_of_words_never_matters(words: list[str]) -> None:
    assert name_tokens(" ".join(words)) == name_tokens(" ".join(reversed(words)))
