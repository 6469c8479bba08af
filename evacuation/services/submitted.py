"""What was written and submitted for decision in a case, and what it rests on.

Approvers hold the decision's key alone: what they need of the rest stands beside the
submission as `facts`, without identity.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.models.choices import Compartment, RecordKind
from evacuation.models.proposal import Action
from evacuation.services import assessing, proposing
from evacuation.services.moves import moves
from evacuation.services.paid import given_so_far, paid_so_far
from evacuation.services.verified import (
    checks_written,
    level_of,
    words_of,
    words_stand,
)
from evacuation.services.verifying import level, vouches_stand
from evacuation.services.vouching import voucher_users
from evacuation.submissions import Submission
from evacuation.vault.cards import member_user
from evacuation.workflow import money
from evacuation.workflow.deadlines import is_stale
from evacuation.workflow.guards import Guard
from evacuation.workflow.states import Level
from evacuation.workflow.states import State as Main
from evacuation.workflow.verification import Verified

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Proposal
    from evacuation.services.writing import Content

DRAFT, SUBMITTED, FACTS = "draft", "submitted", "facts"
_RECENT = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Written:
    """A draft or a version that was submitted. `by`: a name of vault/cards.py.

    `paid`, `given`: euro cents of earlier budgets and of interim help when it was
    submitted. They count for who has to sign and for what has to be verified, so that
    a budget in slices takes what the whole of it takes.
    """

    record: UUID
    what: str
    at: str
    by: str
    submission: Submission
    facts: Content
    paid: int = 0
    given: int = 0
    asked: str = Main.DECISION_PENDING.value  # where the case stood, asked of approvers

    @property
    def whole(self) -> int:
        """What the case costs with it, euro cents."""
        return self.submission.total + self.spent

    @property
    def spent(self) -> int:
        return self.paid + self.given

    @property
    def tier(self) -> int:
        return money.tier(self.whole)


def versions(opened: OpenCase) -> list[Written]:
    """What was submitted, oldest first. Raises KeyMissing, NotTrusted."""
    return [one for one in _written(opened) if one.what == SUBMITTED]


def newest(opened: OpenCase) -> Written | None:
    """The owner's last word, a draft (with what is spent by now) or submitted."""
    found = _written(opened)
    if not found or found[-1].what == SUBMITTED:
        return found[-1] if found else None
    paid, given = paid_so_far(opened), given_so_far(opened)
    return replace(found[-1], paid=paid, given=given)


def waiting(opened: OpenCase) -> tuple[Proposal, Written] | None:
    """What approvers are asked, signed by who submitted it."""
    proposal = proposing.pending(opened, Action.DECIDE)
    if proposal is None:
        return None
    found = [one for one in versions(opened) if one.record == proposal.pk]
    return (proposal, found[0]) if found else None


def last_asked(opened: OpenCase) -> tuple[Proposal, Written] | None:
    """What approvers were asked last, whatever came of it, where a member signed it."""
    found = versions(opened)
    row = opened.proposal(found[-1].record) if found else None
    if row is None or not proposing.is_genuine(opened, row):
        return None
    return row, found[-1]


def stands_as_asked(opened: OpenCase) -> bool:
    """Whether the case stands where what this member reads of the decision leaves it.

    A column that was set by hand does not. Raises KeyMissing, NotTrusted.
    """
    found = waiting(opened)
    return found is not None and opened.case.state == led_to(opened, found[1])


def led_to(opened: OpenCase, asked: Written) -> str:
    """Where it was asked, and where the steps after it lead."""
    state = asked.asked
    done = [move for move in moves(opened) if move.done > asked.at]
    for move in sorted(done, key=lambda move: move.done):
        if move.target is not None:
            state = move.target.value
    return state


def facts(opened: OpenCase) -> Content:
    """What the last submission rests on, as it was last brought up to date."""
    found = _said(opened, SUBMITTED, FACTS)
    return dict(found[-1][1]["facts"]) if found else {}


