"""The audit says when a row was changed, and nothing of a case once it is shredded."""

from __future__ import annotations

from dataclasses import replace

from evacuation.vault.chain import (
    Link,
    pseudonym,
    record_digest,
    reference,
    sign_head,
    verify_head,
)
from evacuation.vault.sealing import sign_public
from tests.evacuation.vault.people import (
    CASE,
    HOUSE_SEED,
    OTHER_CASE,
    OTHER_ROW,
    ROW,
    key,
)
from tests.evacuation.vault.tampering import refused, refuses_tampering

LINK = Link(2, bytes(32), "member:1", "case.opened", 30_000_000)


def test_every_field_of_a_row_counts() -> None:
    changed = [
        replace(LINK, number=3),
        replace(LINK, previous=b"\1" * 32),
        replace(LINK, actor="member:2"),
        replace(LINK, verb="case.read"),
        replace(LINK, minute=30_000_001),
        replace(LINK, pseudonym=b"\1" * 32),
        replace(LINK, reference=b"\1" * 32),
        replace(LINK, record=b"\1" * 32),
        replace(LINK, actor="member:1case", verb=".opened"),
    ]
    assert len({link.digest() for link in [LINK, *changed]}) == 10


def test_a_pseudonym_needs_the_audit_key() -> None:
    one, other = key("audit"), key("other")
    made = {
        pseudonym(one, CASE),
        pseudonym(one, OTHER_CASE),
        pseudonym(other, CASE),
        reference(one, ROW, 1),
        reference(one, ROW, 2),
        reference(one, OTHER_ROW, 1),
        reference(other, ROW, 1),
    }
    assert len(made) == 7
    assert record_digest(b"a") != record_digest(b"b")


def test_a_head_is_the_houses_word_for_one_moment() -> None:
    head, house = LINK.digest(), sign_public(HOUSE_SEED)
    signature = sign_head(HOUSE_SEED, 2, head, 9)
    refuses_tampering(signature, lambda s: verify_head(house, s, 2, head, 9))
    refused(lambda: verify_head(house, signature, 3, head, 9))
    refused(lambda: verify_head(house, signature, 2, bytes(32), 9))
    refused(lambda: verify_head(house, signature, 2, head, 10))
    refused(lambda: verify_head(sign_public(key("other")), signature, 2, head, 9))
