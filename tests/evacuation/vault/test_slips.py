"""Only whose word counts can hand a key over, to one holder, for one place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evacuation.vault.cards import HOUSE, ORGANISATION, Right, Team
from evacuation.vault.encoding import Label, encode
from evacuation.vault.padding import TooLong
from evacuation.vault.sealing import VERSION, box, open_seal, seal, sign
from evacuation.vault.secret import Secret
from evacuation.vault.slips import (
    BOARD_BYTES,
    Grantor,
    Recipient,
    Slip,
    Slot,
    commit_of,
    note,
    open_note,
    open_wrap,
    rewrap,
    wrap,
)
from tests.evacuation.vault.people import (
    CASE,
    FIRST,
    HOUSE_SEED,
    INTAKE,
    KEYS,
    LEADS,
    OTHER_CASE,
    SECOND,
    STRANGER,
    THE_HOUSE,
    WORKER,
    Person,
    key,
    roster,
    trust,
)
from tests.evacuation.vault.tampering import refused, refuses_tampering

SHRED, KEY = key("shred"), key("triage key")
SLOT = Slot(CASE, "triage", 1)
COMMIT = commit_of(KEY, SLOT)
TRUST = trust()
ME = WORKER


def opened(
    sealed: bytes,
    slot: Slot = SLOT,
    me: Person = ME,
    shred: Secret = SHRED,
    commit: bytes = COMMIT,
) -> Slip:
    secret = me.seeds.box
    return open_wrap(shred, secret, sealed, slot, me.name, TRUST, commit)


def wrapped(by: Grantor = THE_HOUSE, slot: Slot = SLOT, content: Secret = KEY) -> bytes:
    return wrap(SHRED, content, slot, ME.receiving(), by)


def test_a_wrap_gives_its_key_and_says_by_whose_hand() -> None:
    slip = opened(wrapped(FIRST.granting()))
    assert (slip.content, slip.grantor, slip.roster) == (KEY, FIRST.name, 1)
    assert opened(wrapped()).grantor == HOUSE
    by_organisation = Grantor(ORGANISATION, KEYS.signing, 1)
    assert opened(wrapped(by_organisation)).grantor == ORGANISATION


def test_a_wrap_refuses_every_change() -> None:
    refuses_tampering(wrapped(), opened)


@pytest.mark.parametrize(
    "slot",
    [Slot(OTHER_CASE, "triage", 1), Slot(CASE, "identity", 1), Slot(CASE, "triage", 2)],
)
def test_a_wrap_moved_to_another_place_does_not_open(slot: Slot) -> None:
    by = FIRST.granting()
    refused(lambda: opened(wrapped(by), slot, commit=commit_of(KEY, slot)))
    # Whoever holds the shred key can seal it for that place: the header holds.
    boxed = open_seal(SHRED, wrapped(by), Label.WRAP, *SLOT.parts(), ME.name)
    moved = seal(SHRED, boxed, Label.WRAP, *slot.parts(), ME.name)
    refused(lambda: opened(moved, slot, commit=commit_of(KEY, slot)))


def test_a_wrap_opens_for_its_recipient_alone() -> None:
    refused(lambda: opened(wrapped(), me=SECOND))
    boxed = open_seal(SHRED, wrapped(), Label.WRAP, *SLOT.parts(), ME.name)
    renamed = seal(SHRED, boxed, Label.WRAP, *SLOT.parts(), SECOND.name)
    refused(
        lambda: open_wrap(
            SHRED, ME.seeds.box, renamed, SLOT, SECOND.name, TRUST, COMMIT
        )
    )


def test_a_key_passed_on_under_the_first_grantors_name_is_refused() -> None:
    """The header names the recipient's public key, so it cannot be boxed anew."""
    header = encode(
        Label.WRAP,
        VERSION,
        *SLOT.parts(),
        ME.name,
        SECOND.card.box,
        FIRST.name,
        1,
    )
    signature = sign(FIRST.seeds.sign, Label.WRAP_SIGN, header, KEY.reveal())
    inside = encode(Label.WRAP, header, KEY.reveal(), signature)
    boxed = box(ME.card.box, inside)
    refused(lambda: opened(seal(SHRED, boxed, Label.WRAP, *SLOT.parts(), ME.name)))


@pytest.mark.parametrize(
    "by",
    [
        STRANGER.granting(),
        Grantor(FIRST.name, STRANGER.seeds.sign, 1),
        Grantor(HOUSE, STRANGER.seeds.sign, 1),
        Grantor(ORGANISATION, HOUSE_SEED, 1),
        Grantor(INTAKE.name, key("intake"), 1),
        FIRST.granting(roster=0),
        FIRST.granting(roster=2),
    ],
)
def test_a_wrap_by_nobody_of_that_roster_is_refused(by: Grantor) -> None:
    refused(lambda: opened(wrapped(by)))


@pytest.mark.parametrize("right", [Right.AUDITOR, Right.ADMINISTRATOR])
def test_who_has_no_part_in_cases_hands_no_key_over(right: Right) -> None:
    clerk = Person(5, frozenset({right}))
    believed = trust(rosters=(roster(members=(*LEADS, WORKER, clerk)),))
    sealed = wrap(SHRED, KEY, SLOT, ME.receiving(), clerk.granting())
    refused(
        lambda: open_wrap(SHRED, ME.seeds.box, sealed, SLOT, ME.name, believed, COMMIT)
    )


