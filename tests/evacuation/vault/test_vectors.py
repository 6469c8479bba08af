"""vectors.json is what the vault reads, and what a second hand writes."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest
from nacl import bindings as sodium

from evacuation.vault.cards import Card, Right, fingerprint_of
from evacuation.vault.chain import (
    Link,
    pseudonym,
    record_digest,
    reference,
    verify_head,
)
from evacuation.vault.doors import Door, open_door, read_door_key
from evacuation.vault.encoding import Label, encode
from evacuation.vault.facts import open_fact
from evacuation.vault.files import open_file
from evacuation.vault.mailboxes import Kind, Mailbox, open_mailbox
from evacuation.vault.marks import duplicate_mark
from evacuation.vault.members import SealedSeeds, open_by_code, open_by_password
from evacuation.vault.passwords import STRONG, password_key
from evacuation.vault.proposals import (
    Proposed,
    verify_approval,
    verify_proposal,
)
from evacuation.vault.proposals import record_digest as proposal_digest
from evacuation.vault.receipts import make_receipt, read_receipt
from evacuation.vault.records import Place, open_letter, open_record
from evacuation.vault.sealing import derive, open_seal
from evacuation.vault.secret import Secret
from evacuation.vault.sessions import Stage, open_session
from evacuation.vault.slips import Slot, commit_of, open_note, open_wrap
from evacuation.vault.symbols import grouped, spelled
from evacuation.vault.tokens import open_token_key, read_token, verify_token
from evacuation.vault.trust import read_trust
from tests.evacuation.vault import by_hand as hand

VECTORS = {
    name: bytes.fromhex(value)
    for name, value in json.loads(
        (Path(__file__).parent / "vectors.json").read_text(encoding="utf-8")
    ).items()
}
CASE, ROW = UUID(bytes=hand.CASE), UUID(bytes=hand.ROW)
PLACE = Place(CASE, "triage", "account", ROW, 1, 1)
BOX, SIGN = (Secret(seed) for seed in hand.member_seeds(4))
HALVES = hand.halves(4)
SEALED = SealedSeeds(
    *HALVES, hand.SALT, VECTORS["seeds by password"], VECTORS["seeds by code"]
)
TRUST = read_trust(
    hand.ed25519(hand.ORGANISATION), (VECTORS["charter"],), (VECTORS["roster"],)
)


def test_a_second_hand_writes_the_same_bytes() -> None:
    assert hand.vectors() == {name: value.hex() for name, value in VECTORS.items()}


def test_encoding_derivation_and_seal() -> None:
    assert encode(Label.DATA, CASE, 7, "e\u0301", b"\0\xff") == VECTORS["encode"]
    key, slot = Secret(hand.CASE_KEY), Slot(CASE, "triage", 1)
    assert commit_of(key, slot) == VECTORS["commit"]
    assert derive(key, Label.COMMIT, *slot.parts()).reveal() == VECTORS["commit"]
    assert open_seal(key, VECTORS["seal"], Label.DATA, CASE, 1) == b"plain"


def test_record_letter_and_file() -> None:
    assert open_record(Secret(hand.CASE_KEY), VECTORS["record"], PLACE) == b"account"
    shred, inbox = Secret(hand.SHRED), Secret(hand.INBOX)
    assert open_letter(shred, inbox, VECTORS["letter"], PLACE) == b"letter"
    found = open_file(Secret(hand.FILE), ROW, [VECTORS["file"]], 4)
    assert b"".join(found) == b"scan"


def test_wrap_and_note() -> None:
    slot = Slot(CASE, "triage", 1)
    wrap = open_wrap(
        Secret(hand.SHRED),
        BOX,
        VECTORS["wrap"],
        slot,
        "member:4",
        TRUST,
        VECTORS["commit"],
    )
    assert wrap.content == Secret(hand.CASE_KEY)
    board = Slot(CASE, "board", 1)
    note = open_note(
        Secret(hand.SHRED), BOX, VECTORS["note"], 64, board, "member:4", TRUST
    )
    assert note.content == Secret(b"line")
    assert (note.grantor, note.roster) == ("house", 1)


def test_a_vouchers_door() -> None:
    key = read_door_key(hand.SHOWN_LINK, hand.CODE.lower())
    assert key.lookup == VECTORS["vouch look-up"]
    assert key.key.reveal() == VECTORS["vouch key"]
    assert open_door(key, VECTORS["vouch door"]) == Door(
        case=CASE,
        public=hand.x25519(hand.INBOX),
        epoch=2,
        proof=hand.PROOF,
        ends=hand.ISSUED,
        question="Знаете их?",
    )


def test_receipt_and_mailbox() -> None:
    receipt = make_receipt(Secret(hand.FORM))
    shown = VECTORS["receipt shown"].decode()
    assert receipt.shown() == shown
    assert read_receipt(shown.lower().replace("-", " ")) == receipt
    assert receipt.lookup == VECTORS["receipt look-up"]
    assert receipt.seed.reveal() == VECTORS["receipt seed"]
    assert receipt.public == VECTORS["receipt public"]
    assert receipt.mailbox_key.reveal() == VECTORS["mailbox key"]
    found = open_mailbox(receipt.mailbox_key, receipt.lookup, VECTORS["mailbox"])
    assert found == Mailbox(CASE, Kind.RECEIPT, hand.x25519(hand.INBOX))


def test_seeds_by_password_and_by_code() -> None:
    by_password = open_by_password(SEALED, 4, Secret(hand.PEPPER), hand.PASSWORD)
    _symbols, shown = hand.receipt(hand.CODE_FORM)
    assert by_password == open_by_code(SEALED, 4, shown)
    assert (by_password.box, by_password.sign) == (BOX, SIGN)


def test_passwords_are_stretched_by_three_passes_over_64_mib() -> None:
    found = password_key(Secret(hand.PEPPER), hand.PASSWORD, hand.SALT, STRONG)
    stretched = sodium.crypto_pwhash_alg(
        32,
        hand.PASSWORD.encode(),
        hand.SALT,
        3,
        64 * 1024 * 1024,
        sodium.crypto_pwhash_ALG_ARGON2ID13,
    )
    expected = hand.keyed(hand.PEPPER, "member/password", stretched)
    assert found.reveal() == expected


def test_session_and_token() -> None:
    seeds = open_session(Secret(hand.COOKIE), VECTORS["session"], ROW, 4, Stage.OPEN)
    assert (seeds.box, seeds.sign) == (BOX, SIGN)
    token, public = read_token(hand.TOKEN), hand.x25519(hand.TOKEN_BOX)
    assert token.lookup == VECTORS["token look-up"]
    opened = open_token_key(token, VECTORS["token key"], public)
    assert opened == Secret(hand.TOKEN_BOX)
    lookup, key = token.mailbox(CASE)
    assert (lookup, key.reveal()) == (
        VECTORS["partner look-up"],
        VECTORS["partner key"],
    )
    assert token.replay_key("once").reveal() == VECTORS["replay key"]
    terms = (4, public, "cases:read", hand.ISSUED)
    verify_token(HALVES[1], VECTORS["token card"], *terms)


def test_charter_and_roster() -> None:
    assert TRUST.charter.encoded() == hand.charter_body()
    assert TRUST.roster.encoded() == hand.roster_body()
    rights = frozenset({Right.COORDINATOR})
    assert TRUST.member(4) == Card(4, "person4", *HALVES, rights)
    assert fingerprint_of(4, *HALVES) == grouped(spelled(VECTORS["fingerprint"]))


def test_audit_and_approvals() -> None:
    audit = Secret(hand.AUDIT)
    assert pseudonym(audit, CASE) == VECTORS["pseudonym"]
    assert reference(audit, ROW, 1) == VECTORS["reference"]
    assert record_digest(b"sealed") == VECTORS["record digest"]
    link = Link(1, b"", "member:4", "case.opened", 30_000_000).digest()
    assert link == VECTORS["link"]
    house = hand.ed25519(hand.HOUSE)
    verify_head(house, VECTORS["head"], 1, link, 30_000_001)
    record = proposal_digest(ROW, b"sealed")
    proposed = Proposed(ROW, CASE, "release", record, bytes(32), 1, 2, (3, 4))
    verify_proposal(HALVES[1], VECTORS["proposal"], proposed)
    verify_approval(hand.halves(1)[1], VECTORS["approval"], proposed, "yes")


def test_mark_and_fact() -> None:
    mark = duplicate_mark(Secret(hand.DUPLICATE), "phone", "+7 (900) 000-00-00")
    assert mark.reveal() == VECTORS["mark"]
    found = open_fact(Secret(hand.STEWARDS), VECTORS["fact"])
    assert found == ("2026Q1", {"age": "30-39"})


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_no_vector_is_empty_or_given_twice(name: str) -> None:
    assert VECTORS[name]
    assert list(VECTORS.values()).count(VECTORS[name]) == 1
