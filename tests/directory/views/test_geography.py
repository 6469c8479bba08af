from __future__ import annotations

import pytest
from django.utils import translation

from directory.models import PlaceName, Region
from directory.views.geography import alphabetical, city_name
from tests.cast import BATUMI, TBILISI


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("uk", ["Азія", "Гана", "Ґура", "Естонія", "Єгипет", "Ива", "Ірак", "Їжа"]),
        ("ru", ["Египет", "Ёлка", "Жаба", "Иран", "Йемен", "Катар"]),
        ("en", ["Åland", "Albania", "Angola", "Zambia"]),
    ],
)
def test_names_stand_in_the_order_of_the_readers_alphabet(
    language: str, names: list[str]
) -> None:
    with translation.override(language):
        mixed = [*names[1::2], *names[::2]]
        assert sorted(mixed, key=alphabetical) == names


@pytest.mark.usefixtures("places")
def test_a_city_that_is_a_region_is_named_once_in_the_readers_language() -> None:
    Region.objects.filter(code="GE-TB").update(name_ru="Тбилиси")
    Region.objects.filter(code="GE-AJ").update(name_ru="Аджария")
    PlaceName.objects.create(
        place_id=TBILISI, name="Тбилиси", script="Cyrillic", key="tbilisi", sound="x"
    )
    city = {"geonameid": TBILISI, "name": "Tbilisi", "region": "GE-TB"}
    other = {"geonameid": BATUMI, "name": "Batumi", "region": "GE-AJ"}
    with translation.override("ru"):
        assert city_name(city) == "Тбилиси"
        assert city_name(other) == "Batumi (Аджария)"
    with translation.override("en"):
        assert city_name(city) == "Tbilisi"
