"""One contact has one form, however it is typed; what proves nothing has none."""

from __future__ import annotations

import pytest

from evacuation.contact_forms import comparable
from evacuation.vault.marks import duplicate_mark
from evacuation.vault.sealing import new_key


@pytest.mark.parametrize(
    "typed",
    [
        "+49 170 1234567",
        "0049-170/123.45.67",
        "+49 (0)170 1234567",
        "４９ １７０ １２３４５６７",
        "\u202a+49\u00a0170\u20111234567\u202c",
        "https://wa.me/491701234567?text=hello",
        "https://signal.me/#p/+491701234567",
        "+٤٩١٧٠١٢٣٤٥٦٧",
    ],
)
@pytest.mark.parametrize("channel", ["phone", "signal", "person"])
def test_a_number_is_its_digits_whatever_the_channel(channel: str, typed: str) -> None:
    assert comparable(channel, typed) == ("phone", "491701234567")


@pytest.mark.parametrize(
    "typed", ["@Invented_Heron", "invented_heron", "https://t.me/Invented_Heron/"]
)
def test_a_name_is_one_of_its_channel(typed: str) -> None:
    assert comparable("telegram", typed) == ("telegram", "invented_heron")
    assert comparable("signal", typed) == ("signal", "invented_heron")


def test_a_mail_address_is_the_same_whatever_the_channel() -> None:
    found = {
        comparable(channel, typed)
        for channel in ("email", "proton", "other")
        for typed in ("Heron.One@Example.org", " heron.one@example.org")
    }
    assert found == {("mail", "herononeexampleorg")}


@pytest.mark.parametrize(
    ("channel", "typed"),
    [
        ("person", "my sister"),
        ("other", "the café at noon"),
        ("telegram", "no"),
        ("telegram", "@"),
        ("signal", "-"),
        ("phone", ""),
        ("phone", "112"),
    ],
)
def test_words_and_scraps_prove_nothing(channel: str, typed: str) -> None:
    assert comparable(channel, typed) is None


def test_different_numbers_and_names_differ() -> None:
    key = new_key()
    contacts = [
        comparable("phone", "+49 170 1234567"),
        comparable("phone", "+49 170 1234568"),
        comparable("telegram", "invented_heron"),
        comparable("telegram", "inventedheron"),
        comparable("signal", "invented_heron"),
        comparable("matrix", "@heron:example.org"),
    ]
    marks = {duplicate_mark(key, *one).reveal() for one in contacts if one}
    assert len(marks) == len(contacts)
