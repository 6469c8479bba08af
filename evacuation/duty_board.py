"""The board: every case that a member may see, by when something is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.access import board, visible_cases
from evacuation.answers import Danger
from evacuation.board import case_code
from evacuation.board_words import Words
from evacuation.due_times import (
    HOST_ANSWERED,
    PARTNER_ANSWERED,
    DueTimes,
    clock_due,
    clock_words,
    times_of,
    with_due_times,
)
from evacuation.keyring import Keyring
from evacuation.looking_after import medicine_of
from evacuation.missing import LOST, missed_words, route_words
from evacuation.models import Alert, Case
from evacuation.models.choices import State, Urgency
from evacuation.proven import Seal, open_or_unproven, remember
from evacuation.services.intake import FLOOD
from evacuation.steps import Step
from evacuation.to_sign import APPROVERS, to_sign
from evacuation.vault.cards import Right

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.utils.safestring import SafeString
    from django_stubs_ext import WithAnnotations

    from evacuation.board import BoardLine
    from evacuation.unlocked import Unlocked

    BoardCase = WithAnnotations[Case, "_Read"]

# Closed cases beyond these are found by their code.
_MOST_CLOSED = 200
# More rows than this are no board: what is due later waits behind what is due now.
MOST_SHOWN = 500


_AN_HOUR = timedelta(hours=1, seconds=30)

_SIGN = _("Sign it, or say no")
_MEDICINE = _("You look after the medicine here")
# Somebody else is to act; with approvers waits what this member cannot decide.
_WAITS = frozenset(
    {State.INFO_NEEDED, State.REFERRED_OUT, State.ON_HOLD, State.WAITLISTED}
)
_WITH_APPROVERS = frozenset({State.DECISION_PENDING, State.APPEAL})
# Who has none of these works on no case: they sign, or it waits for others.
_WORKING = frozenset(Right) - APPROVERS
# Owed to the person by us, whoever else the case waits for.
_OWED = frozenset({Step.ANSWER, Step.DECIDE, Step.CLOSE, Step.HEAR})


class Show(models.TextChoices):
    """Which cases."""

    OPEN = "open", _("All open")
    MINE = "mine", _("Mine")
    NOBODY = "nobody", _("Nobody's yet")
    CROWD = "crowd", _("Crowds")
    CLOSED = "closed", _("Closed")


class Due(models.TextChoices):
    """How soon, as people group it."""

    LATE = "late", _("Late")
    HOUR = "hour", _("Within the hour")
    TODAY = "today", _("Within a day")
    LATER = "later", _("Later")
    WAITING = "waiting", _("Waiting for others")
    DONE = "done", _("Closed")


_ORDER = {due: at for at, due in enumerate(Due)}


class _Read(DueTimes, Seal, total=False):
    """What is read with a case for the board; among the closed ones no seal."""


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the board. `line`: None where it is missing or does not verify.

    `false`: the line is not what a member wrote, or says another level or state, or an
    earlier due time, than the case's columns, which then were set by hand.
    """

    case: BoardCase
    line: BoardLine | None
    false: bool
    has_message: bool
    has_answer: bool
    host_answered: bool
    due: Due
    level: SafeString
    # Where it stands, in words; as its line says, where that verifies.
    state: str
    # In red: somebody is missed, or nobody waits for them; "" else.
    missed: str
    # A country's alert, of who is about to go or on the way; "" else.
    route: str
    # Whether this member's signature is what it waits for.
    to_sign: bool = False
    # Whether they look after the medicine, and after nothing else of it.
    has_medicine: bool = False

    @property
    def is_lost(self) -> bool:
        """On the way, and contact is lost."""
        return self.line is not None and LOST in self.line.marks

    @property
    def due_at(self) -> datetime | None:
        return self.case.due_at

    @property
    def clock(self) -> str:
        """What is due, in words; "" where it is the step that is shown."""
        late, owned = self.due == Due.LATE, self.case.owner_id is not None
        named = str(clock_words(clock_due(self.case), late=late, owned=owned))
        return named or ("" if self._owed == self.step else self._owed)

    @property
    def code(self) -> str:
        return case_code(self.case.pk)

    @property
    def in_crowd(self) -> bool:
        """One of many from one network, of which none says that danger is near.

        Grouping is all that the mark does: clocks and alerts run as for any other.
        """
        if self.line is None or FLOOD not in self.line.marks:
            return False
        if self.false or self.has_message:
            return False
        urgent = self.case.level == Urgency.CRITICAL or self.line.danger == Danger.DAY
        return self.case.state == State.RECEIVED and not urgent

    @property
    def step(self) -> str:
        """The next step by us, in words; nobody's request has to be taken over."""
        if self.to_sign:
            return str(_SIGN)
        if self.has_medicine:
            return str(_MEDICINE)
        return self._owed

    @property
    def _owed(self) -> str:
        """Whoever looks: what is to be done by when it is due."""
        if self.case.state == State.RECEIVED:
            return str(Step.OWN.label)
        if _asks_again(self.case) and not self._is_heard:
            return str(Step.AGAIN.label)
        if self.has_message:
            return str(Step.ANSWER.label)
        if self.host_answered:
            return str(HOST_ANSWERED)
        if self.has_answer:
            return str(PARTNER_ANSWERED)
        code = self.line.next_step if self.line else ""
        return str(dict(Step.choices).get(code, ""))

    @property
    def _is_heard(self) -> bool:
        step = self.line.next_step if self.line else ""
        return step not in {"", Step.NOTHING} and not self.has_message


