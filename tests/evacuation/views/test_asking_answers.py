"""What the answer says: of whom it speaks, and who else can be asked."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.models.choices import ChannelKind, Level
from directory.services.entry import ContactData
from tests.cast import ProviderFactory
from tests.evacuation.desk import Desk
from tests.evacuation.views.test_asking import asked

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def test_who_answers_at_once_stands_apart_from_who_answers_letters(
    browser: Client, desk: Desk, provider_factory: ProviderFactory
) -> None:
    provider_factory(
        display_name="გამოგონილი ყანჩა",
        latin_name="Invented Letter House",
        available_24_7=True,
        say_first="Say: a word for those who refer",
        contacts=(ContactData(ChannelKind.EMAIL, "heron@example.org", Level.PUBLIC),),
    )
    provider_factory(
        display_name="Invented Night Line",
        available_24_7=True,
        contacts=(
            ContactData(ChannelKind.PHONE, "+995322000000", Level.PUBLIC),
            ContactData(
                ChannelKind.SIGNAL, "+995322000001", Level.PUBLIC, available_24_7=True
            ),
        ),
    )
    text = asked(browser).content.decode()
    at_once, letters = text.split("By e-mail alone")
    assert "+995322000001" in at_once
    assert "<bdi>Invented Letter House</bdi></strong> (<bdi>გამოგონილი ყანჩა" in letters
    assert "heron@example.org" in letters
    assert "Invented Night Line" not in letters
    for silent in ("+995322000000", "Say: a word"):
        assert silent not in text


def test_the_answer_speaks_of_the_person_in_danger(browser: Client, desk: Desk) -> None:
    own = asked(browser).content.decode()
    others = asked(browser, asking="agreed").content.decode()
    assert "would not look for you, go now" in own
    assert "they should go now" in others
    assert "would not look for you, go now" not in others
    assert "dashes" not in own


def test_questions_that_come_back_speak_of_the_person_in_danger(
    browser: Client, desk: Desk
) -> None:
    text = asked(browser, asking="unaware", country="").content.decode()
    assert "In which country are they now?" in text
    assert "Are they safe right now?" in text
    assert "you are now" not in text
