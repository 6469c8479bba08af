"""Nothing hidden can be found: every level against every kind of viewer.

The oracle is written here by hand, from the rules of docs/directory.md, and shares
nothing with the code it judges but the numbers of the levels.
"""

from __future__ import annotations

import itertools
import json
from typing import Any, ClassVar

import pytest
from django.test import TestCase, override_settings

from directory.errors import DirectoryError, NotVisible
from directory.models import Provider
from directory.models.listing import Listing, Token
from directory.reading import provider_detail, provider_notes
from directory.search.criteria import Criteria, Near
from directory.search.facets import facets
from directory.search.query import find
from directory.services.entry import (
    ContactData,
    FriendlinessData,
    NameData,
    OfficeData,
    PracticeData,
)
from directory.services.reveals import reveal_contact
from directory.viewer import Viewer
from tests.cast import ALMATY, TBILISI, Cast, make_cast, make_places, make_provider

LEVELS = range(4)
HOMES = ("GE", "KZ")
PLACE = {"GE": TBILISI, "KZ": ALMATY}
STREET = {"GE": (41.7401, 44.7402), "KZ": (43.2903, 76.9504)}

# (home level, level elsewhere, home countries): who reads what, by part of the cast.
READS: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "public": (0, 0, ()),
    "stranger": (0, 0, ()),
    "superuser": (0, 0, ()),
    "administrator": (0, 0, ()),
    "partner": (1, 1, ()),
    "monitor": (2, 1, ("GE", "AM")),
    "other_monitor": (2, 1, ("KZ",)),
    "editor": (3, 1, ("GE", "AM", "KZ", "BY", "UA")),
    "second_editor": (3, 1, ("GE", "AM", "KZ", "BY", "UA")),
    "coordinator": (3, 3, ()),
}

# Those of the cast who read alike stand for each other where a question is dear.
DISTINCT = ("public", "partner", "monitor", "other_monitor", "editor", "coordinator")


def level_of(part: str, country: str) -> int:
    home, elsewhere, countries = READS[part]
    return home if country in countries else elsewhere


STEM = {"b": "bodrim", "q": "kastun", "z": "zelvop"}
HOME = {"GE": "gurj", "KZ": "mazt"}
ENTRY = ("falp", "mirn", "tusk", "gonv")
FIELD = ("bex", "dov", "jul", "pank")


def word(letter: str, country: str, entry: int, field: int) -> str:
    """A name that no other entry has, nor anything near it in letters or sound."""
    return STEM[letter] + HOME[country] + ENTRY[entry] + FIELD[field]


