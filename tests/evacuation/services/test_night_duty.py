"""Three in the morning: somebody is not heard, and who is on duty holds no key."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_string
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import StaleVersion
from evacuation.errors import NotAllowed, NotTrusted, NotVisible, WrongState
from evacuation.journeys.night_card import MOST_DONE, Came, NightCard
from evacuation.models import Alert, AuditRow, Case, Deadline, Note
from evacuation.models.choices import Compartment, NoteKind, RecordKind
from evacuation.services.by_itself import settle
from evacuation.services.granting import grant_key
from evacuation.services.journeys.agreed import protocol
from evacuation.services.journeys.expected import DONE, HEARD, said_of_check_ins
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.protocols import (
    Fault,
    NoProtocol,
    agree_protocol,
)
from evacuation.services.missed import raise_missed
from evacuation.services.night_cards import card_of
from evacuation.services.night_duty import (
    CardFull,
    WordsNeeded,
    missed_cases,
    note_step,
    read_card,
)
from evacuation.services.notices import keep_watch
from evacuation.services.overdue import raise_overdue
from evacuation.services.ownership import remove_member
from evacuation.services.roster_changes import (
    draft_mark,
    propose_roster,
    sign_draft,
)
from evacuation.services.triage import hear_case
from evacuation.workflow.movement.check_ins import Deed, Heard, Step, from_legs
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import HOUR, give_addresses, put_on_duty
from tests.evacuation.services.journeys.test_check_ins import (
    heard,
    planned,
    with_phrases,
)
from tests.evacuation.services.test_notices import EVERYBODY, later, told
from tests.evacuation.travels import travelling_case

pytestmark = pytest.mark.proof

TWO, LEAD = "coordinator_two", "lead_one"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
WAKES = "Somebody should have been heard. Sign in."


@pytest.fixture
def staffed(desk: Desk, receivers: Receivers) -> Desk:
    """Coordinator two on duty, lead one standing in; coordinator one owns the case."""
    give_addresses(desk, *EVERYBODY)
    put_on_duty(desk, TWO, stand_in=LEAD, end=2000 * HOUR)
    return desk


def on_the_way(desk: Desk) -> UUID:
    case = travelling_case(desk)
    with_phrases(desk, case)
    Alert.objects.filter(case=case).delete()
    return case


def pass_time(monkeypatch: pytest.MonkeyPatch, case: UUID, more: timedelta) -> None:
    """Until so long after the check-in was missed."""
    row = Deadline.objects.get(case=case, clock="check_in")
    later = row.due_at + 5 * MINUTE + more
    monkeypatch.setattr(timezone, "now", lambda: later)


def noted(desk: Desk, case: UUID, number: int, came: Came, words: str = "") -> None:
    note_step(
        actor=desk[TWO],
        case_id=case,
        version=version(case),
        number=number,
        came=came,
        words=words,
    )


def card(desk: Desk, case: UUID) -> NightCard:
    found = card_of(opened(desk, case, TWO))
    assert found is not None
    return found


def open_alerts(case: UUID) -> list[str]:
    rows = Alert.objects.filter(case=case, acknowledged_at__isnull=True)
    return sorted(rows.values_list("kind", flat=True))


def test_who_is_missed_wakes_duty_at_once_and_climbs(
    staffed: Desk, receivers: Receivers, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    keep_watch()
    keep_watch()
    ((to, mail),) = receivers.mails
    assert to == f"{TWO}@example.org"
    words = message_from_string(mail).get_payload()
    assert str(words).strip() == WAKES
    assert str(case) not in mail
    told(receivers)
    assert open_alerts(case) == ["check_in"]
    later(Alert.objects.get(case=case, kind="check_in"), 5)
    keep_watch()
    assert told(receivers) == [TWO, LEAD]


def test_it_is_raised_once_and_after_a_worker_that_died(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    assert raise_missed() == 1
    assert (raise_missed(), raise_overdue()) == (0, 0)
    read_card(actor=staffed[TWO], case_id=case)
    assert open_alerts(case) == []
    assert (raise_missed(), raise_overdue()) == (0, 0)
    # Nobody did anything for an hour.
    now = timezone.now() + HOUR
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert raise_missed() == 1


def test_whoever_was_heard_meanwhile_wakes_nobody(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    raise_missed()
    noted(staffed, case, 0, Came.PHRASE)
    assert open_alerts(case) == []
    assert raise_missed() == 0


def test_without_its_owner_duty_runs_the_protocol_to_its_end(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, desk = on_the_way(staffed), staffed
    for part in ("triage", "inbox", "replies"):
        grant_key(
            actor=desk[ONE],
            case_id=case,
            compartment=part,
            user_id=desk.users[LEAD].pk,
        )
    remove_member(actor=desk[LEAD], case_id=case, user_id=desk.users[ONE].pk)
    with pytest.raises(NotVisible):
        opened(desk, case, "auditor")
    pass_time(monkeypatch, case, MINUTE)
    assert raise_missed() == 1
    two = opened(desk, case, TWO)
    assert not any(two.holds(part) for part in Compartment.values)
    assert list(missed_cases(desk[TWO])) == [two.case]
    _opened, found = read_card(actor=desk[TWO], case_id=case)
    assert found.theirs == "Invented: it came on Tuesday."
    for number in range(len(found.steps)):
        noted(desk, case, number, Came.NOTHING, "Invented: rang ten times.")
        with pytest.raises(StaleVersion):
            noted(desk, case, number, Came.NOTHING)
    assert card(desk, case).next_step is None
    # Who holds the keys opens it in the morning.
    settle(opened(desk, case, LEAD))
    said = [
        one
        for one in said_of_check_ins(opened(desk, case, LEAD))
        if one["what"] == DONE
    ]
    assert sorted((one["number"], one["came"]) for one in said) == [
        (number, "nothing") for number in range(len(found.steps))
    ]
    assert {one["done_by"] for one in said} == {desk[TWO].name}
    before = version(case)
    settle(opened(desk, case, LEAD))
    assert version(case) == before


def test_who_was_taken_out_of_the_roster_leaves_a_card_that_is_read(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The team's key is another one then, and the owner reads nothing more."""
    case, desk = on_the_way(staffed), staffed
    row = Note.objects.get(case=case, kind=NoteKind.NIGHT_CARD)
    gone = {desk.users[ONE].pk}
    draft = propose_roster(actor=desk["lead_two"], accepted={}, left_out=gone)
    sign_draft(actor=desk["lead_three"], seen=draft_mark(draft))
    moved = Note.objects.get(case=case, kind=NoteKind.NIGHT_CARD)
    assert moved.recipient != row.recipient
    pass_time(monkeypatch, case, MINUTE)
    noted(desk, case, 0, Came.NOTHING)
    assert len(card(desk, case).done) == 1


