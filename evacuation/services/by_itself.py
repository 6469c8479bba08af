"""Steps that nobody presses: the person asked for them, or a clock ran out.

The worker holds no keys; so the next session of a member who may take such a step
takes it, when it opens the case or the board.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from directory.errors import DirectoryError
from evacuation.access import open_case, visible_cases
from evacuation.models import Deadline
from evacuation.models.choices import Compartment, State
from evacuation.services import moving
from evacuation.services.answering import asked_again, last_letter
from evacuation.services.changing import changing, may_act
from evacuation.services.coarse_status import is_told, tell
from evacuation.services.conditions import lacking
from evacuation.services.hearing import go_on, signs
from evacuation.services.journeys.asking_hosts import hear_host
from evacuation.services.journeys.disclosing import take_back_stopped
from evacuation.services.journeys.meanwhile import take_meanwhile
from evacuation.services.journeys.rechecking import drop_untouched, is_go_touched
from evacuation.services.moves import ROOMS, last_move_into
from evacuation.services.place import person_of
from evacuation.steps import Step
from evacuation.vault.cards import Right
from evacuation.workflow.states import State as Main
from evacuation.workflow.table import BY_NAME, TABLE, leaving

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.transition import Transition

# An answer may bring a case back to where a clock has run out meanwhile.
_IN_A_ROW = 3
# On the board, so that opening it stays quick; the others follow the next time.
_AT_ONCE = 20
_BY_ITSELF = tuple(one for one in TABLE if one.by_itself is not None)
Due = tuple["Transition", dict[str, Any]]


def settle(opened: OpenCase) -> OpenCase:
    """Take what is due in this case by itself, and tell where it stands; the case as it
    is afterwards."""
    for look in (take_meanwhile, drop_untouched, hear_host, take_back_stopped):
        opened = look(opened.keep())
    for _step in range(_IN_A_ROW):
        found = _due(opened.keep(), timezone.now())
        if found is None:
            break
        try:
            _take(opened, *found)
        except DirectoryError:
            # Somebody else was quicker, or it is not for this member: it keeps.
            break
        opened = open_case(opened.me, opened.case.pk)
    return _tell_late(opened.keep())


def _tell_late(opened: OpenCase) -> OpenCase:
    """What the person reads of where it stands, where whoever moved it could not write.

    A state that was set by hand is told to nobody.
    """
    case, line = opened.case, opened.line()
    if line is None or not line.agrees_with(case.level, case.state):
        return opened
    if not opened.holds(Compartment.REPLIES) or is_told(opened):
        return opened
    with (
        suppress(DirectoryError),
        changing(
            actor=opened.me,
            case_id=case.pk,
            version=case.version,
            verb="status.told",
            states=tuple(State),
            rights=moving.EVERYBODY,
        ) as change,
    ):
        tell(change)
    return open_case(opened.me, case.pk)


def settle_board(me: Unlocked) -> None:
    """The same for the cases of which a clock has run out that this member may move."""
    if not may_act(me):
        return
    pairs = Q()
    for one in _BY_ITSELF:
        sources = [str(state) for state in one.sources]
        pairs |= Q(clock=str(one.by_itself), case__state__in=sources)
    rows = Deadline.objects.filter(
        pairs,
        case__in=visible_cases(me),
        due_at__lte=timezone.now(),
        rests_since__isnull=True,
    )
    if not me.may(Right.LEAD):
        rows = rows.filter(case__owner=me.user)
    due = rows.order_by("due_at").values_list("case", flat=True).distinct()
    for case_id in list(due[:_AT_ONCE]):
        with suppress(DirectoryError):
            settle(open_case(me, case_id))


def _due(opened: OpenCase, now: datetime) -> Due | None:
    if not may_act(opened.me) or not any(opened.holds(room) for room in ROOMS):
        return None
    return _asked(opened) or _run_out(opened, now) or _moved(opened)


def _asked(opened: OpenCase) -> Due | None:
    """What the person's letters ask: going on with an answer, a new decision.

    After a sign of duress, a pause or a withdrawal people decide.
    """
    if not opened.holds(Compartment.INBOX) or signs(opened):
        return None
    if opened.case.state == State.INFO_NEEDED:
        since = last_move_into(opened, Main.INFO_NEEDED)
        if since is not None and last_letter(opened, "message", since.at):
            return BY_NAME["answered"], {}
    if opened.case.state == State.DECLINED:
        said = asked_again(opened)
        one = BY_NAME["appeal"]
        person = person_of(opened)
        if said and person.may_be_any(one.who) and not lacking(opened, one):
            return one, {name: said.get(name, "") for name in ("ground", "text")}
    return None


def _run_out(opened: OpenCase, now: datetime) -> Due | None:
    person = person_of(opened)
    rows = opened.case.deadlines.filter(due_at__lte=now, rests_since__isnull=True)
    over = set(rows.values_list("clock", flat=True))
    for one in leaving(Main(opened.case.state)):
        if str(one.by_itself) in over and person.may_be_any(one.who):
            return None if lacking(opened, one) else (one, {})
    return None


def _moved(opened: OpenCase) -> Due | None:
    """A go falls with an alert for a country on the way; the phrase is an arrival."""
    person = person_of(opened)
    for name, holds in (("recheck", is_go_touched), ("arrive", _is_there)):
        one = BY_NAME[name]
        if person.may_be_any(one.who) and holds(opened):
            return one, {}
    return None


def _is_there(opened: OpenCase) -> bool:
    on_the_way = opened.case.state == State.IN_TRANSIT
    return on_the_way and not lacking(opened, BY_NAME["arrive"])


def _take(opened: OpenCase, one: Transition, said: dict[str, Any]) -> None:
    with changing(
        actor=opened.me,
        case_id=opened.case.pk,
        version=opened.case.version,
        verb=f"case.{one.name}",
        rights=moving.EVERYBODY,
    ) as change:
        moving.require(change, one)
        moving.write_move(change, one, {**said, "by_itself": True})
        moving.carry_out(change, one, said)
        if one.name == "answered":
            # What they wrote waits for an answer, whatever was due before.
            go_on(change, Step.ANSWER)
