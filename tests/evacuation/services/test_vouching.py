"""Vouches: whose word counts, whose is refused, and what falls with an organisation."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.errors import NotAllowed, WrongState
from evacuation.models import Trusted
from evacuation.services.triage import claim_case
from evacuation.services.trusted import (
    NameTaken,
    add_trusted,
    all_looked_at,
    not_looked_at,
    revoke_trusted,
    suspend_trusted,
    trust_again,
)
from evacuation.services.verifying import (
    RECHECK,
    NotInTrust,
    level,
    vouches_stand,
)
from evacuation.services.vouching import (
    Conflict,
    OwnWord,
    recheck,
    set_vouch_aside,
    voucher_users,
)
from evacuation.unlocked import Unlocked
from evacuation.workflow.checked import Check
from evacuation.workflow.verification import VOUCH_LASTS, Basis
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.verification import (
    checked,
    opened,
    trusted,
    version,
    vouched,
    word,
)

ONE, TWO, LEAD, VERIFIER = "coordinator_one", "coordinator_two", "lead_one", "verifier"


@pytest.fixture
def case(desk: Desk) -> UUID:
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


@pytest.fixture
def partner(desk: Desk) -> Trusted:
    return trusted(desk[LEAD])


def level_of(me: Unlocked, case: UUID, later: timedelta = timedelta(0)) -> str:
    return str(level(opened(me, case), timezone.now() + later))


def marks(me: Unlocked, case: UUID) -> tuple[str, ...]:
    line = opened(me, case).line()
    assert line is not None
    return line.marks


def test_a_word_at_first_hand_makes_the_third_level_for_a_month(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    vouched(desk[ONE], case, word(partner))
    assert level_of(desk[VERIFIER], case) == "V3"
    assert level_of(desk[VERIFIER], case, VOUCH_LASTS) == "V0"
    later = timezone.now() + VOUCH_LASTS
    assert not vouches_stand(opened(desk[ONE], case), later)


def test_hearsay_does_not(desk: Desk, case: UUID, partner: Trusted) -> None:
    vouched(desk[ONE], case, word(partner, basis=Basis.SECOND_HAND))
    assert level_of(desk[ONE], case) == "V0"
    assert vouches_stand(opened(desk[ONE], case), timezone.now())


@pytest.mark.parametrize(
    "name", ["Invented Heron", "invented heron ", "@Invented.Heron"]
)
def test_nobody_vouches_for_themselves(
    desk: Desk, case: UUID, partner: Trusted, name: str
) -> None:
    with pytest.raises(OwnWord):
        vouched(desk[LEAD], case, word(partner, voucher=name))


def test_neither_the_owner_nor_the_writer_vouches(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    with pytest.raises(OwnWord):
        vouched(desk[VERIFIER], case, word(partner, voucher="Coordinator_One"))
    with pytest.raises(OwnWord):
        vouched(desk[VERIFIER], case, word(partner, user=desk.users[VERIFIER].pk))


def test_another_member_who_vouches_is_named_to_who_proposes(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    vouched(desk[ONE], case, word(partner, user=desk.users[TWO].pk))
    assert voucher_users(opened(desk[ONE], case)) == {desk.users[TWO].pk}


def test_a_conflict_of_interest_is_refused(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    with pytest.raises(Conflict):
        vouched(desk[ONE], case, word(partner, conflict=True))


def test_two_apart_and_something_more_make_the_fourth(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    other = trusted(desk[LEAD], "Invented Shelter")
    vouched(desk[ONE], case, word(partner))
    vouched(desk[ONE], case, word(other, voucher="Invented Stork"))
    assert level_of(desk[ONE], case) == "V3"
    checked(desk[VERIFIER], case, Check.CORROBORATED)
    assert level_of(desk[ONE], case) == "V4"


def test_a_suspended_organisation_marks_the_case_at_its_next_opening(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    vouched(desk[ONE], case, word(partner))
    recheck(opened(desk[ONE], case))
    assert RECHECK not in marks(desk[ONE], case)
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    recheck(opened(desk[ONE], case))
    assert RECHECK in marks(desk[ONE], case)
    assert level_of(desk[ONE], case) == "V0"
    before = version(case)
    recheck(opened(desk[LEAD], case))
    assert version(case) == before


def test_trust_that_came_back_does_not_bring_back_old_words(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    vouched(desk[ONE], case, word(partner))
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    trust_again(actor=desk[LEAD], code=partner.code)
    assert level_of(desk[ONE], case) == "V0"


def test_a_word_that_was_looked_at_is_set_aside_and_the_mark_goes(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    made = vouched(desk[ONE], case, word(partner))
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    recheck(opened(desk[ONE], case))
    aside(desk[ONE], case, made)
    assert RECHECK not in marks(desk[ONE], case)
    assert vouches_stand(opened(desk[ONE], case), timezone.now())
    with pytest.raises(WrongState):
        aside(desk[ONE], case, made)


def test_another_word_that_carries_it_makes_looking_again_needless(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    other = trusted(desk[LEAD], "Invented Shelter")
    vouched(desk[ONE], case, word(partner))
    vouched(desk[ONE], case, word(other, voucher="Invented Stork"))
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    assert vouches_stand(opened(desk[ONE], case), timezone.now())


def test_who_is_not_trusted_does_not_vouch(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    revoke_trusted(actor=desk[LEAD], code=partner.code)
    with pytest.raises(NotInTrust):
        vouched(desk[ONE], case, word(partner))
    with pytest.raises(WrongState):
        trust_again(actor=desk[LEAD], code=partner.code)


def test_leads_alone_say_who_is_trusted(desk: Desk, partner: Trusted) -> None:
    with pytest.raises(NotAllowed):
        add_trusted(actor=desk[ONE], name="Invented Club")
    with pytest.raises(NotAllowed):
        suspend_trusted(actor=desk[VERIFIER], code=partner.code)
    with pytest.raises(NameTaken):
        trusted(desk[LEAD], partner.name)


def test_the_board_says_who_was_stopped_until_a_lead_says_all_was_opened(
    desk: Desk, partner: Trusted
) -> None:
    assert not_looked_at() == []
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    assert not_looked_at() == [partner]
    all_looked_at(actor=desk[LEAD], code=partner.code)
    assert not_looked_at() == []


def aside(me: Unlocked, case: UUID, vouch: UUID) -> None:
    set_vouch_aside(
        actor=me, case_id=case, version=version(case), vouch=vouch, text="Invented."
    )
