"""A question to a voucher: made, answered once, heard by whoever opens the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from evacuation.duty_board import Show, rows
from evacuation.errors import NotVisible, TooLongText, WrongCode
from evacuation.models import Alert, Case, Record, Trusted, VouchDoor
from evacuation.services.asking_vouchers import (
    LASTS,
    LONGEST_QUESTION,
    Asked,
    NotAgreed,
    look_again,
)
from evacuation.services.doors import MOST_WRONG, forget_closed_doors
from evacuation.services.removing import renew_shred_keys
from evacuation.services.triage import claim_case
from evacuation.services.trusted import suspend_trusted
from evacuation.services.verifying import NotInTrust, level
from evacuation.services.voucher_door import (
    Answer,
    answer_question,
    is_open,
    read_question,
)
from evacuation.services.vouching import OwnWord
from evacuation.services.writing import sealed_letter
from evacuation.shredding import case_scope, finish_new_keys, shred_keys
from evacuation.unlocked import Unlocked
from evacuation.vault.doors import Door, DoorKey, open_door, read_door_key
from evacuation.workflow.verification import Basis, Vouched
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.verification import asked, opened, trusted

ONE, LEAD, VERIFIER = "coordinator_one", "lead_one", "verifier"
YES = Answer(
    vouches=True,
    basis=Basis.IN_PERSON,
    what=Vouched.ALL,
    since="2019",
    independent=True,
    text="Invented words.",
)


@pytest.fixture
def case(desk: Desk) -> UUID:
    made, _receipt = invented_case(danger="unknown", consents=["verify"])
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    return made.pk


@pytest.fixture
def partner(desk: Desk) -> Trusted:
    return trusted(desk[LEAD])


def answered(door: Asked, answer: Answer = YES) -> None:
    answer_question(link=door.link, typed=door.code, answer=answer)


def level_of(me: Unlocked, case: UUID) -> str:
    return str(level(opened(me, case), timezone.now()))


def test_an_answer_becomes_a_vouch_when_the_case_is_opened(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    door = asked(
        desk[VERIFIER], case, partner, question="Invented question?", agreed=True
    )
    assert read_question(link=door.link, typed=door.code).text == "Invented question?"
    answered(door)
    assert level_of(desk[ONE], case) == "V0"
    look_again(actor=desk[VERIFIER], case_id=case)
    assert level_of(desk[ONE], case) == "V3"
    answers = Alert.objects.filter(case=case, kind="vouch", acknowledged_at=None)
    assert answers.exists()
    (row,) = [row for row in rows(desk[ONE], show=Show.OPEN) if row.case.pk == case]
    assert row.step == "Read what a partner answered"
    look_again(actor=desk[ONE], case_id=case)
    assert not answers.exists()


def test_it_is_heard_once_whoever_opens_the_case(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    answered(asked(desk[ONE], case, partner))
    for part in (ONE, LEAD, VERIFIER, ONE):
        look_again(actor=desk[part], case_id=case)
    assert Record.objects.filter(case=case, kind="vouch").count() == 1


def test_one_answer_closes_the_door(desk: Desk, case: UUID, partner: Trusted) -> None:
    door = asked(desk[ONE], case, partner)
    answered(door)
    assert not is_open(link=door.link)
    with pytest.raises(NotVisible):
        answered(door)


def test_five_wrong_codes_close_it(desk: Desk, case: UUID, partner: Trusted) -> None:
    door = asked(desk[ONE], case, partner)
    for _time in range(MOST_WRONG):
        assert is_open(link=door.link)
        with pytest.raises(WrongCode):
            read_question(link=door.link, typed="0000-0000")
    with pytest.raises(NotVisible):
        answered(door)


def test_after_three_days_it_is_not_there(
    desk: Desk, case: UUID, partner: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = asked(desk[ONE], case, partner)
    later = timezone.now() + LASTS
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(NotVisible):
        answered(door)
    later += timedelta(hours=1)
    assert not is_open(link=door.link)
    forget_closed_doors()
    assert not VouchDoor.objects.exists()


def test_a_no_is_written_down_and_lowers_nothing(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    answered(asked(desk[ONE], case, partner), Answer(vouches=False, text="Not me."))
    look_again(actor=desk[ONE], case_id=case)
    assert level_of(desk[ONE], case) == "V0"
    assert not Record.objects.filter(case=case, kind="vouch").exists()


def test_a_conflict_that_they_say_themselves_does_not_count(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    said = Answer(True, Basis.IN_PERSON, Vouched.ALL, "2019", conflict=True)
    answered(asked(desk[ONE], case, partner), said)
    look_again(actor=desk[ONE], case_id=case)
    assert Record.objects.filter(case=case, kind="vouch").count() == 1
    assert level_of(desk[ONE], case) == "V0"


def test_an_answer_of_somebody_suspended_meanwhile_does_not_count(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    door = asked(desk[ONE], case, partner)
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    answered(door)
    look_again(actor=desk[ONE], case_id=case)
    assert level_of(desk[ONE], case) == "V0"


def test_it_is_still_heard_after_a_removal_has_changed_the_shred_key(
    desk: Desk,
    case: UUID,
    partner: Trusted,
    django_capture_on_commit_callbacks: Any,
) -> None:
    # Taking it over has changed the key once: here nothing commits by itself.
    finish_new_keys([case_scope(case)])
    answered(asked(desk[ONE], case, partner))
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        renew_shred_keys(actor="worker", cases=[case])
    look_again(actor=desk[ONE], case_id=case)
    assert level_of(desk[ONE], case) == "V3"


def test_who_can_write_rows_but_was_not_asked_vouches_for_nobody(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    door = the_door(asked(desk[ONE], case, partner))
    forged = {
        "at": timezone.now().isoformat(timespec="milliseconds"),
        "proof": "00" * 32,
        "vouches": True,
        "basis": "in_person",
        "what": "all",
        "since": "2019",
        "independent": True,
        "conflict": False,
        "text": "",
    }
    sealed_letter(
        shred_keys(case_scope(case)).writing,
        door.public,
        forged,
        case=case,
        compartment="verification",
        kind="letter",
        epoch=door.epoch,
    ).save()
    look_again(actor=desk[ONE], case_id=case)
    assert level_of(desk[ONE], case) == "V0"


def test_a_closed_case_takes_no_answer(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    door = asked(desk[ONE], case, partner)
    Case.objects.filter(pk=case).update(state="closed")
    with pytest.raises(NotVisible):
        answered(door)


def test_nobody_is_asked_without_consent(desk: Desk, partner: Trusted) -> None:
    made, _receipt = invented_case(danger="unknown")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    with pytest.raises(NotAgreed):
        asked(desk[ONE], made.pk, partner)
    assert not VouchDoor.objects.exists()
    asked(desk[ONE], made.pk, partner, agreed=True)


def test_neither_the_person_nor_an_untrusted_organisation_is_asked(
    desk: Desk, case: UUID, partner: Trusted
) -> None:
    with pytest.raises(OwnWord):
        asked(desk[LEAD], case, partner, voucher="Invented Heron")
    suspend_trusted(actor=desk[LEAD], code=partner.code)
    with pytest.raises(NotInTrust):
        asked(desk[ONE], case, partner)


def test_a_question_is_short(desk: Desk, case: UUID, partner: Trusted) -> None:
    with pytest.raises(TooLongText):
        asked(desk[ONE], case, partner, question="я" * (LONGEST_QUESTION + 1))
    asked(desk[ONE], case, partner, question="🪶" * LONGEST_QUESTION)


def the_door(asked_for: Asked) -> Door:
    key: DoorKey = read_door_key(asked_for.link, asked_for.code)
    row = VouchDoor.objects.get(pk=key.lookup)
    return open_door(key, bytes(row.sealed))
