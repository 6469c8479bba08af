"""A receipt alone ends nothing that is under way: who speaks is asked by phrase."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import Settings

from evacuation.errors import NotVisible, WrongState
from evacuation.models import Case, Deadline, Record
from evacuation.models.choices import State, Urgency
from evacuation.services import letters
from evacuation.services.by_itself import settle
from evacuation.services.clocks import set_clock
from evacuation.services.erasure import ask_erasure, keep_after_all
from evacuation.services.expiry import forget_what_is_due
from evacuation.services.mailbox import Requester, read_mail, sign_in
from evacuation.services.moving import StepLacks
from evacuation.services.triage import hear_case
from evacuation.services.wished import Wish, may_withdraw, open_wishes
from evacuation.services.wishes import NoWish, confirm_wish
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.check_ins import Heard, Through
from tests.evacuation.decisions import ONE, opened, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import asked
from tests.evacuation.services.test_triage import claimed
from tests.evacuation.travels import travelling_case

pytestmark = pytest.mark.proof

STATES = ("approved", "planning", "ready", "in_transit", "arrived")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: object) -> None:
    settings.WAYMARK_VAR = tmp_path
    settings.WAYMARK_HEADS_FILE = f"{tmp_path}/heads"


def under_way(desk: Desk, state: str) -> tuple[Case, Requester]:
    """A case of coordinator one in that state, with a check-in that runs."""
    case, receipt = claimed(desk)
    Case.objects.filter(pk=case.pk).update(state=state, level="medium")
    case.refresh_from_db()
    set_clock(case, Clock.CHECK_IN, timezone.now() + HOUR)
    return case, sign_in(typed=receipt.shown())


def runs(case: UUID) -> bool:
    return Deadline.objects.filter(case=case, clock="check_in").exists()


def next_step(desk: Desk, case: UUID) -> tuple[str, tuple[str, ...]]:
    line = opened(desk, case).line()
    return line.next_step, line.marks


def confirmed(desk: Desk, case: UUID, wish: Wish, heard: Heard = Heard.PHRASE) -> bool:
    return confirm_wish(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        wish=wish,
        heard=heard,
        through=Through.CHANNEL,
    )


@pytest.mark.parametrize("state", STATES)
def test_erasing_by_receipt_alone_stops_nothing(desk: Desk, state: str) -> None:
    case, person = under_way(desk, state)
    assert not ask_erasure(actor=person)
    forget_what_is_due()
    now = Case.objects.get(pk=case.pk)
    assert (now.state, now.erase_at) == (state, None)
    assert runs(case.pk)
    assert open_wishes(opened(desk, case.pk)) == [Wish.ERASE]
    # They read that it was heard, and write on.
    again = sign_in(typed=person.receipt.shown())
    standing = read_mail(actor=again).standing
    assert standing is not None
    assert standing.kind == "erase"
    keep_after_all(actor=again)
    assert open_wishes(opened(desk, case.pk)) == []


@pytest.mark.parametrize("state", STATES)
def test_withdrawing_by_receipt_alone_stops_nothing(desk: Desk, state: str) -> None:
    case, person = under_way(desk, state)
    letters.withdraw(actor=person)
    hear_case(actor=desk[ONE], case_id=case.pk)
    settle(opened(desk, case.pk))
    assert Case.objects.get(pk=case.pk).state == state
    assert runs(case.pk)
    assert open_wishes(opened(desk, case.pk)) == [Wish.WITHDRAW]


@pytest.mark.parametrize("state", STATES)
def test_an_erasure_that_waited_is_a_wish_once_help_is_under_way(
    desk: Desk, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, receipt = asked(Urgency.CRITICAL)
    ask_erasure(actor=sign_in(typed=receipt.shown()))
    Case.objects.filter(pk=case.pk).update(state=state)
    later = timezone.now() + 27 * HOUR
    monkeypatch.setattr(timezone, "now", lambda: later)
    forget_what_is_due()
    assert Case.objects.get(pk=case.pk).erase_at is None
    assert Record.objects.filter(case=case).exists()


def test_the_phrase_erases_it(desk: Desk) -> None:
    case, person = under_way(desk, "planning")
    ask_erasure(actor=person)
    assert confirmed(desk, case.pk, Wish.ERASE)
    assert not Case.objects.filter(pk=case.pk).exists()
    with pytest.raises(NotVisible):
        opened(desk, case.pk)


@pytest.mark.parametrize("heard", [Heard.WRONG, Heard.NOTHING, Heard.DURESS])
def test_anything_else_erases_nothing(desk: Desk, heard: Heard) -> None:
    case, person = under_way(desk, "planning")
    ask_erasure(actor=person)
    assert not confirmed(desk, case.pk, Wish.ERASE, heard)
    now = Case.objects.get(pk=case.pk)
    assert (now.level == "critical") == (heard == Heard.DURESS)


def test_nobody_confirms_what_nobody_asked(desk: Desk) -> None:
    case, _person = under_way(desk, "planning")
    with pytest.raises(NoWish):
        confirmed(desk, case.pk, Wish.ERASE)
    case, _person = under_way(desk, "triage")
    with pytest.raises(WrongState):
        confirmed(desk, case.pk, Wish.ERASE)


def test_the_owner_closes_it_by_phrase_and_not_before(desk: Desk) -> None:
    asking, person = under_way(desk, "planning")
    letters.withdraw(actor=person)
    assert not may_withdraw(opened(desk, asking.pk))
    hear_case(actor=desk[ONE], case_id=asking.pk)
    assert next_step(desk, asking.pk) == ("hear", ("asked_to_stop",))
    assert not confirmed(desk, asking.pk, Wish.WITHDRAW)
    assert may_withdraw(opened(desk, asking.pk))
    assert next_step(desk, asking.pk) == ("close", ("withdrawn",))
    case = travelling_case(desk)
    with pytest.raises(StepLacks):
        step(desk[ONE], case, "withdraw")
    assert Case.objects.get(pk=case).state == State.IN_TRANSIT
