"""The gazetteer is what its sources say, however often it is loaded."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from directory.gazetteer import sources
from directory.gazetteer.loading import Loaded, load_gazetteer
from directory.models.place import Country, Place, PlaceName, PlaceToken, Region

TBILISI, BISHKEK = 611717, 1528675


@pytest.fixture
def undone(gazetteer: Loaded) -> Iterator[Loaded]:
    """What the test writes is rolled back."""
    with transaction.atomic():
        yield gazetteer
        transaction.set_rollback(True)


@pytest.mark.usefixtures("gazetteer")
def test_a_capital_lies_in_its_region() -> None:
    tbilisi = Place.objects.get(pk=TBILISI)
    assert (tbilisi.region_id, tbilisi.country_id) == ("GE-TB", "GE")
    assert Place.objects.get(pk=BISHKEK).region_id == "KG-GB"


@pytest.mark.usefixtures("gazetteer")
def test_names_keep_their_script_and_get_a_latin_key() -> None:
    name = PlaceName.objects.get(place=TBILISI, name="თბილისი")
    assert (name.script, name.key, name.kind) == ("Georgian", "tbilisi", "alias")


@pytest.mark.usefixtures("gazetteer")
def test_machine_romanisations_are_left_out() -> None:
    assert not PlaceName.objects.filter(name="di bi li si").exists()


@pytest.mark.usefixtures("gazetteer")
def test_countries_are_named_in_four_languages_and_kosovo_is_one() -> None:
    georgia = Country.objects.get(pk="GE")
    names = (georgia.name_en, georgia.name_ru, georgia.name_uk, georgia.name_local)
    assert names == ("Georgia", "Грузия", "Грузія", "საქართველო")
    assert georgia.in_core
    assert Country.objects.get(pk="XK").name_en == "Kosovo"
    assert Place.objects.filter(country="XK", region="XK-01").exists()


@pytest.mark.proof
def test_loading_again_changes_nothing(undone: Loaded) -> None:
    tables = (Country, Region, Place, PlaceName, PlaceToken)
    before = [table.objects.count() for table in tables]
    again = load_gazetteer(countries=["GE", "KG", "XK"], report=lambda line: None)
    assert [table.objects.count() for table in tables] == before
    assert again == undone


@pytest.mark.usefixtures("undone")
@pytest.mark.proof
def test_a_place_geonames_has_dropped_is_removed() -> None:
    Place.objects.create(
        geonameid=1, name="Nowhere", country_id="XK", latitude=42, longitude=21
    )
    removed = load_gazetteer(countries=["XK"], report=lambda line: None).removed
    assert removed == 1
    assert not Place.objects.filter(pk=1).exists()


@pytest.mark.usefixtures("undone")
def test_every_key_has_its_token_and_no_other_token_is_kept() -> None:
    keys = set(PlaceName.objects.values_list("key", flat=True))
    assert set(PlaceToken.objects.values_list("token", flat=True)) == keys


@pytest.mark.usefixtures("undone")
def test_an_unknown_country_is_refused_by_name() -> None:
    with pytest.raises(CommandError, match="QQ"):
        call_command("load_places", countries=["QQ"], skip_checks=True)


def test_core_regions_are_named_in_four_languages() -> None:
    core = [row for row in sources.regions() if row.country in sources.CORE]
    assert len(core) == 301
    assert all((r.name_en and r.name_ru and r.name_uk and r.name_local) for r in core)


def test_no_two_regions_claim_one_geonames_code() -> None:
    claimed = [
        (row.country, row.geonames_admin1)
        for row in sources.regions()
        if row.geonames_admin1
    ]
    assert len(claimed) == len(set(claimed))


@pytest.mark.proof
def test_former_names_belong_to_places_that_geonames_still_calls_so() -> None:
    known = {row.geonameid: row.name for row in sources.places(None)}
    with (sources.DATA / "place_aliases.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert rows
    for row in rows:
        assert known[int(row["geonameid"])] == row["name"]
