"""One key for one name, in whatever script and spelling it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.search.folding import (
    compact,
    fold,
    index_tokens,
    script_of,
    sound,
    strip_legal_forms,
    tokens,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Нур-Султан", "Нурсултан"),
        ("თბილისი", "Tbilisi"),
        ("ԵՐԵՎԱՆ", "Երևան"),
        ("Երեւան", "Yerevan"[1:]),
        ("Ուրարտու", "Urartu"),
        ("Որոտան", "Vorotan"),
        ("Toshkent", "ТОШКЕНТ"),
        ("Oʻzbekiston", "O'zbekiston"),
        ("Gʻijduvon", "G‘ijduvon"),
        ("Gəncə", "Ganca"),
        ("Iğdır", "IGDIR"),
        ("Чернівці", "Chernivtsi"),
        ("Кам'янець", "Кам’янець"),
        ("Chișinău", "Chisinau"),
        ("\u200bКиїв\u202e", "Київ"),
        ("Ｋｙｉｖ", "Kyiv"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    "text",
    [
        "ООО «Ромашка»",
        "О.О.О. Ромашка",
        "Ромашка, ТОО",
        "ГО Ромашка",
        "Romashka LLC",
        "Romashka d.o.o.",
        "Общественное объединение «Ромашка»",
        "შპს Ромашка",
        "Ромашка ՍՊԸ",
        "Romashka MMC",
        "İB Romashka",
    ],
)
def test_a_legal_form_is_no_part_of_the_key(text: str) -> None:
    assert fold(text) == "romashka"


@pytest.mark.parametrize("text", ["ГО", "LLC Ltd", "ООО «ОО»"])
def test_a_name_that_is_only_legal_forms_keeps_a_key(text: str) -> None:
    assert fold(text)


def test_initials_are_not_taken_for_a_legal_form() -> None:
    assert fold("А. С. Дрозд") == "a s drozd"


def test_stripping_legal_forms_keeps_the_script() -> None:
    assert strip_legal_forms("შპს „მწვანე მუხა“") == "მწვანე მუხა"


def test_a_place_is_one_key_in_one_word_or_two() -> None:
    spellings = ["Ивано-Франковск", "Ivano Frankovsk", "Ivanofrankovsk"]
    assert len({compact(spelling) for spelling in spellings}) == 1


def test_a_part_of_a_hyphenated_name_is_indexed_but_not_asked_for() -> None:
    assert tokens("Дуб-Соловей") == ["dubsolovey"]
    assert index_tokens("Дуб-Соловей") == ["dubsolovey", "dub", "solovey"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Худжанд", "Xujand"),
        ("Хмельницкий", "Hmelnitskyj"),
        ("Щукин", "Schukin"),
        ("Ҷамшед", "Джамшед"),
        ("Жылдыз", "Jyldyz"),
        ("Ёлкин", "Elkin"),
        ("Қарағанды", "Караганды"),
        ("Qəbələ", "Габала"),
        ("Быхаў", "Быхав"),
        ("Anna", "Ana"),
    ],
)
def test_what_sounds_alike_has_one_sound(one: str, other: str) -> None:
    assert sound(fold(one)) == sound(fold(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Минск", "Омск"), ("Ош", "Уш"), ("Гори", "Поти"), ("Мария", "Марина")],
)
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    assert sound(fold(one)) != sound(fold(other))


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Tbilisi", "Latin"),
        ("Київ", "Cyrillic"),
        ("თბილისი", "Georgian"),
        ("Երևան", "Armenian"),
        ("ايران", "Arabic"),
        ("12 — 3", ""),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


NAMES = st.lists(
    st.sampled_from(
        [
            "ООО",
            "llc",
            "ГО",
            "public",
            "association",
            ",",
            "«",
            "L.L.C.",
            "-",
            "х",
            "а.б.",
            "ngo",
            "սպը",
            "Երևան",
            "Дуб-Лев",
        ]
    ),
    max_size=8,
).map(" ".join)


@given(st.one_of(st.text(), NAMES))
def test_folding_a_key_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.one_of(st.text(), NAMES))
def test_a_key_is_plain_words_whatever_was_typed(text: str) -> None:
    key = fold(text)
    assert key.replace(" ", "").isalnum() or key == ""
    assert key.isascii()
    assert key == key.lower() == " ".join(key.split())
    strip_legal_forms(text)
    script_of(text)


@given(st.text())
def test_a_key_never_sounds_like_nothing(text: str) -> None:
    assert bool(sound(compact(text))) == bool(compact(text))