def facts_now(opened: OpenCase) -> Content:
    """The same, read anew by who holds the account. Raises KeyMissing, NotTrusted."""
    now, assessed = timezone.now(), assessing.newest(opened) or {}
    account = opened.only(Compartment.TRIAGE, RecordKind.ACCOUNT)
    return {
        "country": str(account.get("country", "")),
        "language": str(account.get("language", "")),
        "level": _signed_level(opened),
        "score": assessed.get("score", 0),
        "flags": list(assessed.get("facts", {}).get("flags", [])),
        "assessed": str(assessed.get("at", "")),
        "verified": str(level_of(opened, now)),
        "vouches_hold": vouches_stand(opened, now),
        "seen": sorted(checks_written(opened)),
        "words": words_of(opened, now),
        "vouchers": sorted(voucher_users(opened)),
        "paid": paid_so_far(opened),
        "given": given_so_far(opened),
    }


def known_level(opened: OpenCase) -> str:
    """The case's, where the last submission says the same; else "".

    For who cannot read the line: the column alone could be set by hand.
    """
    said = str(facts(opened).get("level", ""))
    return said if said == opened.case.level else ""


def _signed_level(opened: OpenCase) -> str:
    line = opened.line()
    return str((line.level if line else "") or opened.case.level)


def writers(opened: OpenCase) -> frozenset[int]:
    """Users who wrote any version of it, a draft or submitted: they sign none."""
    users = (member_user(one.by) for one in _written(opened))
    return frozenset(user for user in users if user is not None)


def tier_of(submission: Submission, facts: Content) -> int:
    """With what was spent before, as these facts say."""
    spent = int(facts.get("paid", 0)) + int(facts.get("given", 0))
    return money.tier(submission.total + spent)


def is_proposed(opened: OpenCase) -> bool:
    found = newest(opened)
    return found is not None and found.submission.is_complete


def is_deconflicted(opened: OpenCase) -> bool:
    found = newest(opened)
    return found is not None and found.submission.is_deconflicted


def is_verified_enough(opened: OpenCase) -> bool:
    """For what is to be spent. Raises KeyMissing, NotTrusted."""
    found = newest(opened)
    if found is None:
        return False
    return money.enough(level(opened, timezone.now()), found.whole)


def is_known(opened: OpenCase) -> bool:
    """Whether this member can know what was checked so far, by keys or by facts."""
    if opened.holds(Compartment.VERIFICATION):
        return True
    return checks_written(opened) <= {*facts(opened).get("seen", ())}


def stands(opened: OpenCase, guard: Guard) -> bool:
    """The same question to the facts, for who holds no key of what it rests on."""
    if guard == Guard.LEVEL_LOW:
        # The owner's session looked, and wrote the level down with the step.
        asked = [move for move in moves(opened) if move.step == "finish"]
        return bool(asked) and asked[-1].level == opened.case.level == Level.LOW
    known, now = facts(opened), timezone.now()
    if guard == Guard.VERIFIED:
        found = newest(opened)
        if found is None or "verified" not in known:
            return False
        return money.enough(Verified(str(known["verified"])), found.whole)
    if guard == Guard.NO_REVOKED_VOUCH:
        words = known.get("words", [])
        return bool(known.get("vouches_hold")) and words_stand(words, now)
    if guard not in (Guard.FRESH, Guard.FRESH_72H) or not known.get("assessed"):
        return False
    at = datetime.fromisoformat(str(known["assessed"]))
    if guard == Guard.FRESH_72H:
        return now - at <= _RECENT
    return not is_stale(Level(str(known["level"])), at, now)


def _written(opened: OpenCase) -> list[Written]:
    return [
        Written(
            record=record,
            what=str(said["what"]),
            at=str(said["at"]),
            by=str(said["by"]),
            submission=Submission.unpacked(said["content"]),
            facts=dict(said["facts"]),
            paid=int(said["facts"].get("paid", 0)),
            given=int(said["facts"].get("given", 0)),
            asked=str(said.get("asked", Main.DECISION_PENDING.value)),
        )
        for record, said in _said(opened, DRAFT, SUBMITTED)
    ]


def _said(opened: OpenCase, *what: str) -> list[tuple[UUID, Content]]:
    """Records of these sorts, oldest first. None where nothing was written yet."""
    rows = opened.records(Compartment.DECISION, RecordKind.PROPOSAL)
    said = [(row.pk, opened.content(row)) for row in rows]
    found = [pair for pair in said if pair[1].get("what") in what]
    return sorted(found, key=lambda pair: str(pair[1]["at"]))
