"""How sure we are who somebody is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evacuation.workflow.verification import (
    Basis,
    Evidence,
    Verified,
    Vouch,
    at_least,
    lifted,
    verified,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
VOUCH = Vouch("heron", Basis.IN_PERSON, NOW - timedelta(days=1))
OTHER = replace(VOUCH, organisation="plover", basis=Basis.WORKED)
CHANNEL = Evidence(channel=True)
VOUCHED = replace(CHANNEL, vouches=(VOUCH,))


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        (Evidence(), "V0"),
        (CHANNEL, "V1"),
        (replace(CHANNEL, seen=True), "V2"),
        (VOUCHED, "V3"),
        (replace(CHANNEL, co_verified=True), "V3"),
        (replace(VOUCHED, vouches=(VOUCH, OTHER), corroborated=True), "V4"),
        (Evidence(partner_referral=True), "V4"),
        (Evidence(adverse=True), "VX"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_each_level_takes_what_the_field_asks_for(
    evidence: Evidence, level: str
) -> None:
    assert verified(evidence, NOW).value == level


def test_papers_seen_count_for_nothing_over_a_channel_that_is_not_verified() -> None:
    assert verified(Evidence(seen=True), NOW) == Verified.V0


@pytest.mark.parametrize("basis", Basis)
def test_what_a_voucher_heard_from_others_does_not_count(basis: Basis) -> None:
    found = verified(replace(CHANNEL, vouches=(replace(VOUCH, basis=basis),)), NOW)
    assert found.value == ("V1" if basis.value == "second_hand" else "V3")


@pytest.mark.parametrize(
    ("days", "level"), [(0, "V3"), (29, "V3"), (30, "V1"), (400, "V1")]
)
def test_a_vouch_lasts_30_days(days: int, level: str) -> None:
    old = replace(VOUCH, signed_at=NOW - timedelta(days=days))
    assert old.expires_at == old.signed_at + timedelta(days=30)
    assert verified(replace(CHANNEL, vouches=(old,)), NOW).value == level


@pytest.mark.parametrize(
    "bad",
    [replace(VOUCH, revoked=True), replace(VOUCH, conflict=True)],
    ids=["revoked", "conflict"],
)
def test_a_vouch_revoked_or_in_conflict_does_not_count(bad: Vouch) -> None:
    assert not bad.counts(NOW)
    assert verified(replace(CHANNEL, vouches=(bad,)), NOW) == Verified.V1


def test_a_vouch_in_conflict_still_holds_but_a_revoked_one_does_not() -> None:
    assert replace(VOUCH, conflict=True).holds(NOW)
    assert not replace(VOUCH, revoked=True).holds(NOW)


@pytest.mark.parametrize(
    ("second", "corroborated"),
    [
        (replace(OTHER, organisation="heron"), True),
        (replace(OTHER, independent=False), True),
        (replace(OTHER, revoked=True), True),
        (replace(OTHER, conflict=True), True),
        (replace(OTHER, basis=Basis.SECOND_HAND), True),
        (replace(OTHER, signed_at=NOW - timedelta(days=30)), True),
        (OTHER, False),
    ],
    ids=[
        "same organisation",
        "dependent",
        "revoked",
        "conflict",
        "second hand",
        "ran out",
        "not corroborated",
    ],
)
def test_v4_takes_two_good_words_of_two_organisations_and_more(
    second: Vouch, corroborated: bool
) -> None:
    said = replace(VOUCHED, vouches=(VOUCH, second), corroborated=corroborated)
    assert verified(said, NOW) == Verified.V3


def test_a_contradiction_outweighs_everything() -> None:
    said = Evidence(
        channel=True,
        seen=True,
        corroborated=True,
        co_verified=True,
        partner_referral=True,
        adverse=True,
        vouches=(VOUCH, OTHER),
    )
    assert verified(said, NOW) == Verified.VX


@pytest.mark.parametrize(
    ("level", "higher"),
    [
        ("V0", "V1"),
        ("V1", "V2"),
        ("V2", "V3"),
        ("V3", "V4"),
        ("V4", "V4"),
        ("VX", "VX"),
    ],
)
def test_two_people_lift_one_level_and_never_a_contradiction(
    level: str, higher: str
) -> None:
    assert lifted(Verified(level)).value == higher


ORDER = ["V0", "V1", "V2", "V3", "V4"]


@pytest.mark.parametrize("level", Verified)
@pytest.mark.parametrize("wanted", ORDER)
def test_a_level_is_enough_for_those_below_it_and_a_contradiction_for_none(
    level: Verified, wanted: str
) -> None:
    enough = ORDER[: ORDER.index(level.value) + 1] if level.value in ORDER else []
    assert at_least(level, Verified(wanted)) == (wanted in enough)
