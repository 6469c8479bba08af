"""Steps of the workflow through the one service that takes them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext

from directory.errors import SamePerson
from evacuation.access import open_case
from evacuation.errors import KeyMissing, NotAllowed, NotVisible, WrongState
from evacuation.models import Case, Deadline
from evacuation.models.choices import State, Urgency
from evacuation.services.as_written import SetByHand
from evacuation.services.asked_for import ValueMissing
from evacuation.services.assessing import TooFar, assess, explained, newest
from evacuation.services.contacting import Confirmed, confirm_contact
from evacuation.services.granting import grant_key
from evacuation.services.moves import moves
from evacuation.services.moving import (
    StepLacks,
    confirm_step,
    refuse_step,
    take_step,
    waiting_step,
)
from evacuation.services.remarks import write_remark
from evacuation.services.triage import claim_case
from evacuation.unlocked import Unlocked
from evacuation.workflow.dangers import Event, Flag, Source, Weakness
from evacuation.workflow.rubric import Facts, Happened
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

CALM = Facts(sources=frozenset({Source.UNKNOWN}), events=(Happened(Event.LAW),))
GRAVE = Facts(
    sources=frozenset({Source.STATE_SEC}),
    events=(Happened(Event.SEARCH, 2), Happened(Event.DEATH_THREAT, 1)),
    weaknesses=frozenset({Weakness.LOCATED, Weakness.NO_SAFE_PLACE}),
)


@pytest.fixture
def case(desk: Desk) -> UUID:
    """Claimed by coordinator_one, calm; lead_one holds the keys, too."""
    made, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk["coordinator_one"], case_id=made.pk, version=1)
    return made.pk


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def step(me: Unlocked, case: UUID, name: str, **said: Any) -> bool:
    return take_step(
        actor=me, case_id=case, version=version(case), name=name, said=said
    )


def state(case: UUID) -> str:
    return Case.objects.get(pk=case).state


def assessed(me: Unlocked, case: UUID, facts: Facts = CALM, level: str = "low") -> None:
    assess(
        actor=me,
        case_id=case,
        facts=facts,
        level=Urgency(level),
        text="Invented reason.",
        version=version(case),
    )


def to_assessment(me: Unlocked, case: UUID) -> None:
    assessed(me, case)
    confirm_contact(
        actor=me,
        case_id=case,
        how=Confirmed.PHRASE,
        text="",
        version=version(case),
    )
    assert step(me, case, "assess")


def test_a_step_says_what_it_still_lacks(desk: Desk, case: UUID) -> None:
    with pytest.raises(StepLacks) as refused:
        step(desk["coordinator_one"], case, "assess")
    assert [str(guard) for guard in refused.value.guards] == ["assessed", "contact"]
    assert state(case) == State.TRIAGE


def test_with_everything_there_it_is_taken_and_clocks_run(
    desk: Desk, case: UUID
) -> None:
    to_assessment(desk["coordinator_one"], case)
    assert state(case) == State.ASSESSMENT
    running = set(Deadline.objects.filter(case=case).values_list("clock", flat=True))
    assert running == {"verify", "decide", "check", "rescore"}
    move = moves(open_case(desk["coordinator_one"], case))[-1]
    assert (move.step, move.origin) == ("assess", "triage")


def test_waiting_for_the_person_rests_the_clocks_and_comes_back(
    desk: Desk, case: UUID
) -> None:
    me = desk["coordinator_one"]
    to_assessment(me, case)
    step(me, case, "ask", text="Invented question: who knows where you are?")
    assert state(case) == State.INFO_NEEDED
    resting = Deadline.objects.filter(case=case, rests_since__isnull=False)
    assert set(resting.values_list("clock", flat=True)) == {"verify", "decide"}
    step(me, case, "answered")
    assert state(case) == State.ASSESSMENT
    assert not Deadline.objects.filter(case=case, rests_since__isnull=False).exists()


def test_who_may_not_take_a_step_does_not(desk: Desk, case: UUID) -> None:
    me = desk["coordinator_one"]
    to_assessment(me, case)
    grant_key(
        actor=me,
        case_id=case,
        compartment="triage",
        user_id=desk["coordinator_two"].user.pk,
    )
    with pytest.raises(NotAllowed):
        step(
            desk["coordinator_two"],
            case,
            "hold",
            reason="hiding",
            check_ins="x",
            days=3,
        )


def test_who_holds_no_key_of_the_case_takes_no_step(desk: Desk, case: UUID) -> None:
    with pytest.raises(KeyMissing):
        step(desk["coordinator_two"], case, "freeze", text="Invented.")
    with pytest.raises(NotVisible):
        step(desk["auditor"], case, "freeze", text="Invented.")


def test_a_verifier_stops_a_case_of_which_they_hold_the_identity_alone(
    desk: Desk, case: UUID
) -> None:
    step(desk["verifier"], case, "freeze", text="Invented suspicion.")
    assert state(case) == State.SECURITY_HOLD
    line = open_case(desk["coordinator_one"], case).line()
    assert line is not None
    assert (line.state, line.country) == (State.SECURITY_HOLD, "GE")
    assert line.agrees_with("medium", "security_hold")


def test_a_step_without_its_data_is_refused(desk: Desk, case: UUID) -> None:
    with pytest.raises(ValueMissing) as refused:
        step(desk["coordinator_one"], case, "hold", reason="boredom", days=3)
    assert refused.value.field == "reason"


def test_anybody_stops_a_case_and_two_let_it_go_on(desk: Desk, case: UUID) -> None:
    me, lead = desk["coordinator_one"], desk["lead_one"]
    step(me, case, "freeze", text="Invented suspicion.")
    assert state(case) == State.SECURITY_HOLD
    assert not step(lead, case, "lift", rechecked=True, text="Invented: nothing.")
    assert state(case) == State.SECURITY_HOLD
    with pytest.raises(SamePerson):
        confirm_step(actor=lead, case_id=case, version=version(case))
    grant_key(
        actor=me,
        case_id=case,
        compartment="triage",
        user_id=desk["lead_two"].user.pk,
    )
    confirm_step(actor=desk["lead_two"], case_id=case, version=version(case))
    assert state(case) == State.ASSESSMENT


def test_a_proposed_step_can_be_taken_back(desk: Desk, case: UUID) -> None:
    step(desk["coordinator_one"], case, "freeze", text="Invented suspicion.")
    step(desk["lead_one"], case, "lift", rechecked=True, text="Invented: nothing.")
    refuse_step(actor=desk["lead_one"], case_id=case, version=version(case))
    assert waiting_step(open_case(desk["lead_one"], case)) is None
    with pytest.raises(WrongState):
        confirm_step(actor=desk["lead_one"], case_id=case, version=version(case))


def test_a_state_set_by_hand_stops_the_case(desk: Desk, case: UUID) -> None:
    Case.objects.filter(pk=case).update(state="follow_up")
    with pytest.raises(SetByHand):
        step(desk["coordinator_one"], case, "new_threat", text="Invented.")


def test_an_assessment_explains_itself_and_sets_the_level(
    desk: Desk, case: UUID
) -> None:
    assessed(desk["coordinator_one"], case, GRAVE, "high")
    said = newest(open_case(desk["coordinator_one"], case))
    assert said is not None
    assert said["score"] == 66
    assert explained(said).lines[0].points == 20
    assert Case.objects.get(pk=case).level == Urgency.HIGH


def test_a_red_flag_leaves_no_lower_level(desk: Desk, case: UUID) -> None:
    flagged = Facts(flags=frozenset({Flag.PURSUED}))
    with pytest.raises(TooFar):
        assessed(desk["coordinator_one"], case, flagged, "high")
    assessed(desk["coordinator_one"], case, flagged, "critical")
    with pytest.raises(SamePerson):
        assessed(desk["coordinator_one"], case, GRAVE, "high")
    assessed(desk["lead_one"], case, GRAVE, "high")


def queries_of(me: Unlocked, case: UUID) -> dict[str, int]:
    """What stopping the case asks of each database; it goes on as it was."""
    now = version(case)
    with ExitStack() as stack:
        asked = {
            name: stack.enter_context(CaptureQueriesContext(connections[name]))
            for name in ("default", "shred")
        }
        stack.enter_context(transaction.atomic())
        take_step(
            actor=me,
            case_id=case,
            version=now,
            name="freeze",
            said={"text": "Invented suspicion."},
        )
        transaction.set_rollback(True)
    return {
        name: sum("SAVEPOINT" not in query["sql"] for query in queries)
        for name, queries in asked.items()
    }


def test_a_step_asks_as_much_of_a_long_case_as_of_a_short_one(
    desk: Desk, case: UUID
) -> None:
    me = desk["coordinator_one"]
    few = queries_of(me, case)
    assert few == {"default": 18, "shred": 1}
    for _again in range(4):
        write_remark(
            actor=me, case_id=case, version=version(case), text="Invented words."
        )
    step(me, case, "freeze", text="Invented suspicion.")
    other = desk["lead_two"].user.pk
    grant_key(actor=me, case_id=case, compartment="triage", user_id=other)
    step(desk["lead_one"], case, "lift", rechecked=True, text="Invented: nothing.")
    confirm_step(actor=desk["lead_two"], case_id=case, version=version(case))
    assert queries_of(me, case) == few