def rows(me: Unlocked, *, show: Show, level: str = "", state: str = "") -> list[Row]:
    """Sorted: what cannot be verified, what is most overdue, what waits for others
    after what we owe; closed ones newest first.

    `level`: of Urgency, `state`: of State, "" for all. What cannot be verified is left
    out of none, and a case that was set to closed by hand stands among the open ones.
    """
    cases = list(_shown(visible_cases(me), me, show))
    lines = board(me, cases)
    news = _with_news(cases)
    now = timezone.now()
    words, signs, cared = Words(), to_sign(me, cases), medicine_of(me, cases)
    found = [
        _row(
            me,
            case,
            lines,
            now,
            news=news.get(case.pk, frozenset()),
            words=words,
            signs=case.pk in signs,
            cared=case.pk in cared,
        )
        for case in cases
    ]
    if show != Show.CLOSED:
        found = _without_closed(found)
    kept = [
        row
        for row in found
        if row.false or (level in {"", _level(row)} and state in {"", _state(row)})
    ]
    return sorted(kept, key=_place)


def _place(row: Row) -> tuple[bool, bool, int]:
    """Who is looked for goes before whom we only owe something."""
    return (not row.false, not row.is_lost, _ORDER[row.due])


def _row(
    me: Unlocked,
    case: BoardCase,
    lines: dict[UUID, BoardLine | None],
    now: datetime,
    *,
    news: frozenset[str],
    words: Words,
    signs: bool,
    cared: bool,
) -> Row:
    line = lines.get(case.pk)
    false = case.pk in lines and (line is None or line.contradicts(case))
    owed = line is not None and line.next_step in _OWED
    times = times_of(case)
    missed = missed_words(case, times, line, now)
    first = false or missed or (line and LOST in line.marks)
    waits = _waits(case, signs=signs) and not (news or owed)
    return Row(
        case=case,
        line=line,
        false=false,
        has_message=Alert.Kind.MESSAGE in news,
        has_answer=Alert.Kind.VOUCH in news,
        host_answered=Alert.Kind.HOST in news,
        missed=missed,
        route=route_words(case, times),
        due=Due.LATE if first else _due_of(me, case, now, waits, signs=signs),
        level=words.level(line.level if line else "", case.level),
        state=words.state(line.state if line else "", case.state),
        to_sign=signs,
        has_medicine=cared,
    )


def _level(row: Row) -> str:
    return (row.line.level if row.line else "") or row.case.level


def _state(row: Row) -> str:
    return (row.line.state if row.line else "") or row.case.state


