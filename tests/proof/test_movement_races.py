"""On the way, by many at once, on real connections: nobody is lost or gone twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.utils import timezone

from evacuation.journeys.night_card import Came
from evacuation.journeys.reception import Company, Reception
from evacuation.models import (
    Alert,
    AuditRow,
    Case,
    CountryAlert,
    Deadline,
    HostDoor,
    Proposal,
    Record,
)
from evacuation.models.choices import RecordKind, State
from evacuation.services.by_itself import settle
from evacuation.services.countries.alerts import raise_alert
from evacuation.services.doors import MOST_WRONG
from evacuation.services.journeys.asking_hosts import AskedHost, ask_host
from evacuation.services.journeys.expected import DONE, PLANNED, said_of_check_ins
from evacuation.services.journeys.host_door import (
    MOST_ARRIVALS,
    is_open,
    read_asking,
    say_arrived,
    say_receives,
)
from evacuation.services.journeys.setting_out import depart
from evacuation.services.journeys.signed import stands
from evacuation.services.journeys.signing import sign_list
from evacuation.services.letters import say_well
from evacuation.services.mailbox import sign_in
from evacuation.services.missed import raise_missed
from evacuation.services.moving import confirm_step
from evacuation.services.night_cards import card_of
from evacuation.services.night_duty import note_step
from evacuation.services.overdue import raise_overdue
from evacuation.workflow.movement.check_ins import Heard
from tests.evacuation.decisions import ONE, in_assessment, opened, state, version
from tests.evacuation.desk import Desk
from tests.evacuation.known import SOURCE
from tests.evacuation.rota import HOUR
from tests.evacuation.services.journeys.test_check_ins import (
    heard,
    planned,
    with_phrases,
)
from tests.evacuation.services.test_night_duty import pass_time
from tests.evacuation.services.test_triage import claimed
from tests.evacuation.travels import cleared, in_planning, ready_case
from tests.proof.desk_stage import DeskStage
from tests.proof.test_four_eyes_races import at_once

pytestmark = pytest.mark.proof
TWO, LEAD = "coordinator_two", "lead_one"
MINUTE = timedelta(minutes=1)
THEIRS = "Invented: it came on Tuesday."
HERE = Reception(Company.ALL, frozenset(), "Invented: a cold.")


def after(word: str, act: Callable[[], object]) -> Callable[[], str]:
    """The word, where nothing was refused."""

    def run() -> str:
        act()
        return word

    return run


def waited_for(desk: Desk) -> UUID:
    case = in_assessment(desk)
    with_phrases(desk, case)
    planned(desk, case, timezone.now() + HOUR)
    Alert.objects.filter(case=case).delete()
    return case


def missed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> UUID:
    case = waited_for(desk)
    pass_time(monkeypatch, case, MINUTE)
    return case


def waiting(case: UUID) -> int:
    """Alerts that somebody should have been heard, which nobody has heard of."""
    rows = Alert.objects.filter(case=case, kind=Alert.Kind.CHECK_IN)
    return rows.filter(acknowledged_at__isnull=True).count()


def clock(case: UUID) -> Deadline:
    return Deadline.objects.get(case=case, clock="check_in")


def test_who_is_heard_while_the_worker_looks_wakes_nobody_afterwards(
    desk_stage: DeskStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_stage.desk
    cases = [waited_for(desk) for _case in range(3)]
    pass_time(monkeypatch, cases[-1], MINUTE)

    def hears(case: UUID) -> Callable[[], str]:
        return after("heard", lambda: heard(desk, case, Heard.PHRASE))

    tasks = [hears(case) for case in cases]
    tasks += [after("looked", raise_missed) for _look in range(3)]
    assert at_once(tasks) == {"heard": 3, "looked": 3}
    assert raise_missed() == 0
    assert [waiting(case) for case in cases] == [0, 0, 0]
    assert all(clock(case).due_at > timezone.now() for case in cases)


def test_the_worker_waits_for_no_change_and_calls_nobody_missed_by_it(
    desk_stage: DeskStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one change that hangs keeps every notice of the night."""
    desk = desk_stage.desk
    case, other = waited_for(desk), waited_for(desk)
    pass_time(monkeypatch, other, MINUTE)
    Case.objects.filter(pk=case).update(next_due_at=timezone.now() - HOUR)

    def looks() -> tuple[int, int]:
        try:
            return raise_missed(), raise_overdue()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            heard(desk, case, Heard.PHRASE)
            assert pool.submit(looks).result(timeout=20) == (1, 0)
        assert (waiting(case), waiting(other)) == (0, 1)
        assert pool.submit(looks).result(timeout=20) == (0, 1)


