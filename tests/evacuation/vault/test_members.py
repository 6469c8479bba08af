"""A person's keys open by password or code, as long as nobody changed the row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacuation.vault.members import (
    SealedSeeds,
    new_opening_code,
    new_seeds,
    open_by_code,
    open_by_password,
    seal_for_password,
    seal_seeds,
)
from evacuation.vault.passwords import CHEAP, STRONG, password_key
from evacuation.vault.secret import Secret
from evacuation.vault.sessions import Stage, open_session, seal_session
from evacuation.vault.tokens import (
    new_token,
    open_token_key,
    read_token,
    seal_token_key,
    sign_token,
    verify_token,
)
from tests.evacuation.vault.people import (
    CASE,
    FIRST,
    OTHER_CASE,
    OTHER_ROW,
    ROW,
    SECOND,
    key,
)
from tests.evacuation.vault.tampering import refused, refuses_tampering

PEPPER = key("pepper")
PASSWORD = "пароль of 14 letters"
CODE = new_opening_code()
SEEDS = new_seeds()
SEALED = seal_seeds(SEEDS, 7, PEPPER, PASSWORD, CODE, CHEAP)


def test_password_and_code_open_the_same_seeds() -> None:
    assert open_by_password(SEALED, 7, PEPPER, PASSWORD) == SEEDS
    assert open_by_code(SEALED, 7, CODE.shown().lower()) == SEEDS


def test_another_password_pepper_user_or_code_opens_nothing() -> None:
    refused(lambda: open_by_password(SEALED, 7, PEPPER, PASSWORD + " "))
    refused(lambda: open_by_password(SEALED, 7, PEPPER, "\ud800"))
    refused(lambda: open_by_password(SEALED, 7, key("other"), PASSWORD))
    refused(lambda: open_by_password(SEALED, 8, PEPPER, PASSWORD))
    refused(lambda: open_by_code(SEALED, 8, CODE.shown()))
    refused(lambda: open_by_code(SEALED, 7, new_opening_code().shown()))
    refused(lambda: open_by_code(SEALED, 7, "not a code"))


@pytest.mark.parametrize("column", ["by_password", "box_public", "sign_public", "salt"])
def test_a_changed_column_opens_nothing_by_password(column: str) -> None:
    refuses_tampering(
        getattr(SEALED, column),
        lambda data: open_by_password(
            replace(SEALED, **{column: data}), 7, PEPPER, PASSWORD
        ),
    )


@pytest.mark.parametrize("column", ["by_code", "box_public", "sign_public"])
def test_a_changed_column_opens_nothing_by_code(column: str) -> None:
    refuses_tampering(
        getattr(SEALED, column),
        lambda data: open_by_code(replace(SEALED, **{column: data}), 7, CODE.shown()),
    )


def test_one_persons_row_does_not_become_anothers() -> None:
    mine = seal_seeds(FIRST.seeds, 1, PEPPER, PASSWORD, CODE, CHEAP)
    theirs = SealedSeeds(
        SEALED.box_public, SEALED.sign_public, mine.salt, mine.by_password, mine.by_code
    )
    refused(lambda: open_by_password(theirs, 7, PEPPER, PASSWORD))
    refused(lambda: open_by_code(theirs, 7, CODE.shown()))


def test_a_new_password_leaves_the_code_as_it_is() -> None:
    salt, sealed = seal_for_password(SEEDS, 7, PEPPER, "another password", CHEAP)
    changed = replace(SEALED, salt=salt, by_password=sealed)
    assert open_by_password(changed, 7, PEPPER, "another password") == SEEDS
    refused(lambda: open_by_password(changed, 7, PEPPER, PASSWORD))
    assert open_by_code(changed, 7, CODE.shown()) == SEEDS


def test_parameters_come_with_the_version_and_unknown_ones_are_refused() -> None:
    made = {password_key(PEPPER, "p", bytes(16), v).reveal() for v in (CHEAP, STRONG)}
    assert len(made) == 2
    refused(lambda: password_key(PEPPER, "p", bytes(16), 2))
    refused(lambda: password_key(PEPPER, "p", bytes(15), CHEAP))


def test_a_session_opens_with_its_cookie_user_and_stage() -> None:
    cookie = key("cookie")
    sealed = seal_session(cookie, SEEDS, CASE, 7, Stage.PENDING)
    refuses_tampering(
        sealed, lambda data: open_session(cookie, data, CASE, 7, Stage.PENDING)
    )
    refused(lambda: open_session(cookie, sealed, CASE, 7, Stage.OPEN))
    refused(lambda: open_session(key("other"), sealed, CASE, 7, Stage.PENDING))
    refused(lambda: open_session(cookie, sealed, OTHER_CASE, 7, Stage.PENDING))
    refused(lambda: open_session(cookie, sealed, CASE, 8, Stage.PENDING))


def test_a_token_opens_its_own_key_alone() -> None:
    token, secret = read_token(key("token").reveal()), key("token box")
    sealed, public = seal_token_key(token, secret), FIRST.seeds.box_public
    refused(lambda: open_token_key(token, sealed, public))
    mine = Secret(FIRST.seeds.box.reveal())
    row = seal_token_key(token, mine)
    refuses_tampering(row, lambda data: open_token_key(token, data, public))
    refused(lambda: open_token_key(new_token(), row, public))
    refused(lambda: read_token(b"short"))


def test_what_a_token_derives_is_apart_for_each_use_and_request() -> None:
    token = read_token(key("token").reveal())
    mine, mine_key = token.mailbox(ROW)
    other, other_key = token.mailbox(OTHER_ROW)
    keys = [
        mine_key,
        other_key,
        token.key,
        token.replay_key("a"),
        token.replay_key("b"),
    ]
    made = {mine, other, token.lookup, *(k.reveal() for k in keys)}
    assert len(made) == 8


def test_a_token_card_holds_for_what_its_member_signed() -> None:
    public = SEEDS.box_public
    signature = sign_token(FIRST.seeds.sign, 1, public, "cases:read", 99)
    signer = FIRST.card.sign
    refuses_tampering(
        signature, lambda s: verify_token(signer, s, 1, public, "cases:read", 99)
    )
    for changed in (
        (2, public, "cases:read", 99),
        (1, SECOND.card.box, "cases:read", 99),
        (1, public, "cases:write", 99),
        (1, public, "cases:read", 100),
    ):
        refused(lambda changed=changed: verify_token(signer, signature, *changed))  # type: ignore[misc]
    refused(
        lambda: verify_token(SECOND.card.sign, signature, 1, public, "cases:read", 99)
    )
