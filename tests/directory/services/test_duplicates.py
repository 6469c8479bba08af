"""Warned of what is here already, and told nothing one may not see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from directory.models.choices import Level
from directory.services.duplicates import Duplicate, find_duplicates
from directory.services.entry import ContactData, NameData, OfficeData, ProviderData
from directory.viewer import PUBLIC_VIEWER, viewer_for
from tests.cast import BATUMI, TBILISI, Cast, ProviderFactory

NEW = ProviderData(
    kind="ngo_legal_service",
    display_name="Тихая гавань",
    home_country="GE",
    offices=(OfficeData(place=TBILISI),),
)
PHONE = ContactData("phone", "+995 32 220 00 01", shared=Level.MONITORS)


def found(cast: Cast, data: ProviderData, who: str = "editor") -> list[Duplicate]:
    return find_duplicates(viewer=viewer_for(getattr(cast, who)), data=data)


def test_a_name_in_another_script_is_the_same_name(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    known = provider_factory(display_name="Tikhaya Gavan LLC")
    (twin,) = found(cast, NEW)
    assert (twin.provider_id, twin.score) == (known.pk, 60)
    assert twin.reasons == ("name", "city")


def test_a_person_is_known_by_the_words_of_their_name_in_any_order(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Выдуманная Олександра Петрівна")
    twins = found(cast, replace(NEW, display_name="Александра Выдуманная"))
    assert [twin.reasons[0] for twin in twins] == ["name"]


def test_a_phone_written_otherwise_and_half_a_name_are_enough_together(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider_factory(
        display_name="Гавань", contacts=(PHONE,), offices=(OfficeData(place=BATUMI),)
    )
    asked = replace(NEW, contacts=(replace(PHONE, value="(032) 2200001"),))
    (twin,) = found(cast, asked)
    assert (twin.score, twin.reasons) == (65, ("name_alike", "phone"))
    assert found(cast, NEW) == []


def test_a_draft_is_told_to_who_keeps_its_country_and_to_nobody_else(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Тихая гавань", listed=False)
    assert len(found(cast, NEW)) == 1
    for who in ("monitor", "coordinator", "partner", "stranger", "superuser"):
        assert found(cast, NEW, who) == []
    assert find_duplicates(viewer=PUBLIC_VIEWER, data=NEW) == []


def test_a_hidden_entry_phone_or_name_answers_no_question(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider_factory(
        display_name="Совсем другое имя",
        level=Level.PUBLIC,
        contacts=(PHONE,),
        names=(NameData("Тихая гавань", shared=Level.MONITORS),),
    )
    provider_factory(display_name="Тихая гавань", level=Level.COORDINATORS)
    asked = replace(NEW, contacts=(PHONE,))
    assert len(found(cast, asked)) == 2
    assert len(found(cast, asked, "monitor")) == 1
    for who in ("partner", "other_monitor", "stranger"):
        assert found(cast, asked, who) == []


def test_a_relay_contact_betrays_itself_to_nobody(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    relay = replace(PHONE, shared=Level.RELAY)
    provider_factory(display_name="Гавань", contacts=(relay,))
    (twin,) = found(cast, replace(NEW, display_name="Гавань", contacts=(PHONE,)))
    assert "phone" not in twin.reasons


def test_the_entry_that_is_being_changed_is_not_its_own_duplicate(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    known = provider_factory(display_name="Тихая гавань")
    viewer = viewer_for(cast.editor)
    assert find_duplicates(viewer=viewer, data=NEW, exclude=known.pk) == []


@pytest.mark.parametrize("name", ["", "ООО", "«»"])
def test_a_name_of_nothing_is_like_nothing(
    cast: Cast, provider_factory: ProviderFactory, name: str
) -> None:
    provider_factory(display_name="Тихая гавань")
    assert found(cast, replace(NEW, display_name=name)) == []
