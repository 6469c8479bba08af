"""Charter and roster are believed for their signatures alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacuation.vault.cards import (
    ORGANISATION,
    Card,
    PartnerCard,
    Right,
    TeamCard,
    fingerprint_of,
)
from evacuation.vault.documents import (
    Charter,
    Roster,
    read_charter,
    read_roster,
    read_signed,
    sign_charter,
    sign_roster,
    signed,
)
from evacuation.vault.encoding import Label, encode
from evacuation.vault.sealing import sign
from tests.evacuation.vault.people import (
    FIRST,
    INTAKE,
    KEYS,
    LEADS,
    PARTNER,
    SECOND,
    STRANGER,
    THIRD,
    WORKER,
    Person,
    charter,
    key,
    roster,
    roster_body,
)
from tests.evacuation.vault.tampering import refused, refuses_tampering

PINNED = KEYS.signing_public
CHARTER = read_charter(charter(), PINNED)


def read(document: bytes) -> Roster:
    return read_roster(document, PINNED, CHARTER)


@pytest.mark.parametrize("card", [WORKER.card, FIRST.card, INTAKE, PARTNER])
def test_a_card_has_one_form(card: Card | TeamCard | PartnerCard) -> None:
    encoded = card.encoded()
    assert type(card).decoded(encoded) == card
    for cut in (encoded[:-1], encoded + b"\0", b"", encoded + encode(Label.CARD)):
        refused(lambda cut=cut: type(card).decoded(cut))  # type: ignore[misc]


def test_rights_are_known_sorted_and_named_once() -> None:
    card = WORKER.card
    for names in (["root"], ["lead", "lead"], ["lead", "coordinator"]):
        rights = encode(Label.RIGHTS, *names)
        parts = (card.user, card.code_name, card.box, card.sign, rights)
        refused(lambda parts=parts: Card.decoded(encode(Label.CARD, *parts)))  # type: ignore[misc]


def test_a_fingerprint_names_account_and_both_keys() -> None:
    card = FIRST.card
    assert len(card.fingerprint) == 39
    others = {
        fingerprint_of(2, card.box, card.sign),
        fingerprint_of(1, card.sign, card.box),
        fingerprint_of(1, card.box, SECOND.card.sign),
        fingerprint_of(1, SECOND.card.box, card.sign),
    }
    assert len(others | {card.fingerprint}) == 5


def test_documents_come_back_as_they_were_written() -> None:
    assert Charter.decoded(CHARTER.encoded()) == CHARTER
    body = roster_body()
    assert Roster.decoded(body).encoded() == body


def test_a_charter_or_roster_refuses_every_change() -> None:
    refuses_tampering(charter(), lambda data: read_charter(data, PINNED))
    refuses_tampering(roster(), read)


def test_a_charter_is_the_pinned_organisations() -> None:
    refused(lambda: read_charter(charter(by=key("forger")), PINNED))
    refused(lambda: read_charter(charter(), b""))
    body = read_signed(charter())[0]
    refused(lambda: read_charter(signed(body, {}), PINNED))
    other_purpose = sign(KEYS.signing, Label.ROSTER_SIGN, body)
    refused(lambda: read_charter(signed(body, {ORGANISATION: other_purpose}), PINNED))


def test_a_charter_has_three_leads_each_one_person() -> None:
    twice = Person(FIRST.user, SECOND.rights, "second")
    for leads in (LEADS[:2], (*LEADS, FIRST), (*LEADS, twice)):
        refused(lambda leads=leads: read_charter(charter(leads=leads), PINNED))  # type: ignore[misc]


@pytest.mark.parametrize("field", ["box", "sign"])
def test_one_key_does_not_stand_on_two_cards(field: str) -> None:
    card = replace(SECOND.card, **{field: getattr(FIRST.card, field)})
    leads = (FIRST.card, card, THIRD.card)
    body = replace(CHARTER, leads=leads).encoded()
    document = signed(body, {ORGANISATION: sign_charter(KEYS.signing, body)})
    refused(lambda: read_charter(document, PINNED))
    members = replace(Roster.decoded(roster_body()), members=leads).encoded()
    signatures = {p.name: sign_roster(p.seeds.sign, members) for p in (FIRST, THIRD)}
    refused(lambda: read(signed(members, signatures)))


def test_two_leads_or_the_organisation_sign_a_roster() -> None:
    for pair in ((FIRST, SECOND), (SECOND, THIRD), LEADS):
        assert read(roster(by=pair)).member(WORKER.user) == WORKER.card
    body = roster_body()
    alone = signed(body, {ORGANISATION: sign_roster(KEYS.signing, body)})
    assert read(alone).number == 1


@pytest.mark.parametrize(
    "by", [(), (FIRST,), (FIRST, WORKER), (FIRST, STRANGER), (WORKER, STRANGER)]
)
def test_fewer_than_two_leads_of_the_charter_sign_nothing(
    by: tuple[Person, ...],
) -> None:
    refused(lambda: read(roster(by=by)))


def test_one_lead_does_not_sign_twice() -> None:
    body = roster_body()
    mine = sign_roster(FIRST.seeds.sign, body)
    refused(lambda: read(signed(body, {FIRST.name: mine, SECOND.name: mine})))
    repeated = encode(Label.DOCUMENT, body, FIRST.name, mine, FIRST.name, mine)
    refused(lambda: read(repeated))


def test_one_false_signature_spoils_two_good_ones() -> None:
    body = roster_body()
    good = {p.name: sign_roster(p.seeds.sign, body) for p in (FIRST, SECOND)}
    assert read(signed(body, good))
    refused(lambda: read(signed(body, {**good, THIRD.name: bytes(64)})))
    refused(lambda: read(signed(body, {**good, ORGANISATION: bytes(64)})))
    refused(lambda: read(signed(body, {**good, ORGANISATION: b""})))


def test_a_lead_of_another_charter_does_not_count() -> None:
    others = (FIRST, Person(5, FIRST.rights), Person(6, FIRST.rights))
    another = read_charter(charter(leads=others), PINNED)
    refused(lambda: read_roster(roster(by=(FIRST, SECOND)), PINNED, another))


def test_only_a_charter_makes_leads() -> None:
    both = frozenset({Right.LEAD, Right.COORDINATOR})
    promoted = Person(7, both)
    found = read(roster(members=(*LEADS, promoted))).member(7)
    assert found is not None
    assert found.rights == {Right.COORDINATOR}
    rekeyed = Person(THIRD.user, both, "second")
    found = read(roster(members=(FIRST, SECOND, rekeyed))).member(THIRD.user)
    assert found is not None
    assert found.rights == {Right.COORDINATOR}


def test_a_roster_may_take_a_leads_right_away() -> None:
    found = read(roster(members=(FIRST, SECOND, Person(3, frozenset()))))
    assert found.member(3) == replace(THIRD.card, rights=frozenset())


def test_no_name_and_no_team_stands_twice_in_a_roster() -> None:
    whole = Roster.decoded(roster_body())
    again = replace(INTAKE, epoch=2, box=key("x").reveal())
    for changed in (
        replace(whole, members=(*whole.members, whole.members[0])),
        replace(whole, teams=(INTAKE, again)),
        replace(whole, partners=(PARTNER, PARTNER)),
    ):
        refused(lambda changed=changed: Roster.decoded(changed.encoded()))  # type: ignore[misc]
