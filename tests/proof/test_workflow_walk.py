"""A long walk over the workflow: whatever is called in whatever order, rules hold."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from directory.errors import DirectoryError
from evacuation.access import open_case
from evacuation.models import Case
from evacuation.models.choices import Compartment, State, Urgency
from evacuation.services.assessing import assess
from evacuation.services.contacting import Confirmed, confirm_contact
from evacuation.services.granting import grant_key
from evacuation.services.moves import moves
from evacuation.services.moving import (
    confirm_step,
    refuse_step,
    steps_for,
    take_step,
    waiting_step,
)
from evacuation.services.triage import claim_case
from evacuation.workflow.dangers import Event, Source
from evacuation.workflow.needs import Kind, Need
from evacuation.workflow.rubric import Facts, Happened
from evacuation.workflow.table import BY_NAME, TABLE
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(databases=["default", "shred"]),
]

# How far it has come before the walk begins, and where it stands then.
PATHS: tuple[tuple[tuple[str, ...], State], ...] = (
    ((), State.TRIAGE),
    (("assess",), State.ASSESSMENT),
    (("assess", "hold"), State.ON_HOLD),
    (("assess", "refer_on"), State.REFERRED_OUT),
    (("assess", "ask"), State.INFO_NEEDED),
    (("lose_contact",), State.CONTACT_LOST),
    (("freeze",), State.SECURITY_HOLD),
    (("withdraw",), State.CLOSED),
)
PEOPLE = ("coordinator_one", "coordinator_two", "lead_one", "lead_two", "verifier")
CALM = Facts(sources=frozenset({Source.UNKNOWN}), events=(Happened(Event.LAW),))
GRAVE = Facts(
    sources=frozenset({Source.STATE_SEC}),
    events=(Happened(Event.SEARCH, 2), Happened(Event.DEATH_THREAT, 1)),
)


@pytest.mark.parametrize(("path", "state"), PATHS)
def test_no_sequence_of_calls_breaks_an_invariant(
    desk: Desk, path: tuple[str, ...], state: State
) -> None:
    class Walk(_Walk):
        people = desk
        before = path
        begun = state

    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=4,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


def said_for(needs: tuple[Need, ...]) -> dict[str, Any]:
    """Something that each field of a step takes."""
    values = {Kind.TEXT: "Invented.", Kind.FLAG: True, Kind.DAYS: 3}
    return {
        need.name: str(need.choices[0]) if need.kind == Kind.CODE else values[need.kind]
        for need in needs
    }


class _Walk(RuleBasedStateMachine):
    """One case in the hands of several people."""

    people: Desk
    before: ClassVar[tuple[str, ...]]
    begun: ClassVar[State]

    @initialize()
    def begin(self) -> None:
        made, _receipt = invented_case(danger="unknown", safe_now="yes")
        self.case = made.pk
        owner = self.people["coordinator_one"]
        claim_case(actor=owner, case_id=self.case, version=1)
        for part in ("coordinator_two", "lead_two"):
            grant_key(
                actor=owner,
                case_id=self.case,
                compartment=Compartment.TRIAGE,
                user_id=self.people[part].user.pk,
            )
        self.look_at_it_again("lead_one", grave=False)
        self.confirm_a_way("coordinator_one")
        for name in self.before:
            self.try_a_step("coordinator_one", name)
        assert self._row().state == self.begun

    def _row(self) -> Case:
        return Case.objects.get(pk=self.case)

    @rule(part=st.sampled_from(PEOPLE), at=st.integers(0, 11))
    def take_what_is_offered(self, part: str, at: int) -> None:
        opened = open_case(self.people[part], self.case)
        offered = [one for one, missing in steps_for(opened) if not missing]
        if offered:
            self.try_a_step(part, offered[at % len(offered)].name)

    @rule(part=st.sampled_from(PEOPLE), name=st.sampled_from([t.name for t in TABLE]))
    def try_any_step(self, part: str, name: str) -> None:
        self.try_a_step(part, name)

    def try_a_step(self, part: str, name: str) -> None:
        before, one = self._row(), BY_NAME[name]
        try:
            done = take_step(
                actor=self.people[part],
                case_id=self.case,
                version=before.version,
                name=name,
                said=said_for(one.needs),
            )
        except DirectoryError:
            self._unchanged(before)
            return
        after = self._row()
        assert after.version == before.version + 1
        if not done:
            assert after.state == before.state
        elif one.target is not None:
            assert after.state == one.target.value

    @rule(part=st.sampled_from(PEOPLE), yes=st.booleans())
    def answer_what_waits(self, part: str, *, yes: bool) -> None:
        before = self._row()
        waiting = waiting_step(open_case(self.people["lead_one"], self.case))
        service = confirm_step if yes else refuse_step
        try:
            service(actor=self.people[part], case_id=self.case, version=before.version)
        except DirectoryError:
            self._unchanged(before)
            return
        assert waiting is not None
        if yes:
            proposal, _move = waiting
            mine = self.people[part].user.pk
            assert mine not in {proposal.proposer_id, proposal.owner_id}

    @precondition(lambda self: self._row().state != State.CLOSED)
    @rule(part=st.sampled_from(PEOPLE), grave=st.booleans())
    def look_at_it_again(self, part: str, *, grave: bool) -> None:
        before = self._row()
        level = Urgency.HIGH if grave else Urgency.LOW
        try:
            assess(
                actor=self.people[part],
                case_id=self.case,
                facts=GRAVE if grave else CALM,
                level=level,
                text="Invented.",
                version=before.version,
            )
        except DirectoryError:
            self._unchanged(before)
            return
        if before.level == Urgency.CRITICAL:
            assert before.owner_id != self.people[part].user.pk

    @rule(part=st.sampled_from(PEOPLE))
    def confirm_a_way(self, part: str) -> None:
        before = self._row()
        try:
            confirm_contact(
                actor=self.people[part],
                case_id=self.case,
                how=Confirmed.PHRASE,
                text="",
                version=before.version,
            )
        except DirectoryError:
            self._unchanged(before)

    def _unchanged(self, before: Case) -> None:
        after = self._row()
        for name in ("version", "state", "level", "owner_id", "closed_at"):
            assert getattr(after, name) == getattr(before, name)

    @invariant()
    def it_has_one_owner_while_it_is_open(self) -> None:
        row = self._row()
        assert row.state == State.CLOSED or row.owner_id is not None

    @invariant()
    def nothing_is_due_when_it_is_closed(self) -> None:
        row = self._row()
        if row.state == State.CLOSED:
            assert row.next_due_at is None
            assert not row.deadlines.exists()
            assert row.closed_at is not None

    @invariant()
    def the_signed_line_says_what_the_columns_say(self) -> None:
        row = self._row()
        line = open_case(self.people["lead_one"], self.case).line()
        assert line is not None
        assert line.agrees_with(row.level, row.state)
        assert not line.pushed_back(row.next_due_at)
        assert (line.level, line.country) == (row.level, "GE")

    @invariant()
    def every_step_says_who_when_and_from_where(self) -> None:
        for move in moves(open_case(self.people["lead_one"], self.case)):
            assert move.by.startswith("member:")
            assert move.at
            assert move.origin in State.values
            assert move.level in Urgency.values