@pytest.mark.proof
@override_settings(WAYMARK_REVEALS_PER_DAY=10_000, WAYMARK_REVEALS_PER_MONTH=10_000)
class NothingHiddenTest(TestCase):
    """Sixteen entries a country: each entry level with each level of its fields."""

    cast: ClassVar[Cast]
    viewers: ClassVar[dict[str, Viewer]]
    made: ClassVar[dict[tuple[str, int, int], Provider]]

    @classmethod
    def setUpTestData(cls) -> None:
        make_places()
        cls.cast = make_cast()
        cls.viewers = cls.cast.viewers()
        cls.made = {
            (home, entry, field): cls._make(home, entry, field)
            for home, entry, field in itertools.product(HOMES, LEVELS, LEVELS)
        }

    @classmethod
    def _make(cls, home: str, entry: int, field: int) -> Provider:
        latitude, longitude = STREET[home]
        return make_provider(
            cls.cast,
            kind="law_firm",
            display_name=f"Bureau {word('b', home, entry, field)}",
            legal_name=word("q", home, entry, field),
            legal_name_shared=field,
            licence_number=f"L-{home}-{entry}-{field}",
            licence_shared=field,
            home_country=home,
            level=entry,
            treaty_record="1_2",
            treaty_shared=field,
            risk="high",
            risk_shared=field,
            vetting_notes="note on the vetting",
            vetting_notes_shared=field,
            friendliness_shared=field,
            friendliness=(FriendlinessData(group="trans"),),
            sensitive_practice_shared=field,
            practices=(
                PracticeData(area="hiv_criminalisation"),
                PracticeData(area="labour"),
            ),
            names=(NameData(text=word("z", home, entry, field), shared=field),),
            offices=(
                OfficeData(
                    place=PLACE[home],
                    latitude=latitude,
                    longitude=longitude,
                    address=f"Street {entry}{field}",
                    shared=field,
                ),
            ),
            contacts=(
                ContactData(kind="phone", value=f"+995 32 000 {field}", shared=field),
                ContactData(kind="signal", value="+995 32 999 99", shared=4),
            ),
        )

    def cases(self) -> Any:
        for part, (key, provider) in itertools.product(READS, self.made.items()):
            home, entry, field = key
            level = level_of(part, home)
            sees_entry = level >= entry
            yield part, provider, sees_entry, sees_entry and level >= field, key

    def found(self, part: str, **asked: Any) -> set[Any]:
        page = find(Criteria(**asked), self.viewers[part], size=150)
        return {hit.provider_id for hit in page.hits}

    def expected(self, part: str, *, fields: bool) -> set[Any]:
        return {
            provider.pk
            for who, provider, entry, field, _ in self.cases()
            if who == part and (field if fields else entry)
        }

    def test_the_cast_reads_what_the_table_says(self) -> None:
        for part, home in itertools.product(READS, HOMES):
            assert self.viewers[part].level_in(home) == level_of(part, home), part

    def test_a_list_holds_exactly_the_entries_of_the_level(self) -> None:
        for part in READS:
            assert self.found(part) == self.expected(part, fields=False), part

    def test_an_entry_opens_only_where_it_is_listed(self) -> None:
        for part, provider, sees_entry, _, key in self.cases():
            with self.subTest(part=part, key=key):
                if sees_entry:
                    provider_detail(provider.pk, self.viewers[part])
                else:
                    with pytest.raises(NotVisible):
                        provider_detail(provider.pk, self.viewers[part])

    def test_a_detail_holds_restricted_fields_only_at_their_level(self) -> None:
        for part, provider, sees_entry, sees_field, key in self.cases():
            if not sees_entry:
                continue
            with self.subTest(part=part, key=key):
                viewer = self.viewers[part]
                opened = provider_detail(provider.pk, viewer)
                detail = json.loads(opened.document)
                for name in ("legal_name", "licence_number", "treaty_record", "risk"):
                    assert (name in detail) == sees_field, name
                assert ("friendly_to" in detail) == sees_field
                assert ("friendliness" in detail) == sees_field
                assert ("names" in detail) == sees_field
                areas = {row["code"] for row in detail["practice_areas"]}
                assert ("hiv_criminalisation" in areas) == sees_field
                assert "labour" in areas
                assert ("address" in detail["offices"][0]) == sees_field
                kinds = [row["kind"] for row in detail.get("contacts", [])]
                assert kinds == (["phone"] if sees_field else [])
                notes = provider_notes(opened, viewer)
                reads = sees_field and viewer.reads_group("vetting")
                assert (notes is not None) == reads

    def test_no_document_holds_a_hidden_value_anywhere(self) -> None:
        for part, provider, sees_entry, sees_field, key in self.cases():
            if not sees_entry or sees_field:
                continue
            with self.subTest(part=part, key=key):
                viewer = self.viewers[part]
                text = provider_detail(provider.pk, viewer).document
                for letter in "qz":
                    assert word(letter, *key) not in text
                for hidden in ("L-", "Street", "41.74", "43.29", "+995"):
                    assert hidden not in text, hidden

    def test_a_hidden_name_matches_no_search_exact_or_mistyped(self) -> None:
        for part, provider, _, sees_field, key in self.cases():
            if part not in DISTINCT:
                continue
            name = word("qz"[key[1] % 2], *key)
            for typed in (name, name[:5] + "x" + name[6:]):
                hit = provider.pk in self.found(part, q=typed)
                assert hit == sees_field, (part, key, typed)

    def test_a_hidden_field_matches_no_filter(self) -> None:
        for part in READS:
            with_field = self.expected(part, fields=True)
            by_area = self.found(part, practice_area=("hiv_criminalisation",))
            assert by_area == with_field, part
            assert self.found(part, friendly_to=("trans",)) == with_field, part

    def test_counts_hold_only_what_the_viewer_sees(self) -> None:
        for part in READS:
            counted = facets(Criteria(), self.viewers[part])
            areas = dict(counted["practice_area"])
            entries = self.expected(part, fields=False)
            fields = self.expected(part, fields=True)
            assert areas.get("labour", 0) == len(entries), part
            assert areas.get("hiv_criminalisation", 0) == len(fields), part
            assert sum(dict(counted["country"]).values()) == len(entries), part

    def test_distance_is_measured_from_what_the_level_knows(self) -> None:
        for part, home in itertools.product(READS, HOMES):
            near = Near(*STREET[home], country=home)
            criteria = Criteria(near=near, within_km=100)
            page = find(criteria, self.viewers[part], size=150)
            at_street = {h.provider_id for h in page.hits if h.distance_km == 0}
            here = {
                provider.pk
                for who, provider, _, field, key in self.cases()
                if who == part and field and key[0] == home
            }
            assert at_street == here, (part, home)

    def test_the_order_by_name_uses_no_hidden_name(self) -> None:
        for part in READS:
            page = find(Criteria(ordering="name"), self.viewers[part], size=150)
            names = [json.loads(hit.summary)["name"] for hit in page.hits]
            assert names == sorted(names), part

    def test_a_contact_opens_only_at_its_level_and_a_relay_contact_never(self) -> None:
        people = {*DISTINCT, "stranger"} - {"public"}
        for part, provider, _, sees_field, key in self.cases():
            if part not in people:
                continue
            phone, relay = provider.contacts.order_by("position")
            viewer = self.viewers[part]
            with self.subTest(part=part, key=key):
                assert self.opens(viewer, relay.pk) is False
                assert self.opens(viewer, phone.pk) == sees_field

    @staticmethod
    def opens(viewer: Viewer, contact_id: Any) -> bool:
        assert viewer.actor is not None
        try:
            reveal_contact(
                actor=viewer.actor,
                viewer=viewer,
                contact_id=contact_id,
                reason="verification",
            )
        except NotVisible:
            return False
        return True

    def test_a_suspended_entry_is_found_by_nobody_and_leaves_no_word(self) -> None:
        provider = self.made["GE", 0, 0]
        Provider.objects.filter(pk=provider.pk).update(status="suspended")
        from directory.services.listing import refresh_listings

        refresh_listings([provider.pk])
        for part in READS:
            assert provider.pk not in self.found(part), part
        assert not Listing.objects.filter(provider=provider).exists()
        for letter in "bqz":
            gone = word(letter, "GE", 0, 0)
            assert not Token.objects.filter(token=gone).exists()


def test_every_refusal_of_the_directory_has_a_code_of_its_own() -> None:
    codes = [error.code for error in DirectoryError.__subclasses__()]
    assert len(codes) == len(set(codes))