def test_what_they_write_and_what_duty_notes_are_both_kept(
    desk_stage: DeskStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_stage.desk
    case, receipt = claimed(desk)
    with_phrases(desk, case.pk)
    planned(desk, case.pk, timezone.now() + HOUR)
    pass_time(monkeypatch, case.pk, MINUTE)
    person, seen = sign_in(typed=receipt.shown()), version(case.pk)
    tasks = [
        after("written", lambda: say_well(actor=person, text=THEIRS)),
        notes(desk, TWO, case.pk, seen),
    ]
    found = at_once(tasks)
    assert found in (
        {"written": 1, "noted": 1},
        {"written": 1, "stale_version": 1},
    )
    if found["stale_version"]:
        # Told to look again, and does.
        assert notes(desk, TWO, case.pk, version(case.pk))() == "noted"
    settle(opened(desk, case.pk))
    said = said_of_check_ins(opened(desk, case.pk))
    assert [one["came"] for one in said if one["what"] == DONE] == ["nothing"]
    assert [one["heard"] for one in said if one["what"] == "heard"] == ["phrase"]
    assert clock(case.pk).due_at > timezone.now() + HOUR


def notes(
    desk: Desk, part: str, case: UUID, seen: int, came: Came = Came.NOTHING
) -> Callable[[], str]:
    me = desk[part]

    def note() -> None:
        note_step(actor=me, case_id=case, version=seen, number=0, came=came)

    return after("noted", note)


def test_of_two_on_duty_who_note_one_step_the_other_is_told_to_look(
    desk_stage: DeskStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_stage.desk
    case = missed(desk, monkeypatch)
    raise_missed()
    parts = (TWO, LEAD, "lead_two", TWO)
    tasks = [notes(desk, part, case, version(case)) for part in parts]
    assert at_once(tasks) == {"noted": 1, "stale_version": 3}
    card = card_of(opened(desk, case, TWO))
    assert card is not None
    assert len(card.done) == 1
    assert waiting(case) == 0
    assert AuditRow.objects.filter(verb="night_card.noted").count() == 1


def test_the_list_is_signed_once_and_confirmed_once(desk_stage: DeskStage) -> None:
    desk = desk_stage.desk
    case = in_planning(desk)
    cleared(desk, case)
    me, seen = desk[ONE], version(case)

    def signs() -> None:
        sign_list(actor=me, case_id=case, version=seen)

    assert at_once([after("signed", signs)] * 3) == {"signed": 1, "stale_version": 2}
    assert Proposal.objects.filter(case=case, action="ready").count() == 1
    second, later = desk["verifier"], version(case)

    def confirms() -> None:
        confirm_step(actor=second, case_id=case, version=later)

    assert at_once([after("confirmed", confirms)] * 3) == {
        "confirmed": 1,
        "stale_version": 2,
    }
    assert state(case) == State.READY


def departs(desk: Desk, part: str, case: UUID) -> Callable[[], str]:
    me, seen = desk[part], version(case)
    return after("gone", lambda: depart(actor=me, case_id=case, version=seen))


def test_they_set_out_once_and_are_waited_for_once(desk_stage: DeskStage) -> None:
    desk = desk_stage.desk
    case = ready_case(desk)
    tasks = [departs(desk, ONE, case) for _press in range(3)]
    assert at_once(tasks) == {"gone": 1, "stale_version": 2}
    said = said_of_check_ins(opened(desk, case))
    assert [one["what"] for one in said] == [PLANNED]
    assert state(case) == State.IN_TRANSIT


def test_nobody_who_sets_out_runs_past_an_alert(desk_stage: DeskStage) -> None:
    """Whichever comes first: they stay, or are on the way with the clock running."""
    desk = desk_stage.desk
    me = desk[ONE]
    for _round in range(3):
        case = ready_case(desk)

        def warns() -> None:
            raise_alert(actor=me, country="AM", text="Invented.", source=SOURCE)

        found = at_once([departs(desk, ONE, case), after("warned", warns)])
        assert found["warned"] == 1
        assert Deadline.objects.filter(case=case, clock="route").exists()
        if found["gone"]:
            assert state(case) == State.IN_TRANSIT
        else:
            assert found["step_lacks"] == 1
            assert state(case) == State.READY
            assert not stands(opened(desk, case))
        # Else no list of the next round is ever done.
        CountryAlert.objects.update(ended_at=timezone.now())


def asked(desk: Desk, case: UUID | None = None) -> AskedHost:
    """The host of this case, else of another one."""
    case = case or ready_case(desk)
    return ask_host(actor=desk[ONE], case_id=case, version=version(case))


def answers() -> int:
    return Record.objects.filter(
        kind=RecordKind.LETTER, compartment="logistics"
    ).count()


def test_a_host_who_presses_both_has_said_each_but_once(desk_stage: DeskStage) -> None:
    """A no may take back the yes of a moment before; nothing comes after a no."""
    desk = desk_stage.desk
    case = ready_case(desk)

    def says(door: AskedHost, receives: bool) -> Callable[[], str]:
        return after(
            "yes" if receives else "no",
            lambda: say_receives(link=door.link, typed=door.code, receives=receives),
        )

    before = 0
    for _round in range(3):
        door = asked(desk, case)
        tasks = [says(door, receives) for receives in (True, False, True, False)]
        found = at_once(tasks)
        assert found["yes"] <= 1
        assert found["no"] <= 1
        assert is_open(link=door.link) == (not found["no"])
        assert found["not_found"] == 4 - found["yes"] - found["no"] < 4
        before += found["yes"] + found["no"]
        assert answers() == before


def test_whoever_arrives_at_a_host_says_so_three_times_and_no_further(
    desk_stage: DeskStage,
) -> None:
    door = asked(desk_stage.desk)

    def arrives() -> None:
        say_arrived(link=door.link, typed=door.code, phrase=THEIRS, reception=HERE)

    said = 0
    while HostDoor.objects.exists():
        # Whoever comes a moment later may say it, too, as another answer.
        found = at_once([after("said", arrives)] * 4)
        assert 1 <= found["said"] == 4 - found["not_found"]
        said += found["said"]
        assert answers() == said
    assert said == MOST_ARRIVALS


def test_wrong_codes_at_once_are_counted_to_five_and_no_further(
    desk_stage: DeskStage,
) -> None:
    door = asked(desk_stage.desk)

    def tries(code: str) -> Callable[[], str]:
        return after("open", lambda: read_asking(link=door.link, typed=code))

    wrong = [tries(f"0000-000{n}") for n in range(10)]
    assert at_once(wrong) == {"wrong_code": MOST_WRONG, "not_found": 10 - MOST_WRONG}
    assert at_once([tries(door.code)]) == {"not_found": 1}
