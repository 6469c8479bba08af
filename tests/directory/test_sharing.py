"""The truth table of sharing, row by row."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import override_settings

from directory import sharing
from directory.models import Contact, Provider
from directory.models.choices import (
    INDIVIDUAL_KINDS,
    Level,
    ProviderKind,
    ProviderStatus,
)


def entry(**fields: object) -> Provider:
    plain = {
        "status": "listed",
        "kind": "law_firm",
        "home_country_id": "GE",
        "level": 0,
    }
    return Provider(**{**plain, **fields})


@pytest.mark.parametrize("level", range(4))
def test_an_entry_is_seen_from_its_level_upwards(level: int) -> None:
    seen = sharing.levels_that_see(entry(level=level))
    assert seen == tuple(n for n in Level if level <= n < Level.RELAY)


@pytest.mark.parametrize("status", [s for s in ProviderStatus if s != "listed"])
def test_nobody_sees_an_entry_that_is_not_listed(status: str) -> None:
    assert sharing.levels_that_see(entry(status=status)) == ()


@pytest.mark.parametrize("kind", ProviderKind)
@override_settings(WAYMARK_CEILING_COUNTRIES=["BY"])
def test_a_ceiling_keeps_individuals_out_of_public(kind: str) -> None:
    lowest = sharing.entry_level(entry(kind=kind, home_country_id="BY"))
    expected = Level.PARTNERS if kind in INDIVIDUAL_KINDS else Level.PUBLIC
    assert lowest == expected
    assert sharing.entry_level(entry(kind=kind)) == Level.PUBLIC


def test_a_ceiling_never_lowers_a_level() -> None:
    hidden = entry(kind="paralegal", home_country_id="BY", level=Level.COORDINATORS)
    assert sharing.entry_level(hidden) == Level.COORDINATORS


@pytest.mark.parametrize("shared", Level)
@pytest.mark.parametrize("level", range(4))
def test_a_contact_is_seen_from_its_level_and_a_relay_contact_by_nobody(
    shared: Level, level: int
) -> None:
    seen = sharing.sees_contact(Contact(shared=shared), Level(level))
    assert seen == (shared != Level.RELAY and level >= shared)


def test_an_organisation_is_named_only_where_its_own_entry_is_seen() -> None:
    person = entry(organisation=entry(level=Level.MONITORS))
    assert not sharing.sees_organisation(person, Level.PARTNERS)
    assert sharing.sees_organisation(person, Level.MONITORS)
    suspended = entry(organisation=entry(status="suspended"))
    assert not sharing.sees_organisation(suspended, Level.COORDINATORS)


@override_settings(WAYMARK_GRACE_DAYS=30)
def test_an_overdue_entry_leaves_the_list_after_the_grace() -> None:
    assert sharing.listed_until(entry(next_due=date(2030, 1, 1))) == date(2030, 1, 31)
