"""Keys of an older folding are replaced wherever they are stored."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from directory.models import Listing, TermLabel
from directory.models.listing import Token
from directory.models.place import Country, Place, PlaceName
from directory.search.criteria import Criteria
from directory.search.query import find
from directory.viewer import PUBLIC_VIEWER
from tests.cast import ProviderFactory

pytestmark = pytest.mark.django_db


def rebuild() -> str:
    said = StringIO()
    call_command("rebuild_search", stdout=said)
    return said.getvalue()


def test_a_provider_with_stale_words_is_found_again(
    provider_factory: ProviderFactory,
) -> None:
    provider = provider_factory(display_name="Тетри Хиди")
    Listing.objects.update(keys=["stale"], names=[])
    Token.objects.update(sound="stale")
    said = rebuild()
    assert "1 providers written anew" in said
    assert list(Listing.objects.values_list("keys", flat=True).distinct()) == [
        ["tetri khidi"]
    ]
    assert not Token.objects.filter(sound="stale").exists()
    page = find(Criteria(q="Tetri Hidy"), PUBLIC_VIEWER, size=5)
    assert [hit.provider_id for hit in page.hits] == [provider.id]


def test_stale_labels_and_places_are_folded_anew() -> None:
    label = TermLabel.objects.order_by("pk")[0]
    before = label.key
    TermLabel.objects.filter(pk=label.pk).update(key="stale")
    kyrgyzstan, _ = Country.objects.get_or_create(code="KG")
    place = Place.objects.create(
        geonameid=1, name="Uzgen", country=kyrgyzstan, latitude=40.8, longitude=73.3,
        population=1,
    )  # fmt: skip
    name = PlaceName.objects.create(
        place=place, name="Өзгөн шаары", script="Cyrillic", key="stale", sound="stale"
    )
    assert "1 labels and 1 names of places changed" in rebuild()
    label.refresh_from_db()
    name.refresh_from_db()
    assert (label.key, name.key, name.sound) == (before, "ozgon", "ozgon")


def test_rebuilding_again_changes_nothing() -> None:
    rebuild()
    assert "0 labels and 0 names of places changed" in rebuild()
