"""Interim help: one coordinator gives it at once, another person ratifies it in a day.

Above what one gives alone, and up to what two may, it is given once a second person
agreed (agreeing.py). What nobody ratified stops further spending; sums are counted over
seven days by case, by payee and by who gave it.
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.access import OpenCase, visible_cases
from evacuation.errors import DeskError, KeyMissing, NotTrusted, NotVisible, WrongState
from evacuation.models import Deadline, Proposal, Record
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.models.proposal import Action, Decision
from evacuation.services import authority, proposing
from evacuation.services.calling_approvers import call_approvers
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.clocks import next_due, start_clocks, stop_clocks
from evacuation.services.compartments import ensure_compartment
from evacuation.services.verified import level_of
from evacuation.services.vouching import voucher_users
from evacuation.submissions import BudgetLine
from evacuation.vault.cards import Right
from evacuation.workflow import money
from evacuation.workflow.deadlines import Clock, within
from evacuation.workflow.states import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

HELP, ASKED = "help", "asked"
# Stopped for safety: nothing is paid.
GIVEN_IN = tuple(state for state in OWNED if state != State.SECURITY_HOLD)
RATIFIERS = frozenset(
    {
        Right.COORDINATOR,
        Right.LEAD,
        Right.APPROVER_PROGRAMME,
        Right.APPROVER_FINANCE,
    }
)
_A_DAY = within(Clock.RATIFY, Level.LOW) or timedelta()


class AboveLevel(DeskError):
    """More than what is verified lets two people spend without a decision."""

    code = "above_level"

    def __init__(self, most: int) -> None:
        words = _("At what is verified at most € %.2f may be given; more is decided.")
        super().__init__("amount", words % (most / 100))


class Unratified(DeskError):
    """Help that nobody ratified in time."""

    code = "unratified"
    status = 409
    message = _(
        "Earlier spending was not ratified by a second person within 24 hours. "
        "Nothing more is spent until it is."
    )


class CeilingReached(DeskError):
    """`over`: case, payee or person, over seven days."""

    code = "ceiling"
    status = 409

    def __init__(self, over: str) -> None:
        self.over = over
        super().__init__("amount", _CEILINGS[over])


_CEILINGS = {
    "case": _("With this, the case would get more than € 1,000 in seven days."),
    "payee": _("With this, the payee would get more than € 1,000 in seven days."),
    "person": _("With this, you would have given more than € 1,000 in seven days."),
}


class NothingToGive(DeskError):
    """Help of nothing, or paid to nobody."""

    code = "required"
    message = _("Say how much, to whom, and for what.")


@dataclass(frozen=True, slots=True)
class Measure:
    """Interim help as it lies in the case. `by`: a name of vault/cards.py."""

    record: UUID
    at: datetime
    by: str
    line: BudgetLine
    why: str
    ratified: bool = False


def grant_help(
    *, actor: Unlocked, case_id: UUID, version: int, line: BudgetLine, why: str
) -> bool:
    """Give interim help, alone; a second person is asked to ratify it. True then.

    Above what one gives alone it is asked for, and given once a second person agreed:
    False. Raises NotVisible, NotAllowed, StaleVersion, WrongState, NothingToGive,
    AboveLevel, Unratified, CeilingReached, KeyMissing, NotTrusted, TooLongText.
    """
    if line.cents <= 0 or not line.payee.strip() or not why.strip():
        raise NothingToGive
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="help.given",
        states=GIVEN_IN,
    ) as change:
        opened, now = change.opened, timezone.now()
        require_ratified(opened, now)
        level = level_of(opened, now)
        if line.cents > money.together(level):
            raise AboveLevel(money.together(level))
        require_below_ceilings(opened, line, now, by=actor.name)
        ensure_compartment(change, Compartment.DECISION)
        alone = line.cents <= money.alone(level)
        if alone:
            _give(change, line, why)
        else:
            _ask(change, line, why)
    return alone


def ratify_help(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """A second person stands behind everything given that nobody ratified yet.

    Raises NotVisible, NotAllowed, SamePerson, StaleVersion, WrongState, KeyMissing,
    NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="help.ratified",
        rights=RATIFIERS,
    ) as change:
        if not change.opened.holds(Compartment.DECISION):
            raise KeyMissing
        proposal = proposing.pending(change.opened, Action.MEASURE)
        if proposal is None:
            raise WrongState
        proposing.approve(
            change, proposal=proposal, decision=Decision.YES, rights=RATIFIERS
        )
        settle_ratifying(change)


def measures(opened: OpenCase) -> list[Measure]:
    """Interim help that was given, oldest first. Raises KeyMissing, NotTrusted."""
    said = _said(opened)
    known = {pk: one for pk, one in said.items() if one.get("what") == HELP}
    ratified = _ratified(opened, known)
    given = [_measure(pk, one, ratified=pk in ratified) for pk, one in known.items()]
    given += [
        _measure(pk, one, ratified=True)
        for pk, one in said.items()
        if one.get("what") == ASKED and _is_agreed(opened, pk)
    ]
    return sorted(given, key=lambda one: one.at)


def asked(opened: OpenCase) -> tuple[Proposal, Measure] | None:
    """Help that waits for a second person's word before it is given."""
    proposal = proposing.pending(opened, Action.HELP)
    said = _said(opened).get(proposal.pk) if proposal else None
    if proposal is None or said is None or said.get("what") != ASKED:
        return None
    return proposal, _measure(proposal.pk, said, ratified=False)


