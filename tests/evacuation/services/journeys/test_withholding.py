"""What was told goes at once, also windows that open later, whoever stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.journeys.told import Told, ToWhom
from evacuation.models import Case, Record
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.by_itself import settle
from evacuation.services.granting import grant_key
from evacuation.services.journeys.disclosing import Telling, disclose
from evacuation.services.journeys.plans import plan_of, save_plan
from evacuation.services.journeys.setting_out import depart
from evacuation.services.letters import say_well
from evacuation.services.mailbox import Requester, read_mail, sign_in
from evacuation.services.moving import confirm_step
from evacuation.services.triage import hear_case
from evacuation.services.verifying import record_check
from evacuation.workflow.checked import Check
from evacuation.workflow.movement.going import Device
from tests.evacuation.decisions import ONE, opened, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.travels import cleared, in_planning, listed, received

pytestmark = pytest.mark.proof

NOW, LATER = "Invented: the blue door.", "Invented: the second bus."
DURESS = "Invented: it came broken."
H = timedelta(hours=1)


def tell(desk: Desk, case: UUID, text: str, begins: timedelta) -> None:
    opens = timezone.now() + begins
    disclose(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        telling=Telling(Told.ADDRESS, ToWhom.PERSON, opens, opens + 70 * H, text),
    )


def planned(desk: Desk) -> tuple[UUID, Requester]:
    """Told now, and once more from ten hours on."""
    case, receipt = invented_case(danger="unknown", safe_now="yes")
    in_planning(desk, case.pk)
    tell(desk, case.pk, NOW, timedelta(0))
    tell(desk, case.pk, LATER, 10 * H)
    return case.pk, sign_in(typed=receipt.shown())


def read(person: Requester) -> list[str]:
    again = sign_in(typed=person.receipt.shown())
    return [one.text for one in read_mail(actor=again).answers]


def rows(case: UUID) -> int:
    found = Record.objects.filter(case=case, kind=RecordKind.REPLY)
    return found.filter(gone_at__isnull=False).count()


def lost(desk: Desk, case: UUID) -> None:
    assert step(desk[ONE], case, "lose_contact", text="Invented.")


def held(desk: Desk, case: UUID) -> None:
    said = {"reason": "hospital", "check_ins": "x", "days": 7}
    assert step(desk[ONE], case, "hold", **said)


def under_duress(desk: Desk, case: UUID) -> None:
    log_attempt(
        actor=desk[ONE], case_id=case, version=version(case), code=Attempt.DURESS
    )


def contradicted(desk: Desk, case: UUID) -> None:
    verifier = desk["verifier"]
    grant_key(
        actor=desk[ONE],
        case_id=case,
        compartment=Compartment.VERIFICATION,
        user_id=verifier.user.pk,
    )
    record_check(
        actor=verifier,
        case_id=case,
        version=version(case),
        check=Check.ADVERSE,
        text="Invented: another says the same name is theirs.",
    )


def frozen(desk: Desk, case: UUID) -> None:
    assert step(desk["verifier"], case, "freeze", text="Invented.")


def seized(desk: Desk, case: UUID) -> None:
    plan = replace(plan_of(opened(desk, case)), device=Device.SEIZED)
    save_plan(actor=desk["verifier"], case_id=case, version=version(case), plan=plan)


BY_HOLDERS = (lost, held, under_duress)
WITHOUT_KEY = (contradicted, frozen, seized)


@pytest.mark.parametrize("stop", [*BY_HOLDERS, *WITHOUT_KEY])
def test_nothing_is_read_after_a_stop_and_no_window_opens(
    desk: Desk,
    stop: Callable[[Desk, UUID], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case, person = planned(desk)
    assert read(person) == [NOW]
    stop(desk, case)
    assert read(person) == []
    assert rows(case) == (2 if stop in WITHOUT_KEY else 0)
    later = timezone.now() + 11 * H
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        assert read(person) == []
    settle(opened(desk, case))
    assert rows(case) == 0
    assert not Case.objects.get(pk=case).withheld


def test_what_is_told_after_a_stop_brings_nothing_old_back(desk: Desk) -> None:
    case, person = planned(desk)
    Case.objects.filter(pk=case).update(withheld=True)
    tell(desk, case, "Invented: another door.", timedelta(0))
    assert read(person) == ["Invented: another door."]
    assert rows(case) == 1


def test_the_phrase_of_duress_takes_it_all_back_once_somebody_looks(
    desk: Desk,
) -> None:
    case, person = planned(desk)
    say_well(actor=person, text=DURESS)
    hear_case(actor=desk[ONE], case_id=case)
    assert Case.objects.get(pk=case).level == "critical"
    assert read(person) == []
    assert rows(case) == 0


def test_once_everybody_is_there_nobody_reads_the_way_any_more(desk: Desk) -> None:
    case, person = planned(desk)
    cleared(desk, case)
    listed(desk, case)
    confirm_step(actor=desk["verifier"], case_id=case, version=version(case))
    depart(actor=desk[ONE], case_id=case, version=version(case))
    assert read(person) == [NOW]
    received(desk, case)
    assert read(person) == []
    assert rows(case) == 0
    # What they need there is told anew.
    tell(desk, case, "Invented: the doctor's door.", timedelta(0))
    assert read(person) == ["Invented: the doctor's door."]


def test_a_go_that_falls_takes_it_back(desk: Desk) -> None:
    case, person = planned(desk)
    cleared(desk, case)
    listed(desk, case)
    confirm_step(actor=desk["verifier"], case_id=case, version=version(case))
    assert read(person) == [NOW]
    assert step(desk[ONE], case, "recheck")
    assert read(person) == []
    assert rows(case) == 0
