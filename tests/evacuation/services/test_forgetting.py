"""Closed cases are forgotten on their day, after a warning, unless they are held."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.access import open_case
from evacuation.errors import NotAllowed, NotVisible
from evacuation.models import AuditRow, Case, Notice
from evacuation.services import letters, proven_ends
from evacuation.services.auditing import sign_daily_head
from evacuation.services.closing import close_case, reopen_case
from evacuation.services.expiry import erase_due_cases
from evacuation.services.forgetting import forget_due_cases, forgotten, wrong_ends
from evacuation.services.mailbox import sign_in
from evacuation.services.moving import steps_for
from evacuation.services.notices import FORGETTING, WRONG_END, deliver
from evacuation.services.retaining import HeldLongEnough, hold_case, holds
from evacuation.services.triage import claim_case
from evacuation.shred.models import ShredRow
from evacuation.vault.cards import Right
from evacuation.vault.receipts import Receipt
from evacuation.workflow.guards import Guard
from evacuation.workflow.reasons import Ending, Reopening
from evacuation.workflow.retention import Keeping
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import give_addresses

pytestmark = pytest.mark.proof

ONE = "coordinator_one"
DAY = timedelta(days=1)


class Clock:
    """The time goes as far as a test says; the worker ticks on the way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.now)
        tick()

    def go(self, days: int) -> None:
        for _day in range(days * 2):
            self.now += DAY / 2
            tick()

    def jump(self, days: int) -> None:
        self.now += days * DAY


def tick() -> None:
    deliver()
    forget_due_cases()
    erase_due_cases()
    sign_daily_head()


@pytest.fixture
def clock(desk: Desk, receivers: Receivers, monkeypatch: pytest.MonkeyPatch) -> Clock:
    give_addresses(desk, "lead_one")
    noon = timezone.now().replace(hour=12)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return Clock(monkeypatch)


def ended(desk: Desk, reason: Ending = Ending.ADVICE) -> tuple[UUID, Receipt]:
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    close_case(actor=desk[ONE], case_id=made.pk, reason=reason, text="x", version=2)
    return made.pk, receipt


def forget_at(case: UUID) -> datetime:
    found = Case.objects.get(pk=case).forget_at
    assert found is not None
    return found


def hold(desk: Desk, case: UUID, part: str = ONE) -> datetime:
    return hold_case(
        actor=desk[part],
        case_id=case,
        version=Case.objects.get(pk=case).version,
        reason=Keeping.ASYLUM,
        text="Invented.",
    )


def test_a_closed_case_goes_after_its_days_with_everything(
    desk: Desk, clock: Clock
) -> None:
    spam, _receipt = ended(desk, Ending.SPAM)
    case, _receipt = ended(desk)
    clock.go(29)
    assert Case.objects.filter(pk__in=[spam, case]).count() == 2
    clock.go(2)
    assert set(Case.objects.values_list("pk", flat=True)) == {case}
    clock.go(60)
    assert not Case.objects.exists()
    assert not ShredRow.objects.filter(scope__startswith="case:").exists()
    with pytest.raises(NotVisible):
        open_case(desk[ONE], case)
    gone = forgotten(most=10)
    assert len(gone) == 2
    assert gone[0].readable_until - gone[0].at == 7 * DAY
    assert str(case) not in repr(gone)


def test_leads_hear_of_it_two_weeks_before_and_not_every_day(
    desk: Desk, clock: Clock
) -> None:
    ended(desk, Ending.SPAM)
    told = Notice.objects.filter(step=FORGETTING, day__isnull=False)
    clock.go(15)
    assert not told.exists()
    clock.go(14)
    assert 0 < told.count() <= 2 * told.values("user").distinct().count()


def test_nothing_goes_unwarned_when_a_clock_jumps(desk: Desk, clock: Clock) -> None:
    case, _receipt = ended(desk)
    clock.go(1)
    clock.jump(120)
    tick()
    assert Case.objects.filter(pk=case).exists()
    clock.go(13)
    assert Case.objects.filter(pk=case).exists()
    clock.go(2)
    assert not Case.objects.filter(pk=case).exists()


def test_whoever_writes_again_is_kept_from_then_on(desk: Desk, clock: Clock) -> None:
    case, receipt = ended(desk)
    clock.go(80)
    letters.write_letter(actor=sign_in(typed=receipt.shown()), text="I am here.")
    clock.go(80)
    assert Case.objects.filter(pk=case).exists()
    clock.go(11)
    assert not Case.objects.filter(pk=case).exists()


