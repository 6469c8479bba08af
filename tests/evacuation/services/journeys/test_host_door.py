"""A host without an account: they receive, and later that somebody is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.access import open_case
from evacuation.errors import NotVisible, WrongCode, WrongState
from evacuation.journeys.reception import Company, Item, Reception
from evacuation.models import Alert, Case, HostDoor, Record
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.by_itself import settle
from evacuation.services.contacting import agree_phrases
from evacuation.services.doors import MOST_WRONG, forget_closed_doors
from evacuation.services.journeys.arrivals import reception
from evacuation.services.journeys.asking_hosts import (
    LASTS,
    AskedHost,
    NoHost,
    ask_host,
    asked_until,
)
from evacuation.services.journeys.host_answers import answers, to_look_at
from evacuation.services.journeys.host_door import (
    MOST_ARRIVALS,
    is_open,
    read_asking,
    say_arrived,
    say_receives,
)
from evacuation.services.journeys.plans import plan_of, save_plan
from evacuation.services.removing import renew_shred_keys
from tests.evacuation.decisions import ONE, opened, state, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import in_planning, travelling_case

pytestmark = pytest.mark.proof

THEIRS, DURESS = "The heron is blue", "The heron is tired"
HERE = Reception(
    Company.ALL, frozenset({Item.HOUSING, Item.PHONE}), "Invented: a cold."
)


def asked(desk: Desk, case: UUID) -> AskedHost:
    return ask_host(actor=desk[ONE], case_id=case, version=version(case))


def phrases(desk: Desk, case: UUID) -> None:
    agree_phrases(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        ours="How is the heron?",
        theirs=THEIRS,
        duress=DURESS,
    )


@pytest.fixture
def on_the_way(desk: Desk) -> UUID:
    case = travelling_case(desk)
    phrases(desk, case)
    return case


def arrived(door: AskedHost, phrase: str = THEIRS) -> None:
    say_arrived(link=door.link, typed=door.code, phrase=phrase, reception=HERE)


def test_that_they_receive_lies_over_the_plan(desk: Desk) -> None:
    case = in_planning(desk)
    door = asked(desk, case)
    assert not read_asking(link=door.link, typed=door.code).received
    say_receives(link=door.link, typed=door.code, receives=True)
    assert plan_of(opened(desk, case)).host_said_at is None
    settle(opened(desk, case))
    assert plan_of(opened(desk, case)).host_said_at is not None
    assert read_asking(link=door.link, typed=door.code).received


def test_a_yes_is_given_once_and_that_somebody_is_there_three_times(
    desk: Desk, on_the_way: UUID
) -> None:
    door = asked(desk, on_the_way)
    say_receives(link=door.link, typed=door.code, receives=True)
    with pytest.raises(NotVisible):
        say_receives(link=door.link, typed=door.code, receives=True)
    for given in range(MOST_ARRIVALS):
        assert read_asking(link=door.link, typed=door.code).arrivals == given
        arrived(door)
    assert not is_open(link=door.link)
    with pytest.raises(NotVisible):
        arrived(door)


@pytest.mark.parametrize("heard_between", [True, False])
def test_a_yes_is_taken_back_until_somebody_is_there(
    desk: Desk, heard_between: bool
) -> None:
    case = in_planning(desk)
    door = asked(desk, case)
    say_receives(link=door.link, typed=door.code, receives=True)
    if heard_between:
        settle(opened(desk, case))
        assert plan_of(opened(desk, case)).host_said_at is not None
    say_receives(link=door.link, typed=door.code, receives=False, text="Invented: ill.")
    settle(opened(desk, case))
    mine = opened(desk, case)
    assert plan_of(mine).host_said_at is None
    assert Case.objects.filter(pk=case, next_due_at__lte=timezone.now()).exists()
    said = [(one.said, one.text) for one in answers(mine)]
    assert said == [("no", "Invented: ill."), ("receives", "")]
    assert not is_open(link=door.link)


def test_who_has_said_that_somebody_is_there_takes_nothing_back(
    desk: Desk, on_the_way: UUID
) -> None:
    door = asked(desk, on_the_way)
    arrived(door, "the heron")
    with pytest.raises(NotVisible):
        say_receives(link=door.link, typed=door.code, receives=False)


def test_an_answer_whose_words_do_not_fit_is_read_whole_and_another_one_arrives(
    desk: Desk, on_the_way: UUID
) -> None:
    door = asked(desk, on_the_way)
    missing = replace(HERE, company=Company.SOME)
    say_arrived(link=door.link, typed=door.code, phrase="heron?", reception=missing)
    settle(opened(desk, on_the_way))
    [answer] = answers(opened(desk, on_the_way))
    assert (answer.heard, answer.words) == ("wrong", "heron?")
    assert (answer.reception, answer.by) == (missing, "")
    found = to_look_at(opened(desk, on_the_way))
    assert found == answer
    assert answers(open_case(desk["verifier"], on_the_way)) == []
    arrived(door)
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.ARRIVED
    assert to_look_at(opened(desk, on_the_way)) is None


def test_that_somebody_is_missing_wakes_the_desk_with_the_right_words_too(
    desk: Desk, on_the_way: UUID
) -> None:
    door = asked(desk, on_the_way)
    missing = replace(HERE, company=Company.SOME)
    say_arrived(link=door.link, typed=door.code, phrase=THEIRS, reception=missing)
    settle(opened(desk, on_the_way))
    # Those who came are heard; the case stays on the way of who is missing.
    assert state(on_the_way) == State.IN_TRANSIT
    assert Alert.objects.filter(
        case=on_the_way, kind="deadline", acknowledged_at__isnull=True
    ).exists()
    found = to_look_at(opened(desk, on_the_way))
    assert found is not None
    assert found.somebody_missing
    arrived(door)
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.ARRIVED


def test_a_host_who_cannot_receive_takes_their_word_back_and_wakes_somebody(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    door = asked(desk, case)
    say_receives(link=door.link, typed=door.code, receives=True)
    settle(opened(desk, case))
    other = asked(desk, case)
    say_receives(link=other.link, typed=other.code, receives=False)
    settle(opened(desk, case))
    assert plan_of(opened(desk, case)).host_said_at is None
    assert Case.objects.filter(pk=case, next_due_at__lte=timezone.now()).exists()
    assert not is_open(link=other.link)


def test_the_right_phrase_is_an_arrival_once_a_key_holder_looks(
    desk: Desk, on_the_way: UUID
) -> None:
    door = asked(desk, on_the_way)
    arrived(door, "  the HERON is blue. ")
    assert state(on_the_way) == State.IN_TRANSIT
    waiting = Alert.objects.filter(
        case=on_the_way, kind="host", acknowledged_at__isnull=True
    )
    assert waiting.exists()
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.ARRIVED
    assert reception(opened(desk, on_the_way)) == HERE
    assert not waiting.exists()
    settle(opened(desk, on_the_way))
    rows = opened(desk, on_the_way).records(Compartment.TRIAGE, RecordKind.CHECK_IN)
    said = [opened(desk, on_the_way).content(row)["what"] for row in rows]
    assert said.count("arrived") == 1


@pytest.mark.parametrize("phrase", ["the heron", DURESS, ""])
def test_any_other_phrase_arrives_nobody_and_wakes_somebody(
    desk: Desk, on_the_way: UUID, phrase: str
) -> None:
    arrived(asked(desk, on_the_way), phrase)
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.IN_TRANSIT
    assert reception(opened(desk, on_the_way)) is None
    found = Case.objects.get(pk=on_the_way)
    assert Alert.objects.filter(
        case=on_the_way, kind="deadline", acknowledged_at__isnull=True
    ).exists()
    assert (found.level == "critical") == (phrase == DURESS)


def test_where_no_phrase_is_agreed_nobody_arrives_by_the_door(desk: Desk) -> None:
    case = travelling_case(desk)
    arrived(asked(desk, case), "")
    settle(opened(desk, case))
    assert state(case) == State.IN_TRANSIT


def test_who_holds_no_phrases_compares_nothing(desk: Desk, on_the_way: UUID) -> None:
    arrived(asked(desk, on_the_way))
    settle(open_case(desk["verifier"], on_the_way))
    assert state(on_the_way) == State.IN_TRANSIT


def test_the_fifth_wrong_code_closes_the_door(desk: Desk) -> None:
    door = asked(desk, in_planning(desk))
    for _turn in range(MOST_WRONG):
        with pytest.raises(WrongCode):
            read_asking(link=door.link, typed="0000-0000")
    with pytest.raises(NotVisible):
        read_asking(link=door.link, typed=door.code)


def test_a_new_door_closes_the_one_before(desk: Desk) -> None:
    case = in_planning(desk)
    first, second = asked(desk, case), asked(desk, case)
    assert (is_open(link=first.link), is_open(link=second.link)) == (False, True)
    assert asked_until(opened(desk, case)) is not None


def test_another_host_in_the_plan_closes_the_door_of_the_one_before(desk: Desk) -> None:
    case = in_planning(desk)
    door = asked(desk, case)
    plan = plan_of(opened(desk, case))
    for host, opens in ((plan.host, True), ("Another invented house", False)):
        again = replace(plan, host=host, money_note="Invented.")
        save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=again)
        assert is_open(link=door.link) == opens


def at_another_house(desk: Desk, case: UUID, host: str = "Invented House B") -> None:
    """By the verifier, who reads the way and no letters."""
    there = replace(plan_of(opened(desk, case)), host=host)
    save_plan(actor=desk["verifier"], case_id=case, version=version(case), plan=there)


@pytest.mark.parametrize("back", [False, True])
def test_the_host_of_before_says_nothing_for_another_one(
    desk: Desk, back: bool
) -> None:
    case = in_planning(desk)
    door = asked(desk, case)
    say_receives(link=door.link, typed=door.code, receives=True)
    house = plan_of(opened(desk, case)).host
    at_another_house(desk, case)
    if back:
        # Whoever was left out meanwhile is asked again.
        at_another_house(desk, case, house)
    mine = settle(opened(desk, case))
    assert plan_of(mine).host_said_at is None
    assert [(one.said, one.is_over) for one in answers(mine)] == [("receives", True)]


def test_a_no_of_the_host_of_before_takes_no_word_of_the_new_one_back(
    desk: Desk,
) -> None:
    case = in_planning(desk)
    door = asked(desk, case)
    say_receives(link=door.link, typed=door.code, receives=False)
    at_another_house(desk, case)
    other = asked(desk, case)
    say_receives(link=other.link, typed=other.code, receives=True)
    mine = settle(opened(desk, case))
    assert plan_of(mine).host_said_at is not None
    assert [one.is_over for one in answers(mine)] == [False, True]


def test_a_yes_of_before_they_stopped_is_asked_again(
    desk: Desk, on_the_way: UUID
) -> None:
    door = asked(desk, on_the_way)
    say_receives(link=door.link, typed=door.code, receives=True)
    stopped = {"breaking": "border_closed", "safe_at": "Invented region"}
    assert step(desk[ONE], on_the_way, "turn_back", **stopped, text="Invented.")
    mine = settle(opened(desk, on_the_way))
    assert plan_of(mine).host_said_at is None
    assert [one.is_over for one in answers(mine)] == [True]


def test_a_yes_to_another_way_is_asked_again(desk: Desk) -> None:
    case = in_planning(desk)
    door = asked(desk, case)
    say_receives(link=door.link, typed=door.code, receives=True)
    plan, month = plan_of(opened(desk, case)), timedelta(days=30)
    last = plan.legs[-1]
    leg = replace(last.leg, begins=last.leg.begins + month, ends=last.leg.ends + month)
    later = replace(plan, legs=(*plan.legs[:-1], replace(last, leg=leg)))
    save_plan(actor=desk["verifier"], case_id=case, version=version(case), plan=later)
    mine = settle(opened(desk, case))
    assert plan_of(mine).host_said_at is None
    assert [one.is_over for one in answers(mine)] == [True]


def test_that_somebody_is_there_before_they_set_out_wakes_the_desk(desk: Desk) -> None:
    case = in_planning(desk)
    phrases(desk, case)
    arrived(asked(desk, case))
    settle(opened(desk, case))
    assert state(case) == State.PLANNING
    assert [one.heard for one in answers(opened(desk, case))] == ["phrase"]
    waiting = Alert.objects.filter(kind="deadline", acknowledged_at__isnull=True)
    assert waiting.filter(case=case).exists()


def test_a_door_is_over_after_its_time(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = asked(desk, in_planning(desk))
    later = timezone.now() + LASTS + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(NotVisible):
        read_asking(link=door.link, typed=door.code)
    forget_closed_doors()
    assert not HostDoor.objects.exists()


def test_no_door_without_a_host_and_none_after_arrival(desk: Desk) -> None:
    case = in_planning(desk)
    plan = replace(plan_of(opened(desk, case)), host="")
    save_plan(actor=desk[ONE], case_id=case, version=version(case), plan=plan)
    with pytest.raises(NoHost):
        asked(desk, case)
    Case.objects.filter(pk=case).update(state=State.FOLLOW_UP)
    with pytest.raises(WrongState):
        asked(desk, case)


def test_an_answer_is_read_under_a_new_shred_key(desk: Desk, on_the_way: UUID) -> None:
    arrived(asked(desk, on_the_way))
    renew_shred_keys(actor="worker", cases=[on_the_way])
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.ARRIVED


def test_the_row_of_an_answer_has_one_size_whatever_it_says(
    desk: Desk, on_the_way: UUID
) -> None:
    door = asked(desk, on_the_way)
    say_receives(link=door.link, typed=door.code, receives=True, text="я" * 900)
    arrived(door)
    rows = Record.objects.filter(case=on_the_way, kind=RecordKind.LETTER)
    assert len({len(bytes(row.sealed)) for row in rows}) == 1
