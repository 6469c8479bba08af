"""The chains hold from the first document, and each grantor's word has its bounds."""

from __future__ import annotations

from evacuation.vault.cards import (
    HOUSE,
    ORGANISATION,
    RECOVERY,
    Right,
    Team,
    is_recovery,
)
from evacuation.vault.sealing import box_public, sign_public
from evacuation.vault.trust import read_followed, read_trust
from tests.evacuation.vault.people import (
    FIRST,
    HOUSE_SEED,
    INTAKE,
    KEYS,
    LEADS,
    SECOND,
    THIRD,
    WORKER,
    Person,
    charter,
    key,
    roster,
    trust,
)
from tests.evacuation.vault.tampering import refused

R1 = roster()
R2 = roster(2, R1, members=LEADS)
R3 = roster(3, R2)
C1 = charter()
NEW_HOUSE = key("house 2")
C2 = charter(2, C1, house=NEW_HOUSE)


def test_the_newest_of_each_chain_counts() -> None:
    found = trust((C1, C2), (R1, R2, R3))
    assert (found.charter.number, found.roster.number) == (2, 3)
    assert found.member(WORKER.user) == WORKER.card
    assert found.team(Team.INTAKE) == INTAKE
    assert trust((C1,), (R1, R2)).member(WORKER.user) is None


def test_a_chain_with_a_gap_or_another_order_is_refused() -> None:
    for rosters in ((R2,), (R1, R3), (R2, R1), (R1, R1), (R1, R2, R2), (R1, R2, R1)):
        refused(lambda rosters=rosters: trust((C1,), rosters))  # type: ignore[misc]
    for charters in ((C2,), (C2, C1), (C1, C1)):
        refused(lambda charters=charters: trust(charters, (R1,)))  # type: ignore[misc]


def test_nothing_is_trusted_without_both_documents() -> None:
    pinned = KEYS.signing_public
    refused(lambda: read_trust(pinned, (), (R1,)))
    refused(lambda: read_trust(pinned, (C1,), ()))
    refused(lambda: read_trust(sign_public(key("other")), (C1,), (R1,)))


def test_a_document_of_the_past_is_not_exchanged() -> None:
    forged = roster(1, members=(*LEADS, Person(8, WORKER.rights)))
    refused(lambda: trust((C1,), (forged, R2)))
    forged_charter = charter(1, house=key("forger"))
    refused(lambda: trust((forged_charter, C2), (R1,)))


def test_a_database_set_back_shows_the_lower_number() -> None:
    # The chain of yesterday verifies: its number is what the caller compares.
    assert trust((C1,), (R1, R2)).roster.number == 2
    assert trust((C1,), (R1, R2, R3)).roster.number == 3


def test_the_newest_roster_needs_leads_of_the_newest_charter() -> None:
    without = (FIRST, THIRD, Person(5, FIRST.rights))
    later = charter(2, C1, leads=without)
    refused(lambda: trust((C1, later), (R1,)))
    again = roster(2, R1, by=(FIRST, THIRD))
    assert trust((C1, later), (R1, again)).roster.number == 2


def test_the_house_signs_at_epoch_one_alone() -> None:
    found = trust((C1, C2))
    houses = [sign_public(HOUSE_SEED), sign_public(NEW_HOUSE)]
    assert found.signers(HOUSE, 1, 1) == houses
    assert found.signers(HOUSE, 1, 2) == []
    assert found.signers(HOUSE, 1, 0) == []
    assert found.writes_under(HOUSE, 1, 1)
    assert not found.writes_under(HOUSE, 1, 2)


def test_a_member_signs_under_the_roster_that_names_them() -> None:
    found = trust((C1,), (R1, R2, R3))
    mine = [WORKER.card.sign]
    assert [found.signers(WORKER.name, n, 5) for n in (0, 1, 2, 3, 4)] == [
        [], mine, [], mine, [],
    ]  # fmt: skip
    assert found.signers("member:99", 1, 1) == []
    assert found.signers("team:intake:1", 1, 1) == []
    assert found.signers("", 1, 1) == []
    assert found.signers(ORGANISATION, 1, 9) == [KEYS.signing_public]


def test_who_left_is_read_and_not_written_under() -> None:
    found = trust((C1,), (R1, R2))
    assert found.signers(WORKER.name, 1, 1) == [WORKER.card.sign]
    assert not found.writes_under(WORKER.name, 1, 1)
    assert found.writes_under(SECOND.name, 1, 1)
    assert found.writes_under(ORGANISATION, 1, 4)


def test_old_keys_of_a_member_with_new_ones_do_not_vouch() -> None:
    again = Person(WORKER.user, WORKER.rights, "second")
    found = trust((C1,), (R1, roster(2, R1, members=(*LEADS, again))))
    assert not found.writes_under(WORKER.name, 1, 1)
    assert found.writes_under(WORKER.name, 2, 1)


def test_recovery_is_called_after_the_charter_that_brought_its_key() -> None:
    other = key("recovery 2")
    second = charter(2, C1, recovery=other)
    third = charter(3, second, recovery=other)
    back = charter(4, third)
    assert trust((C1,)).recovery.name == RECOVERY
    for charters in ((C1, second), (C1, second, third)):
        found = trust(charters).recovery
        assert (found.name, found.public) == ("recovery:2", box_public(other))
    found = trust((C1, second, third, back)).recovery
    assert (found.name, found.public) == (RECOVERY, KEYS.recovery_public)
    assert is_recovery(RECOVERY)
    assert is_recovery("recovery:2")
    assert not is_recovery("recovery2")
    assert not is_recovery("requester")


def test_what_a_charter_broke_can_be_followed_and_not_trusted() -> None:
    later = charter(2, C1, leads=(FIRST, THIRD, Person(5, FIRST.rights)))
    refused(lambda: trust((C1, later), (R1,)))
    found = read_followed(KEYS.signing_public, (C1, later), (R1,))
    assert (found.charter.number, found.roster.number) == (2, 1)
    # Whom the charter does not name is no lead any more.
    second = found.member(SECOND.user)
    assert second is not None
    assert Right.LEAD not in second.rights
    first = read_followed(KEYS.signing_public, (C1, later), ())
    assert first.roster.number == 0
    assert [card.user for card in first.roster.members] == [1, 3, 5]


def test_what_no_charters_leads_signed_is_not_followed_either() -> None:
    pinned = KEYS.signing_public
    forged = roster(2, R1, by=(FIRST, WORKER))
    refused(lambda: read_followed(pinned, (C1,), (R1, forged)))
    refused(lambda: read_followed(pinned, (C1,), (R2,)))
    refused(lambda: read_followed(pinned, (), (R1,)))
    refused(lambda: read_followed(sign_public(key("other")), (C1,), (R1,)))
