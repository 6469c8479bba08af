"""Taking a step of the workflow: the one service behind every button and action.

The table says what may be done (workflow/table.py); here it is done: locked, permitted,
checked, written down, clocks and status set, audit last. A step for two people is a
proposal until the second one signs it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.clock import this_hour
from evacuation.errors import (
    DeskError,
    KeyMissing,
    NotAllowed,
    NotVisible,
    WrongState,
)
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.models.proposal import Action, Decision
from evacuation.services import proposing
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.as_written import SetByHand, require_as_written
from evacuation.services.asked_for import complete
from evacuation.services.asking_anew import follow
from evacuation.services.authority import ASKED, require_signed
from evacuation.services.calling_approvers import call_approvers
from evacuation.services.changing import Change, changing
from evacuation.services.clocks import (
    next_due,
    rest_clocks,
    resume_clocks,
    running,
    set_clock,
    start_clocks,
    stop_all,
    stop_clocks,
)
from evacuation.services.coarse_status import tell
from evacuation.services.conditions import lacking, open_lines
from evacuation.services.facts import write_fact
from evacuation.services.granting import second_holder
from evacuation.services.hearing import under_duress
from evacuation.services.journeys.afterwards import follow_journey
from evacuation.services.journeys.lost import follow_loss, next_of_lost
from evacuation.services.moves import ROOMS, Move, last_move, last_move_into, moves
from evacuation.services.place import person_of
from evacuation.services.replying import put_question
from evacuation.services.under_way import before_stop, is_under_way
from evacuation.steps import NEXT, Step
from evacuation.vault.cards import Right
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.needs import QUESTIONS
from evacuation.workflow.people import By
from evacuation.workflow.reasons import ending_of
from evacuation.workflow.retention import forget_at
from evacuation.workflow.states import PARKED, Level
from evacuation.workflow.states import State as Main
from evacuation.workflow.table import BY_NAME, leaving, starts, stops
from evacuation.workflow.transition import Clocks, Transition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Proposal
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.guards import Guard
    from evacuation.workflow.movement.going import Item

EVERYBODY = frozenset(Right)
# What they do rests on the account.
_READERS = frozenset({By.OWNER, By.COORDINATOR})
_ASKED = (Main.DECISION_PENDING, Main.APPEAL)
# Steps that a service of their own takes, with what they need to look at.
OF_THEIR_OWN = frozenset(
    {"claim", "submit", "approve", "revise", "purge", "close", "conclude", "reopen"}
    | {"ready", "depart"}
)


class StepLacks(DeskError):
    """What a step rests on is not there yet. `guards`: which; `lines`: which lines of
    the list before going are open, where it rests on that."""

    code = "step_lacks"
    status = 409

    def __init__(self, guards: list[Guard], lines: Sequence[Item] = ()) -> None:
        self.guards, self.lines = guards, lines
        said = [str(_("This is still missing:")), *(str(g.label) for g in guards)]
        if lines:
            said.append("; ".join(str(one.label) for one in lines))
        super().__init__("", " ".join(said))


def take_step(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    name: str,
    said: Mapping[str, Any],
) -> bool:
    """Take a step of the table; propose it, where it takes two. True where it is done.

    `said`: by the names of the step's needs. Raises NotVisible, NotAllowed,
    StaleVersion, WrongState, StepLacks, SetByHand, ValueMissing, KeyMissing,
    NotTrusted, TooLongText.
    """
    one = BY_NAME.get(name)
    if one is None or name in OF_THEIR_OWN:
        raise NotVisible
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb=f"case.{name}",
        states=_states(one),
        rights=EVERYBODY,
    ) as change:
        require(change, one)
        content = complete(one, said, Level(change.case.level))
        record = write_move(change, one, content)
        if takes_two(change.opened, one):
            change.verb = f"case.{name}_proposed"
            action = Action(name)
            proposing.propose(change, action=action, record=record, tier=1)
            change.next(Step.CONFIRM, change.case.next_due_at)
            call_approvers(change, anew=_is_theirs(one))
            return False
        if QUESTIONS in one.needs:
            put_question(change, content[QUESTIONS.name])
        carry_out(change, one, content)
    return True


def confirm_step(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """The second person's word on what waits. Raises as take_step, SamePerson."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.step_confirmed",
        rights=EVERYBODY,
    ) as change:
        proposal, move = _waiting(change.opened)
        one = BY_NAME[move.step]
        if move.origin != change.case.state:
            raise SetByHand
        require(change, one, second=True)
        proposing.approve(
            change, proposal=proposal, decision=Decision.YES, rights=EVERYBODY
        )
        change.verb = f"case.{one.name}"
        room = _room(change.opened, one)
        led_to = {"led_to": str(_leads_to(change, one))} if one.back else {}
        change.write(room, RecordKind.MOVE, confirms=str(move.record), **led_to)
        carry_out(change, one, move.said)