def _without_closed(found: list[Row]) -> list[Row]:
    """Without those that are closed by a member's word, remembered as such.

    One of whom the person wrote since is ours until it is answered or opened again.
    """
    closed = [r for r in found if r.case.state == State.CLOSED and not r.false]
    remember(row.case.seal for row in closed if row.line)
    done = {row.case.pk for row in closed if not _asks_again(row.case)}
    return [row for row in found if row.case.pk not in done]


def _asks_again(case: Case) -> bool:
    """Whether it is closed and the person wrote since: closing leaves nothing due."""
    return case.state == State.CLOSED and case.next_due_at is not None


@dataclass(frozen=True, slots=True)
class Board:
    """What one page shows. `crowd`: how many more stand among the crowds; `later`: how
    many more are due after those shown."""

    rows: list[Row]
    crowd: int = 0
    later: int = 0


def shown(me: Unlocked, *, show: Show, level: str = "", state: str = "") -> Board:
    """The rows of a page: crowds stand apart, so that they hide nobody else."""
    found = rows(me, show=show, level=level, state=state)
    if show in {Show.MINE, Show.CLOSED}:
        return Board(found)
    kept = [row for row in found if row.in_crowd == (show == Show.CROWD)]
    crowd = 0 if show == Show.CROWD else len(found) - len(kept)
    return Board(kept[:MOST_SHOWN], crowd, max(0, len(kept) - MOST_SHOWN))


def grouped(found: Iterable[Row]) -> list[tuple[Due, list[Row]]]:
    """By how soon, in the order of Due; without the empty groups."""
    by_due: dict[Due, list[Row]] = {due: [] for due in Due}
    for row in found:
        by_due[row.due].append(row)
    return [(due, held) for due, held in by_due.items() if held]


def _shown(cases: QuerySet[Case], me: Unlocked, show: Show) -> QuerySet[BoardCase]:
    found: QuerySet[Any] = with_due_times(cases.select_related("owner"))
    if show == Show.CLOSED:
        closed = found.filter(state=State.CLOSED)
        return closed.order_by("-closed_at", "pk")[:_MOST_CLOSED]
    still: QuerySet[Any] = open_or_unproven(found, Keyring(me).recipients())
    if show == Show.MINE:
        still = still.filter(owner=me.user)
    if show == Show.NOBODY:
        still = still.filter(owner=None)
    return still.order_by(models.F("due_at").asc(nulls_last=True), "pk")


def _with_news(cases: list[BoardCase]) -> dict[UUID, frozenset[str]]:
    """Where the person wrote, a partner or a host answered, and nobody has looked."""
    kinds = (Alert.Kind.MESSAGE, Alert.Kind.VOUCH, Alert.Kind.HOST)
    waiting = Alert.objects.filter(
        case__in=cases, kind__in=kinds, acknowledged_at__isnull=True
    )
    found: dict[UUID, frozenset[str]] = {}
    for case, kind in waiting.values_list("case", "kind"):
        found[case] = found.get(case, frozenset()) | {kind}
    return found


def _due_of(
    me: Unlocked, case: BoardCase, now: datetime, waits: bool, *, signs: bool
) -> Due:
    """What is late is not late by who only signs, where nothing is to be signed."""
    due = _due(case, now, waits)
    only_signs = me.may(*APPROVERS) and not me.may(*_WORKING)
    return Due.WAITING if only_signs and not signs and due != Due.DONE else due


def _due(case: BoardCase, now: datetime, waits: bool) -> Due:
    if case.state == State.CLOSED and not _asks_again(case):
        return Due.DONE
    at = case.due_at
    if at is not None and at < now:
        return Due.LATE
    if waits:
        return Due.WAITING
    if at is None:
        return Due.LATER
    # As the page says it, in whole minutes.
    if at - now < _AN_HOUR:
        return Due.HOUR
    return Due.TODAY if at - now < timedelta(days=1) else Due.LATER


def _waits(case: Case, *, signs: bool) -> bool:
    """Whether somebody else than this member acts next. Breached, it is ours again.

    `signs`: it waits for their signature.
    """
    return not signs and case.state in _WAITS | _WITH_APPROVERS