def unratified(opened: OpenCase) -> list[Measure]:
    return [one for one in measures(opened) if not one.ratified]


def require_ratified(opened: OpenCase, now: datetime) -> None:
    """Raises Unratified where help or a decision waits longer than it may."""
    if any(now - one.at >= _A_DAY for one in unratified(opened)):
        raise Unratified
    decided = authority.approved(opened)
    if decided is not None and not decided.may_spend(now):
        raise Unratified


def settle_ratifying(change: Change) -> None:
    """Stop the clock once neither help nor a decision waits for a second person.

    The word that was just given counts already.
    """
    opened = change.opened
    decided = authority.approved(opened)
    if not unratified(opened) and (decided is None or decided.full):
        stop_clocks(change.case, [Clock.RATIFY])
    change.case.next_due_at = next_due(change.case)


def same_payee(one: str, other: str) -> bool:
    """Whether two people may have meant the same, however they wrote it."""
    return _plain(one) == _plain(other) != ""


def _plain(payee: str) -> str:
    folded = unicodedata.normalize("NFKC", payee).casefold()
    return "".join(symbol for symbol in folded if symbol.isalnum())


def _give(change: Change, line: BudgetLine, why: str) -> None:
    """Written down; whoever ratifies this ratifies what waits before it, too."""
    before = [str(one.record) for one in unratified(change.opened)]
    record = change.write(
        Compartment.DECISION,
        RecordKind.MEASURE,
        what=HELP,
        line=asdict(line),
        why=why,
        covers=before,
    )
    proposing.propose(change, action=Action.MEASURE, record=record, tier=1)
    running = Deadline.objects.filter(case=change.case, clock=str(Clock.RATIFY))
    if not running.exists():
        start_clocks(change.case, [Clock.RATIFY])
    change.case.next_due_at = next_due(change.case)


def _ask(change: Change, line: BudgetLine, why: str) -> None:
    """Nothing is given yet. What was asked for before waits no more."""
    change.verb = "help.asked"
    record = change.write(
        Compartment.DECISION,
        RecordKind.MEASURE,
        what=ASKED,
        line=asdict(line),
        why=why,
    )
    vouchers = voucher_users(change.opened)
    proposing.propose(
        change, action=Action.HELP, record=record, tier=1, vouchers=vouchers
    )
    call_approvers(change, anew=True)


def require_below_ceilings(
    opened: OpenCase, line: BudgetLine, now: datetime, *, by: str
) -> None:
    """`by`: the name of who gives it. Raises CeilingReached.

    Counted are cases whose decisions this member opens.
    """
    since = now - money.CEILING_OVER
    here = [one for one in measures(opened) if one.at > since]
    others = [one for one in _elsewhere(opened, since) if one.at > since]
    _require_below("case", line, here)
    everywhere = [*here, *others]
    payee = [one for one in everywhere if same_payee(one.line.payee, line.payee)]
    _require_below("payee", line, payee)
    mine = [one for one in everywhere if one.by == by]
    _require_below("person", line, mine)


def _require_below(over: str, line: BudgetLine, given: Iterable[Measure]) -> None:
    if line.cents + sum(one.line.cents for one in given) > money.CEILING:
        raise CeilingReached(over)


def _elsewhere(opened: OpenCase, since: datetime) -> Iterator[Measure]:
    """Help in the member's other cases, as far as their keys open it."""
    me = opened.me
    rows = Record.objects.filter(
        kind=RecordKind.MEASURE,
        # Rows know the hour alone.
        written_at__gte=since - timedelta(hours=1),
        case__in=visible_cases(me).exclude(pk=opened.case.pk),
    ).select_related("case")
    for row in rows:
        with suppress(KeyMissing, NotTrusted, NotVisible):
            there = OpenCase(me, row.case)
            said = there.content(row)
            agreed = said.get("what") == ASKED and _is_agreed(there, row.pk)
            if said.get("what") == HELP or agreed:
                yield _measure(row.pk, said, ratified=False)


def _ratified(opened: OpenCase, known: dict[UUID, Content]) -> set[UUID]:
    """By signatures: each that a second person signed, and what it covers."""
    found: set[UUID] = set()
    for asked in Proposal.objects.filter(case=opened.case, action=Action.MEASURE):
        if asked.pk in known and proposing.holds(opened, asked, rights=RATIFIERS):
            covered = known[asked.pk].get("covers", [])
            found |= {asked.pk, *(UUID(str(one)) for one in covered)}
    return found


def _is_agreed(opened: OpenCase, record: UUID) -> bool:
    """By the signature of a second person."""
    rows = Proposal.objects.filter(case=opened.case, pk=record, action=Action.HELP)
    return any(proposing.holds(opened, row, rights=RATIFIERS) for row in rows)


def _said(opened: OpenCase) -> dict[UUID, Content]:
    rows = opened.records(Compartment.DECISION, RecordKind.MEASURE)
    return {row.pk: opened.content(row) for row in rows}


def _measure(record: UUID, said: Content, *, ratified: bool) -> Measure:
    """Raises NotTrusted for another shape."""
    try:
        return Measure(
            record=record,
            at=datetime.fromisoformat(str(said["at"])),
            by=str(said["by"]),
            line=BudgetLine(**said["line"]),
            why=str(said["why"]),
            ratified=ratified,
        )
    except (KeyError, TypeError, ValueError):
        raise NotTrusted from None