def refuse_step(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """It is not done: who proposed it takes it back, or another holder says no."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.step_refused",
        rights=EVERYBODY,
    ) as change:
        proposal, _move = _waiting(change.opened)
        proposing.withdraw(change, proposal)
        state = State(change.case.state)
        change.next(NEXT[state], change.case.next_due_at)
        call_approvers(change, anew=True)


def waiting_step(opened: OpenCase) -> tuple[Proposal, Move] | None:
    """The step that waits for a second person, where the member can read it."""
    try:
        return _waiting(opened)
    except WrongState:
        return None


def steps_for(opened: OpenCase) -> list[tuple[Transition, list[Guard]]]:
    """What this member may do now, each with what it still lacks."""
    if not any(opened.holds(room) for room in ROOMS):
        return []
    return [
        (one, lacking(opened, one))
        for one in leaving(Main(opened.case.state))
        if may_take(opened, one.who)
    ]


def may_take(opened: OpenCase, people: frozenset[By]) -> bool:
    """Whether this member is one of these, with the key that it takes.

    Who works on the case, or a lead for them, reads the account: a lead who does not
    has the key ordered first.
    """
    person = person_of(opened)
    if person.may_be_any(people - _READERS):
        return True
    return person.may_be_any(people) and opened.holds(Compartment.TRIAGE)


def takes_two(opened: OpenCase, one: Transition) -> bool:
    """Whether it needs a second person in this case. The signed line's level counts."""
    if one.ends_help and is_under_way(opened.case):
        return True
    line = opened.line()
    levels = {opened.case.level, line.level if line else ""} - {""}
    duress = under_duress(opened)
    return any(one.takes_two(Level(level), duress=duress) for level in levels)


def may_confirm_step(opened: OpenCase, proposal: Proposal, one: Transition) -> bool:
    """Whether this member can be the second person."""
    allowed = person_of(opened).may_be_any(one.seconders)
    return allowed and opened.me.user.pk not in proposing.barred_from(opened, proposal)


def require(change: Change, one: Transition, *, second: bool = False) -> None:
    """Permission, a state that members wrote, and what the step rests on.

    `second`: for who confirms it. Raises NotAllowed, KeyMissing, SetByHand, WrongState,
    StepLacks.
    """
    people = one.seconders if second else one.who
    if not person_of(change.opened).may_be_any(people):
        raise NotAllowed
    if not may_take(change.opened, people):
        raise KeyMissing
    if Main(change.case.state) not in one.sources:
        raise WrongState
    # Whoever suspects something stops the case, whoever wrote or signed what.
    if one.target != Main.SECURITY_HOLD:
        require_as_written(change.opened)
        require_signed(change.opened)
        change.sure = change.case.state in ASKED
    missing = lacking(change.opened, one)
    if missing:
        raise StepLacks(missing, open_lines(change.opened, missing))


def write_move(change: Change, one: Transition, said: Mapping[str, Any]) -> Any:
    """The record of it, where its writer holds the key."""
    return change.write(
        _room(change.opened, one),
        RecordKind.MOVE,
        step=one.name,
        origin=change.case.state,
        level=change.case.level,
        said=dict(said),
        two=takes_two(change.opened, one),
        version=change.case.version,
    )


def carry_out(change: Change, one: Transition, said: Mapping[str, Any]) -> None:
    """State, clocks, status and next step, as the table says."""
    case = change.case
    origin = case.state
    case.state = _leads_to(change, one)
    _set_clocks(change, one, said)
    _drop_what_waits(change)
    follow(change, one, origin)
    follow_journey(change, one)
    follow_loss(change)
    if case.state == State.CLOSED:
        ending, case.closed_at = ending_of(one.name, said), this_hour()
        case.forget_at = forget_at(ending, case.closed_at)
        acknowledge_alerts(actor=change.opened.me.user, case=case)
        write_fact(change.opened, ending)
    elif case.closed_at is not None:
        case.closed_at, case.owner = None, change.opened.me.user
        case.forget_at = None
    elif case.owner_id is None and case.state != State.RECEIVED:
        # Stopped before anybody had taken it over: a lead owns what goes on.
        case.owner_id = second_holder(change.opened.me, owner=0)
    tell(change)
    change.next(*_comes_next(change))
    call_approvers(change, anew=one.target in _ASKED or _is_theirs(one))


def _leads_to(change: Change, one: Transition) -> State:
    """As the table says; a stop that is lifted leaves help under way as it was."""
    if one.back and (found := before_stop(change.case.pk)):
        return found
    return State((one.target or _state_before(change)).value)


def _comes_next(change: Change) -> tuple[Step, datetime | None]:
    """Whoever has not heard from us yet is written to first."""
    case = change.case
    if case.state == State.CONTACT_LOST:
        return next_of_lost(change)
    if case.state == State.ASSESSMENT and Clock.CONTACT in running(case):
        return Step.CONTACT, next_due(case)
    return NEXT[State(case.state)], next_due(case)


def _drop_what_waits(change: Change) -> None:
    """What was proposed where the case stood before; of a closed one, everything."""
    closed = change.case.state == State.CLOSED
    gone = [action for action in Action if closed or action.value in BY_NAME]
    proposing.withdraw_all(change, *gone)


def _set_clocks(change: Change, one: Transition, said: Mapping[str, Any]) -> None:
    case = change.case
    if case.state == State.CLOSED:
        stop_all(case)
        return
    if one.clocks == Clocks.REST:
        rest_clocks(case)
    elif one.clocks == Clocks.RESUME:
        resume_clocks(case)
    stop_clocks(case, stops(one, Main(case.state)))
    # The first assessment is due from when they asked, however late we came to it.
    first = one.name == "assess" and last_move(change.opened, "reopen") is None
    since = case.created_at if first else None
    start_clocks(case, starts(one, Main(case.state)), since=since)
    if "days" in said:
        until = timezone.now() + timedelta(days=int(said["days"]))
        set_clock(case, Clock.REVIEW, until)


def _waiting(opened: OpenCase) -> tuple[Proposal, Move]:
    """Raises WrongState where nothing waits."""
    by_record = {move.record: move for move in moves(opened)}
    for proposal in proposing.all_pending(opened):
        if proposal.pk in by_record:
            return proposal, by_record[proposal.pk]
    raise WrongState(message=_("Nothing waits for a second person."))


def _state_before(change: Change) -> Main:
    """Where it was before it was parked, also where it was parked twice."""
    state = Main(change.case.state)
    while state in PARKED:
        found = last_move_into(change.opened, state)
        if found is None or Main(found.origin) == state:
            raise SetByHand
        state = Main(found.origin)
    return state


def _room(opened: OpenCase, one: Transition) -> str:
    """What approvers do, confirm or are asked by an appeal stands beside what they
    decide on, what verifiers confirm of a journey beside the plan, where they can read
    it; the rest where the account is.

    Who holds none of these writes where they can. Raises KeyMissing.
    """
    theirs = _is_theirs(one) or one.target == Main.APPEAL
    first = Compartment.DECISION if theirs else Compartment.TRIAGE
    if one.target == Main.READY:
        first = Compartment.LOGISTICS
    for room in (first, *ROOMS):
        if opened.holds(room):
            return room
    raise KeyMissing


def _is_theirs(one: Transition) -> bool:
    """Whether approvers do or confirm it."""
    return By.APPROVER in one.who | one.seconders


def _states(one: Transition) -> tuple[State, ...]:
    return tuple(State(source.value) for source in sorted(one.sources))