def test_the_house_hands_over_at_epoch_one_alone() -> None:
    later = Slot(CASE, "triage", 2)
    commit = commit_of(KEY, later)
    refused(lambda: opened(wrapped(slot=later), later, commit=commit))
    assert opened(wrapped(FIRST.granting(), later), later, commit=commit).content == KEY


def test_a_member_who_came_later_did_not_sign_earlier() -> None:
    first = roster(members=LEADS)
    joined = trust(rosters=(first, roster(2, first, members=(*LEADS, WORKER))))
    for number, fits in ((1, False), (2, True)):
        sealed = wrap(SHRED, KEY, SLOT, FIRST.receiving(), WORKER.granting(number))
        args = (SHRED, FIRST.seeds.box, sealed, SLOT, FIRST.name, joined, COMMIT)
        if fits:
            assert open_wrap(*args).grantor == WORKER.name
        else:
            refused(lambda args=args: open_wrap(*args))  # type: ignore[misc]


def test_a_key_that_does_not_fit_the_commit_is_refused() -> None:
    refused(lambda: opened(wrapped(content=key("another key"))))
    refused(lambda: opened(wrapped(), commit=commit_of(KEY, Slot(CASE, "inbox", 1))))
    refused(lambda: opened(wrapped(), commit=b""))
    short = Secret(bytes(16))
    refused(lambda: opened(wrapped(content=short), commit=commit_of(short, SLOT)))


def test_a_teams_secret_fits_the_public_key_of_its_card() -> None:
    slot = Slot(str(Team.INTAKE), "secret", 1)
    sealed = wrapped(FIRST.granting(), slot, key("intake"))
    assert opened(sealed, slot, commit=INTAKE.box).content == key("intake")
    forged = wrapped(FIRST.granting(), slot, key("forged"))
    refused(lambda: opened(forged, slot, commit=INTAKE.box))


def test_without_the_shred_key_nothing_opens() -> None:
    refused(lambda: opened(wrapped(), shred=key("new shred")))


def test_a_new_shred_key_takes_the_wrap_along_and_leaves_the_old_one() -> None:
    new = key("new shred")
    sealed = wrapped()
    moved = rewrap(SHRED, new, sealed, SLOT, ME.name)
    assert opened(moved, shred=new).content == KEY
    refused(lambda: opened(moved))
    refused(lambda: opened(sealed, shred=new))
    refused(lambda: rewrap(new, SHRED, sealed, SLOT, ME.name))
    refused(lambda: rewrap(SHRED, new, sealed, SLOT, SECOND.name))


BOARD = Slot(CASE, "board", 1)


def noted(sealed: bytes, slot: Slot = BOARD, size: int = BOARD_BYTES) -> Slip:
    return open_note(SHRED, ME.seeds.box, sealed, size, slot, ME.name, TRUST)


def test_a_note_carries_a_record_of_one_size() -> None:
    notes = [
        note(SHRED, text, BOARD_BYTES, BOARD, ME.receiving(), THE_HOUSE)
        for text in (b"", b"short", "і".encode() * 255)
    ]
    assert len({len(sealed) for sealed in notes}) == 1
    assert noted(notes[1]).content.reveal() == b"short"
    refused(lambda: noted(notes[1], size=64))
    with pytest.raises(TooLong):
        note(SHRED, bytes(512), BOARD_BYTES, BOARD, ME.receiving(), THE_HOUSE)


def test_a_note_refuses_change_move_and_forgery() -> None:
    sealed = note(SHRED, b"line", BOARD_BYTES, BOARD, ME.receiving(), FIRST.granting())
    refuses_tampering(sealed, noted)
    for slot in (replace(BOARD, epoch=2), replace(BOARD, scope=OTHER_CASE)):
        refused(lambda slot=slot: noted(sealed, slot))  # type: ignore[misc]
    by = STRANGER.granting()
    forged = note(SHRED, b"line", BOARD_BYTES, BOARD, ME.receiving(), by)
    refused(lambda: noted(forged))
    moved = rewrap(SHRED, key("new"), sealed, BOARD, ME.name)
    assert open_seal(key("new"), moved, Label.NOTE, *BOARD.parts(), ME.name)


def test_a_note_is_no_wrap_and_a_wrap_no_note() -> None:
    padded_like_a_key = note(SHRED, b"", 32, SLOT, ME.receiving(), FIRST.granting())
    refused(lambda: opened(padded_like_a_key))
    refused(lambda: noted(wrapped(), SLOT, 32))
    # Also where the outer seal was made anew by somebody with the shred key.
    boxed = open_seal(SHRED, wrapped(), Label.WRAP, *SLOT.parts(), ME.name)
    refused(
        lambda: noted(seal(SHRED, boxed, Label.NOTE, *SLOT.parts(), ME.name), SLOT, 32)
    )


def test_a_slip_does_not_show_its_recipient_to_another_shred_key() -> None:
    """One shape whoever receives: names of one length, wraps of one length."""
    to = [Recipient("member:1", FIRST.card.box), Recipient("member:4", ME.card.box)]
    assert len({len(wrap(SHRED, KEY, SLOT, one, THE_HOUSE)) for one in to}) == 1
