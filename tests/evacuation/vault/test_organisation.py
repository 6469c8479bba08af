"""Any two shares on paper give the recovery key back, and one alone nothing."""

from __future__ import annotations

from itertools import combinations

from evacuation.vault.organisation import combined, new_organisation_keys, split
from tests.evacuation.vault.people import key
from tests.evacuation.vault.tampering import refused

SECRET = key("recovery")
SHARES = split(SECRET)


def test_any_two_of_three_shares_give_the_secret() -> None:
    assert len(SHARES) == 3
    for pair in combinations(SHARES, 2):
        assert combined(pair) == SECRET
        assert combined([f"  {share.upper()}\n" for share in pair]) == SECRET


def test_one_share_a_share_twice_or_of_another_secret_gives_nothing() -> None:
    foreign = split(key("other"))[0]
    first = SHARES[0]
    wrong = first.rsplit(" ", 1)[0] + " academic"
    for shares in ((), (first,), (first, first), (first, foreign), (wrong, SHARES[1])):
        refused(lambda shares=shares: combined(shares))  # type: ignore[misc]
    refused(lambda: combined((first, "not words")))


def test_new_keys_are_new() -> None:
    one, other = new_organisation_keys(), new_organisation_keys()
    assert one.signing != one.recovery
    assert one.signing_public != other.signing_public
    assert len(one.recovery_public) == 32