def test_a_case_that_goes_on_has_no_such_day(desk: Desk, clock: Clock) -> None:
    case, _receipt = ended(desk)
    reopen_case(
        actor=desk[ONE], case_id=case, ground=Reopening.CAME_BACK, reason="x", version=3
    )
    assert Case.objects.get(pk=case).forget_at is None
    clock.go(100)
    assert Case.objects.filter(pk=case).exists()


def test_a_hold_is_looked_at_every_quarter_and_ends_after_two_years(
    desk: Desk, clock: Clock
) -> None:
    case, _receipt = ended(desk)
    first = hold(desk, case)
    assert first - clock.now <= 91 * DAY
    with pytest.raises(NotAllowed):
        hold(desk, case, "coordinator_two")
    (said,) = holds(open_case(desk[ONE], case))
    assert (said["reason"], said["text"]) == ("asylum_evidence", "Invented.")
    # The worker looks so often that no jump is seen.
    for _quarter in range(8):
        clock.jump(90)
        Case.objects.filter(pk=case).update(forget_at=clock.now + DAY)
        hold(desk, case)
    assert forget_at(case) <= first + 730 * DAY
    clock.jump(90)
    with pytest.raises(HeldLongEnough):
        hold(desk, case)


def test_forgetting_is_written_into_the_audit(desk: Desk, clock: Clock) -> None:
    ended(desk, Ending.SPAM)
    clock.go(31)
    row = AuditRow.objects.get(verb="case.erased")
    assert row.actor == "worker"


def told_of_a_wrong_end() -> bool:
    return Notice.objects.filter(step=WRONG_END, sent_at__isnull=False).exists()


def by_hand(case: UUID, **columns: object) -> None:
    Case.objects.filter(pk=case).update(**columns)


def test_an_open_case_set_to_closed_by_hand_is_never_erased(
    desk: Desk, clock: Clock
) -> None:
    made, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    clock.go(40)
    by_hand(made.pk, state="closed", forget_at=clock.now - DAY)
    clock.go(40)
    assert Case.objects.filter(pk=made.pk).exists()
    assert told_of_a_wrong_end()
    assert [case.pk for case in wrong_ends()] == [made.pk]


def test_a_case_opened_again_and_set_to_closed_by_hand_is_kept(
    desk: Desk, clock: Clock
) -> None:
    case, _receipt = ended(desk)
    reopen_case(
        actor=desk[ONE], case_id=case, ground=Reopening.CAME_BACK, reason="x", version=3
    )
    clock.go(40)
    by_hand(case, state="closed", forget_at=clock.now - DAY)
    clock.go(20)
    assert Case.objects.filter(pk=case).exists()
    assert told_of_a_wrong_end()


def test_a_day_set_forward_by_hand_spares_neither_the_time_nor_the_warning(
    desk: Desk, clock: Clock
) -> None:
    case, _receipt = ended(desk)
    by_hand(case, forget_at=clock.now - DAY)
    clock.go(25)
    assert Case.objects.filter(pk=case).exists()
    assert told_of_a_wrong_end()


def test_nothing_goes_while_no_warning_went_out(
    desk: Desk, clock: Clock, receivers: Receivers
) -> None:
    case, _receipt = ended(desk, Ending.SPAM)
    receivers.mail = receivers.phone = "refuse"
    clock.go(50)
    assert Case.objects.filter(pk=case).exists()
    receivers.mail = "take"
    clock.go(11)
    assert Case.objects.filter(pk=case).exists()
    clock.go(5)
    assert not Case.objects.filter(pk=case).exists()


def test_a_row_of_the_audit_that_was_written_by_hand_today_is_not_old(
    desk: Desk, clock: Clock
) -> None:
    made, _receipt = invented_case()
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    clock.go(40)
    before, clock.now = clock.now, clock.now - 40 * DAY
    proven_ends.note(made.pk, "case.closed")
    proven_ends.note(made.pk, proven_ends.WARNED)
    clock.now = before
    by_hand(made.pk, state="closed", forget_at=clock.now - DAY)
    clock.go(5)
    assert Case.objects.filter(pk=made.pk).exists()


def test_a_steward_who_has_the_keys_reads_why_a_closed_case_is_not_forgotten_yet(
    desk: Desk, clock: Clock
) -> None:
    case, _receipt = ended(desk)
    card = desk.card(ONE)
    both = replace(desk[ONE], card=replace(card, rights=card.rights | {Right.STEWARD}))

    def missing() -> list[Guard]:
        found = {one.name: gone for one, gone in steps_for(open_case(both, case))}
        return found["purge"]

    assert missing() == [Guard.RETENTION_DUE]
    clock.jump(91)
    assert missing() == []
    hold(desk, case)
    assert missing() == [Guard.RETENTION_DUE]
