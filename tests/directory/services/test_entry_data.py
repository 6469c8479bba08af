"""An entry read back in the shape that services take."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from pytest_django import DjangoAssertNumQueries

from directory.models import Provider
from directory.services.entry import (
    NESTED,
    ContactData,
    FriendlinessData,
    HoursData,
    LanguageData,
    NameData,
    OfficeData,
    PracticeData,
    ProviderData,
)
from directory.services.entry_data import PARTS, data_of
from directory.services.providers import create_provider
from tests.cast import TBILISI, Cast

pytestmark = pytest.mark.django_db
PLAIN = ProviderData(kind="law_firm", display_name="Invented Bureau", home_country="GE")
WHOLE = replace(
    PLAIN,
    known_refusals="does not take drunk driving",
    capabilities=("court",),
    payers=("client",),
    countries=("AM", "GE"),
    regions=("GE-TB",),
    cities=(TBILISI,),
    names=(NameData("Another Name", shared=2),),
    practices=(PracticeData(area="labour", service_level="strategic"),),
    languages=(LanguageData("ka"),),
    friendliness=(FriendlinessData("trans", 2, "Invented School", date(2025, 1, 2)),),
    hours=(HoursData(1, time(9), time(18)),),
    offices=(
        OfficeData(place=TBILISI, label="Main"),
        OfficeData(place=TBILISI, label="Second", shared=2),
    ),
    contacts=(
        ContactData(kind="phone", value="+995 32 000 1", office=1),
        ContactData(kind="email", value="desk@aid.example", shared=0),
    ),
)


def test_what_is_read_back_is_what_was_written(cast: Cast, places: None) -> None:
    organisation = str(create_provider(actor=cast.editor, data=PLAIN).pk)
    data = replace(WHOLE, display_name="Invented Desk", organisation=organisation)
    assert all(getattr(data, name) for name in NESTED)
    provider = create_provider(actor=cast.editor, data=data)
    assert data_of(Provider.objects.get(pk=provider.pk)) == data


def test_entries_fetched_with_their_parts_ask_the_database_nothing(
    cast: Cast, places: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    create_provider(actor=cast.editor, data=WHOLE)
    (provider,) = Provider.objects.prefetch_related(*PARTS)
    with django_assert_num_queries(0):
        assert data_of(provider) == WHOLE