def test_each_step_rings_when_it_is_due(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    raise_missed()
    noted(staffed, case, 0, Came.NOTHING)
    assert raise_missed() == 0
    step, due = card(staffed, case).next_step or pytest.fail("no step")
    assert str(step.deed) == "call"
    monkeypatch.setattr(timezone, "now", lambda: due)
    assert raise_missed() == 1


def test_the_phrase_to_who_is_on_duty_is_taken_as_heard(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    noted(staffed, case, 0, Came.PHRASE)
    now = timezone.now()
    settle(opened(staffed, case))
    taken = [
        one for one in said_of_check_ins(opened(staffed, case)) if one["what"] == HEARD
    ]
    assert [one["heard"] for one in taken] == ["phrase"]
    assert card(staffed, case).done == ()
    assert card(staffed, case).expected.at > now


def test_nobody_is_woken_before_they_are_missed(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock tells five minutes alone, and rings at their end, as the card says."""
    case = on_the_way(staffed)
    at = (timezone.now() + 2 * HOUR).replace(minute=4, second=0, microsecond=0)
    planned(staffed, case, at, tolerance=0 * MINUTE)
    for_now = [at - 3 * MINUTE]
    monkeypatch.setattr(timezone, "now", lambda: for_now[0])
    for early in (3 * MINUTE, 0 * MINUTE, -59 * SECOND):
        for_now[0] = at - early
        assert raise_missed() == 0
        read_card(actor=staffed[TWO], case_id=case)
        with pytest.raises(WrongState):
            noted(staffed, case, 0, Came.NOTHING)
    for_now[0] = at + MINUTE
    assert card(staffed, case).missed_at == for_now[0]
    assert raise_missed() == 1
    read_card(actor=staffed[TWO], case_id=case)
    assert open_alerts(case) == []


def test_what_a_key_holder_writes_beside_the_phrase_wakes_nobody(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    noted(staffed, case, 0, Came.PHRASE)
    heard(staffed, case, Heard.NOTHING)
    assert raise_missed() == 0
    rings = Deadline.objects.get(case=case, clock="check_in").due_at
    assert rings > timezone.now() + 3 * HOUR


def test_the_protocol_goes_on_where_nobody_took_the_phrase_for_four_hours(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    noted(staffed, case, 0, Came.PHRASE)
    with pytest.raises(WrongState):
        noted(staffed, case, 1, Came.NOTHING)
    pass_time(monkeypatch, case, MINUTE)
    assert raise_missed() == 1
    assert card(staffed, case).is_missed(timezone.now())
    noted(staffed, case, 1, Came.NOTHING)
    assert open_alerts(case) == []
    settle(opened(staffed, case))
    said = said_of_check_ins(opened(staffed, case))
    done = {one["number"]: one["came"] for one in said if one["what"] == DONE}
    assert done == {0: "phrase", 1: "nothing"}


def test_duress_to_who_is_on_duty_makes_it_critical(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    noted(staffed, case, 0, Came.DURESS)
    assert Case.objects.get(pk=case).level == "critical"
    settle(opened(staffed, case))
    kinds = opened(staffed, case).records("triage", RecordKind.ATTEMPT)
    assert len(kinds) == 1


def test_nothing_is_noted_of_who_is_not_missed_nor_without_a_word(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    with pytest.raises(WrongState):
        noted(staffed, case, 0, Came.NOTHING)
    pass_time(monkeypatch, case, MINUTE)
    with pytest.raises(WordsNeeded):
        noted(staffed, case, 0, Came.LEFT)
    with pytest.raises(NotAllowed):
        note_step(
            actor=staffed["verifier"],
            case_id=case,
            version=version(case),
            number=0,
            came=Came.NOTHING,
        )
    with pytest.raises(NotVisible):
        read_card(actor=staffed["verifier"], case_id=case)


def test_every_reading_is_recorded_and_a_forged_card_is_none(
    staffed: Desk,
) -> None:
    case = on_the_way(staffed)
    read_card(actor=staffed[TWO], case_id=case)
    rows = AuditRow.objects.filter(verb="night_card.read")
    assert [row.actor for row in rows] == [staffed[TWO].name]
    row = Note.objects.get(case=case, kind=NoteKind.NIGHT_CARD)
    Note.objects.filter(pk=row.pk).update(number=row.number - 1)
    with pytest.raises(NotTrusted):
        read_card(actor=staffed[TWO], case_id=case)


def test_what_was_done_stays_on_the_card_once_it_is_taken(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where no time was planned and the level says when."""
    case = on_the_way(staffed)
    heard(staffed, case, Heard.PHRASE)
    last = from_legs([one.leg for one in plan_of(opened(staffed, case)).legs])[-1]
    monkeypatch.setattr(timezone, "now", lambda: last.at)
    heard(staffed, case, Heard.PHRASE)
    pass_time(monkeypatch, case, MINUTE)
    noted(staffed, case, 0, Came.NOTHING)
    rings = Deadline.objects.get(case=case, clock="check_in").due_at
    settle(opened(staffed, case))
    assert [one.came for one in card(staffed, case).done] == [Came.NOTHING]
    assert Deadline.objects.get(case=case, clock="check_in").due_at == rings


def test_whoever_holds_the_keys_and_opens_the_case_sees_the_night(
    staffed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(staffed)
    pass_time(monkeypatch, case, MINUTE)
    noted(staffed, case, 0, Came.SEEN, "Invented: the host saw them.")
    found = hear_case(actor=staffed[ONE], case_id=case)
    said = [one for one in said_of_check_ins(found) if one["what"] == DONE]
    assert [one["text"] for one in said] == ["Invented: the host saw them."]


def test_a_full_card_takes_no_more_but_that_they_were_heard(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = on_the_way(desk)
    pass_time(monkeypatch, case, MINUTE)
    for number in range(MOST_DONE):
        noted(desk, case, number, Came.LEFT, "Invented: " + "щ" * 100)
    with pytest.raises(CardFull):
        noted(desk, case, MOST_DONE, Came.LEFT, "Invented.")
    assert len(card(desk, case).done) == MOST_DONE
    noted(desk, case, MOST_DONE, Came.PHRASE)
    assert len(card(desk, case).done) == MOST_DONE + 1


def test_more_people_to_call_than_the_card_holds_are_refused(desk: Desk) -> None:
    case = on_the_way(desk)
    before = protocol(opened(desk, case))
    steps = [Step(Deed.CALL, n * MINUTE, "щ" * 80, "Invented.") for n in range(6)]
    with pytest.raises(NoProtocol) as refused:
        agree_protocol(
            actor=desk[ONE],
            case_id=case,
            version=version(case),
            steps=steps,
            public_agreed=False,
        )
    assert refused.value.found == [(Fault.LONG, None)]
    assert protocol(opened(desk, case)) == before
