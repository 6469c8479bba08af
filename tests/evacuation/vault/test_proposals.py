"""An approval holds for exactly what was proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from evacuation.vault.proposals import (
    Proposed,
    record_digest,
    sign_approval,
    sign_proposal,
    verify_approval,
    verify_proposal,
)
from tests.evacuation.vault.people import (
    CASE,
    FIRST,
    OTHER_CASE,
    OTHER_ROW,
    ROW,
    SECOND,
)
from tests.evacuation.vault.tampering import refused, refuses_tampering

PROPOSED = Proposed(
    ROW, CASE, "release", record_digest(ROW, b"x"), bytes(32), 1, 2, (3, 4)
)
CHANGED = [
    replace(PROPOSED, proposal=OTHER_ROW),
    replace(PROPOSED, case=OTHER_CASE),
    replace(PROPOSED, action="pay"),
    replace(PROPOSED, record=record_digest(ROW, b"y")),
    replace(PROPOSED, record=record_digest(OTHER_ROW, b"x")),
    replace(PROPOSED, commit=b"\1" * 32),
    replace(PROPOSED, roster=2),
    replace(PROPOSED, tier=1),
    replace(PROPOSED, barred=()),
    replace(PROPOSED, barred=(3,)),
    replace(PROPOSED, barred=(3, 4, 5)),
]
MAKER, APPROVER = FIRST.seeds.sign, SECOND.seeds.sign


def test_a_proposal_and_its_approval_are_their_signers() -> None:
    made = sign_proposal(MAKER, PROPOSED)
    refuses_tampering(made, lambda s: verify_proposal(FIRST.card.sign, s, PROPOSED))
    refused(lambda: verify_proposal(SECOND.card.sign, made, PROPOSED))
    given = sign_approval(APPROVER, PROPOSED, "yes")
    refuses_tampering(
        given, lambda s: verify_approval(SECOND.card.sign, s, PROPOSED, "yes")
    )
    refused(lambda: verify_approval(FIRST.card.sign, given, PROPOSED, "yes"))


def test_nothing_that_was_signed_can_be_exchanged() -> None:
    made, given = (
        sign_proposal(MAKER, PROPOSED),
        sign_approval(APPROVER, PROPOSED, "yes"),
    )
    for other in CHANGED:
        refused(lambda other=other: verify_proposal(FIRST.card.sign, made, other))  # type: ignore[misc]
        refused(
            lambda other=other: verify_approval(SECOND.card.sign, given, other, "yes")  # type: ignore[misc]
        )
    refused(lambda: verify_approval(SECOND.card.sign, given, PROPOSED, "no"))


def test_a_proposal_is_no_approval() -> None:
    made = sign_proposal(MAKER, PROPOSED)
    refused(lambda: verify_approval(FIRST.card.sign, made, PROPOSED, ""))


@pytest.mark.parametrize(
    "wrong", [{"tier": 0}, {"tier": 6}, {"barred": (4, 3)}, {"barred": (3, 3)}]
)
def test_nobody_signs_or_believes_a_tier_or_a_list_that_cannot_be(
    wrong: dict[str, Any],
) -> None:
    proposed = replace(PROPOSED, **wrong)
    refused(lambda: sign_proposal(MAKER, proposed))
    refused(lambda: sign_approval(APPROVER, proposed, "yes"))
    refused(lambda: verify_proposal(FIRST.card.sign, bytes(64), proposed))


def test_two_lists_of_the_barred_share_no_signature() -> None:
    fewer = replace(PROPOSED, tier=3, barred=(4,))
    made = sign_proposal(MAKER, fewer)
    refused(lambda: verify_proposal(FIRST.card.sign, made, PROPOSED))
    verify_proposal(FIRST.card.sign, made, fewer)
