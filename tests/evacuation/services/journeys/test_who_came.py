"""Who came, by the newest word of it: nobody has arrived while somebody is missing."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from evacuation.journeys.reception import Company, Item, Reception
from evacuation.journeys.travellers import Band
from evacuation.models import Alert
from evacuation.models.choices import State
from evacuation.services.by_itself import settle
from evacuation.services.journeys.arrivals import confirm_arrival
from evacuation.services.journeys.asking_hosts import AskedHost, ask_host
from evacuation.services.journeys.host_answers import to_look_at
from evacuation.services.journeys.host_door import say_arrived
from evacuation.services.moving import StepLacks
from evacuation.steps import Step
from evacuation.workflow.guards import Guard
from evacuation.workflow.movement.check_ins import Heard, Through
from tests.evacuation.decisions import ONE, opened, state, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.travels import (
    arrived_case,
    one_goes,
    seen_to,
    travelling_case,
)

pytestmark = pytest.mark.proof

# As tests/evacuation/travels.py agrees them.
THEIRS, DURESS = "Invented: it came on Tuesday.", "Invented: it came broken."
UNFIT = "Invented: nobody agreed on this."
HERE = Reception(Company.ALL, frozenset({Item.HOUSING}))
SETTLED = {"first_days": "Invented.", "staying": "visa_free", "ends": "Invented."}


@pytest.fixture
def on_the_way(desk: Desk) -> UUID:
    """A mother and her child."""
    case = travelling_case(desk)
    child_goes(desk, case)
    return case


def child_goes(desk: Desk, case: UUID) -> None:
    one_goes(desk[ONE], case, number="2", called="Invented Robin", band=Band.CHILD)


def asked(desk: Desk, case: UUID) -> AskedHost:
    return ask_host(actor=desk[ONE], case_id=case, version=version(case))


def says(door: AskedHost, company: Company, phrase: str = THEIRS) -> None:
    here = replace(HERE, company=company)
    say_arrived(link=door.link, typed=door.code, phrase=phrase, reception=here)


def member_says(desk: Desk, case: UUID, company: Company) -> None:
    confirm_arrival(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        through=Through.CHANNEL,
        heard=Heard.PHRASE,
        company=company,
    )
    settle(opened(desk, case))


def is_missing(desk: Desk, case: UUID) -> bool:
    word = to_look_at(opened(desk, case))
    return word is not None and word.somebody_missing


def is_woken(case: UUID) -> bool:
    waiting = Alert.objects.filter(kind="deadline", acknowledged_at__isnull=True)
    return waiting.filter(case=case).exists()


def next_step(desk: Desk, case: UUID) -> str:
    line = opened(desk, case).line()
    assert line is not None
    return str(line.next_step)


def test_who_comes_alone_while_more_go_has_not_arrived(
    desk: Desk, on_the_way: UUID
) -> None:
    says(asked(desk, on_the_way), Company.ALONE)
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.IN_TRANSIT
    assert is_missing(desk, on_the_way)
    assert is_woken(on_the_way)
    member_says(desk, on_the_way, Company.ALONE)
    assert state(on_the_way) == State.IN_TRANSIT
    assert is_missing(desk, on_the_way)
    member_says(desk, on_the_way, Company.ALL)
    assert state(on_the_way) == State.ARRIVED
    assert not is_missing(desk, on_the_way)


def test_who_goes_alone_arrives_alone(desk: Desk) -> None:
    case = travelling_case(desk)
    says(asked(desk, case), Company.ALONE)
    settle(opened(desk, case))
    assert state(case) == State.ARRIVED
    assert not is_missing(desk, case)


@pytest.mark.parametrize("phrase", [THEIRS, UNFIT])
def test_a_host_who_corrects_themselves_before_anybody_read_it_is_believed(
    desk: Desk, on_the_way: UUID, phrase: str
) -> None:
    door = asked(desk, on_the_way)
    says(door, Company.ALL)
    says(door, Company.SOME, phrase)
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.IN_TRANSIT
    assert is_missing(desk, on_the_way)
    assert is_woken(on_the_way)
    assert next_step(desk, on_the_way) == Step.HOST
    says(door, Company.ALL)
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.ARRIVED


@pytest.mark.parametrize(
    ("phrase", "arrives"), [(UNFIT, State.ARRIVED), (DURESS, State.IN_TRANSIT)]
)
def test_words_that_do_not_fit_take_back_no_arrival_but_duress_does(
    desk: Desk, on_the_way: UUID, phrase: str, arrives: State
) -> None:
    door = asked(desk, on_the_way)
    says(door, Company.ALL)
    says(door, Company.ALL, phrase)
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == arrives


def test_words_that_do_not_fit_end_no_search(desk: Desk, on_the_way: UUID) -> None:
    door = asked(desk, on_the_way)
    says(door, Company.SOME)
    says(door, Company.ALL, UNFIT)
    settle(opened(desk, on_the_way))
    assert state(on_the_way) == State.IN_TRANSIT
    assert is_missing(desk, on_the_way)


def test_nobody_is_received_while_somebody_is_missing(desk: Desk) -> None:
    case = arrived_case(desk)
    child_goes(desk, case)
    seen_to(desk, case)
    member_says(desk, case, Company.SOME)
    assert state(case) == State.ARRIVED
    assert is_missing(desk, case)
    with pytest.raises(StepLacks) as refused:
        step(desk[ONE], case, "settle_in", **SETTLED)
    assert refused.value.guards == [Guard.ALL_THERE]
    member_says(desk, case, Company.ALL)
    assert step(desk[ONE], case, "settle_in", **SETTLED)


def test_that_somebody_is_missing_is_said_while_they_are_followed_up_too(
    desk: Desk, on_the_way: UUID
) -> None:
    door = asked(desk, on_the_way)
    says(door, Company.ALL)
    settle(opened(desk, on_the_way))
    seen_to(desk, on_the_way)
    assert step(desk[ONE], on_the_way, "settle_in", **SETTLED)
    says(door, Company.SOME)
    settle(opened(desk, on_the_way))
    assert is_missing(desk, on_the_way)
    assert is_woken(on_the_way)
    member_says(desk, on_the_way, Company.ALL)
    assert not is_missing(desk, on_the_way)
