"""What the pages of a decision say: one screen for whoever has to answer."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.board import case_code
from evacuation.forms.steps import StepForm
from evacuation.models import Member
from evacuation.models.choices import State
from evacuation.services import authority, proposing, submitted
from evacuation.services.answering import decided_before
from evacuation.services.approving import rights_for
from evacuation.services.conditions import lacking
from evacuation.services.gaps import missing_now, nobody_for_appeal
from evacuation.services.given import measures
from evacuation.services.moves import moves
from evacuation.services.moving import steps_for, takes_two
from evacuation.services.place import person_of
from evacuation.showing.last_word import Appeal, LastWord, last_word, shown_appeal
from evacuation.showing.steps import WaitingStep, shown_waiting
from evacuation.showing.submission import (
    Changed,
    ShownLine,
    changed,
    code_words,
    euro,
    shown_line,
)
from evacuation.submissions import DONE, WAIVED
from evacuation.vault.cards import member_name
from evacuation.workflow import money
from evacuation.workflow.dangers import Flag
from evacuation.workflow.decision import Answer, Criterion, Option
from evacuation.workflow.states import Level
from evacuation.workflow.states import State as Main
from evacuation.workflow.table import BY_NAME
from evacuation.workflow.verification import Verified

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.access import OpenCase
    from evacuation.models import Proposal
    from evacuation.services.submitted import Written
    from evacuation.submissions import Submission
    from evacuation.workflow.transition import Transition

_ROLES = {str(code): words for code, words in Member.Role.choices}
_DECONFLICTED = {
    DONE: _("Looked for"),
    WAIVED: _("Not asked, to keep them safe"),
}
TIERS = {
    1: _("one approver"),
    2: _("one approver"),
    3: _("one approver"),
    4: _("two approvers: programme and finance"),
    5: _("programme, finance and a lead"),
}
_STEPS = ("ask_back", "decline", "waitlist")


def place_words(rights: Iterable[str]) -> str:
    """ "Approver, programme / Approver, finance": who may fill one place."""
    return " / ".join(str(_ROLES[right]) for right in sorted(rights))


class DecisionPage:
    """A submission before one member who holds the decision's key. No identity."""

    def __init__(self, opened: OpenCase) -> None:
        self.opened, self.case, self.me = opened, opened.case, opened.me
        self.code = case_code(self.case.pk)

    @cached_property
    def holds(self) -> bool:
        return authority.decision_holds(self.opened)

    @cached_property
    def approved(self) -> authority.Approved | None:
        # Approvers cannot read each step that ended what they decided.
        state = self.case.state
        if state in authority.ASKED or Main(state) in authority.ANEW:
            return None
        return authority.approved(self.opened)

    @cached_property
    def asked(self) -> tuple[Proposal, Written] | None:
        """What is decided on now, or what was."""
        if self.approved:
            return self.approved.proposal, self.approved.written
        return submitted.waiting(self.opened) or submitted.last_asked(self.opened)

    @property
    def past(self) -> bool:
        """Whether it is shown for what it was: nothing is decided on now."""
        return not (self.waits or self.approved)

    @property
    def waits(self) -> bool:
        asked = self.asked is not None and self.asked[0].settled_at is None
        return self.case.state in authority.ASKED and asked

    @property
    def proposal(self) -> Proposal | None:
        return self.asked[0] if self.asked else None

    @property
    def written(self) -> Written | None:
        return self.asked[1] if self.asked else None

    @property
    def submission(self) -> Submission | None:
        return self.written.submission if self.written else None

    @cached_property
    def facts(self) -> dict[str, Any]:
        return submitted.facts(self.opened)

    @property
    def assessed_at(self) -> datetime | None:
        said = str(self.facts.get("assessed", ""))
        return datetime.fromisoformat(said) if said else None

    @property
    def flags(self) -> list[Any]:
        """Red flags of the last assessment, in words."""
        return [code_words(Flag, code) for code in self.facts.get("flags", ())]

    @property
    def takes_effect_alone(self) -> bool:
        """Whether this member's signature is the first of several and enough for now:
        then the others follow within a day."""
        if not (self.waits and self.proposal and self.case.level == Level.CRITICAL):
            return False
        return len(self.missing) > 1 and not authority.one_alone_before(
            self.opened, self.proposal
        )

    @property
    def verified(self) -> Any:
        return code_words(Verified, str(self.facts.get("verified", "")))

    @property
    def verified_code(self) -> str:
        return str(self.facts.get("verified", ""))

    @property
    def allowed(self) -> str:
        """The most that may be spent at what is verified; "" without an end."""
        code = self.verified_code
        most = money.most(Verified(code)) if code in set(Verified) else 0
        return "" if most is None else euro(most)

    @property
    def enough(self) -> bool:
        code = self.verified_code
        known = code in set(Verified)
        whole = self.written.whole if self.written else 0
        return known and money.enough(Verified(code), whole)

    @property
    def total(self) -> str:
        return euro(self.submission.total if self.submission else 0)

    @property
    def spent_before(self) -> tuple[str, str, str] | None:
        """(paid of earlier budgets, given as help, all with this one); None at none."""
        one = self.written
        if one is None or not one.spent:
            return None
        return euro(one.paid), euro(one.given), euro(one.whole)

    @property
    def thresholds(self) -> list[tuple[str, Any, bool]]:
        """(up to, who signs, whether it is this one); equal ones once."""
        tier = self.written.tier if self.written else 0
        least, most = money.UP_TO[3], money.UP_TO[4]
        return [
            (euro(least), TIERS[3], tier in (1, 2, 3)),
            (euro(most), TIERS[4], tier == 4),
            ("", TIERS[5], tier == 5),
        ]

    @property
    def criteria(self) -> list[tuple[Any, Any, str, str]]:
        """(question, answer, kind of its tag, note)."""
        said = self.submission.criteria if self.submission else {}
        found = []
        for one in Criterion:
            answer, note = said.get(str(one), ("", ""))
            kind = _KINDS.get(answer, "quiet")
            found.append((one.label, code_words(Answer, answer), kind, note))
        return found

    @property
    def options(self) -> list[tuple[Any, str, bool]]:
        """(option, why, whether it is what is proposed)."""
        if self.submission is None:
            return []
        chosen = self.submission.chosen
        weighed = self.submission.options
        return [
            (one.label, weighed[str(one)], str(one) == chosen)
            for one in Option
            if str(one) in weighed
        ]

    @property
    def deconflicted(self) -> Any:
        said = self.submission.deconflicted if self.submission else ""
        return _DECONFLICTED.get(said, "—")

    @cached_property
    def lines(self) -> list[ShownLine]:
        lines = self.submission.lines if self.submission else ()
        given = measures(self.opened)
        kinds = [line.line for line in lines]
        # Once for each kind: beside every line of it the sum would read as several.
        return [
            shown_line(line, given if kinds.index(line.line) == at else ())
            for at, line in enumerate(lines)
        ]

    @cached_property
    def before(self) -> Written | None:
        """The version before the one that is asked about; None at the first."""
        found = submitted.versions(self.opened)
        known = [one.record for one in found]
        at = known.index(self.written.record) if self.written else 0
        return found[at - 1] if at else None

    @cached_property
    def changes(self) -> list[Changed]:
        """Field by field, since the version before; [] at the first."""
        if self.before is None or self.written is None:
            return []
        return changed(self.before.submission, self.written.submission)

    @cached_property
    def names(self) -> dict[int, str]:
        cards = self.me.trust.roster.members
        users = User.objects.filter(pk__in=[card.user for card in cards])
        return dict(users.values_list("pk", "username"))

    def name_of(self, name: str) -> str:
        """A name of vault/cards.py in words."""
        return next(
            (n for pk, n in self.names.items() if member_name(pk) == name), name
        )

    @property
    def by(self) -> str:
        return self.name_of(self.written.by) if self.written else ""

    @cached_property
    def rights(self) -> dict[int, frozenset[str]]:
        if self.proposal is None:
            return {}
        return proposing.signed_rights(self.opened, self.proposal)

    @property
    def signed(self) -> list[tuple[str, str]]:
        """(who, as what)."""
        wanted = (
            {str(r) for r in rights_for(self.proposal.tier)} if self.proposal else ()
        )
        return [
            (self.names.get(user, "?"), place_words(rights & frozenset(wanted)))
            for user, rights in self.rights.items()
        ]

    @property
    def missing(self) -> list[str]:
        if self.proposal is None or self.past:
            return []
        places = money.missing_signers(self.proposal.tier, self.rights)
        return [place_words(place) for place in places]

    @property
    def nobody_for(self) -> list[str]:
        """Places that nobody who is here can fill."""
        return [place_words(place) for place in self._nobody[0]]

    @property
    def nobody_until(self) -> datetime | None:
        """When somebody who is away fills them; None where nobody away could."""
        return self._nobody[1]

    @cached_property
    def _nobody(self) -> tuple[list[frozenset[str]], datetime | None]:
        if self.proposal is None:
            return [], None
        barred = set(proposing.barred_from(self.opened, self.proposal))
        if self.case.state == State.APPEAL:
            barred |= decided_before(self.opened)
        tier, trust = self.proposal.tier, self.me.trust
        return missing_now(trust, tier, list(self.rights), barred)

    @property
    def ends_here(self) -> bool:
        """Whether a refusal by this member would leave nobody for an appeal."""
        if self.proposal is None or self.case.state == State.APPEAL:
            return False
        barred = proposing.barred_from(self.opened, self.proposal)
        out, tier = {*barred, self.me.user.pk}, self.proposal.tier
        more = int(takes_two(self.opened, BY_NAME["decline"]))
        return nobody_for_appeal(self.me.trust, tier, out, more)

    @property
    def may_sign(self) -> bool:
        if self.proposal is None or self.me.user.pk in self.rights:
            return False
        barred = proposing.barred_from(self.opened, self.proposal)
        place = self.me.may(*rights_for(self.proposal.tier))
        return place and self.me.user.pk not in barred

    @property
    def may_ratify(self) -> bool:
        return bool(self.approved and not self.approved.full and self.may_sign)

    @cached_property
    def lacking(self) -> Any:
        return lacking(self.opened, BY_NAME["approve"])

    @property
    def last_word(self) -> LastWord | None:
        return last_word(self.opened, self.name_of)

    @property
    def appeal(self) -> Appeal | None:
        """What is asked again, for whoever decides on it."""
        if self.case.state != State.APPEAL:
            return None
        return shown_appeal(self.opened)

    @property
    def owns(self) -> bool:
        return person_of(self.opened).owner

    @property
    def conditions(self) -> list[tuple[str, str, str]]:
        """(who, conditions, note), of those who signed this version."""
        if self.written is None:
            return []
        said = [
            (move.by, move.said)
            for move in moves(self.opened)
            if str(move.said.get("proposal")) == str(self.written.record)
        ]
        return [
            (self.name_of(by), one.get("conditions", ""), one.get("text", ""))
            for by, one in said
            if one.get("conditions") or one.get("text")
        ]

    def steps(self, sent: StepForm | None = None) -> list[tuple[Any, StepForm, Any]]:
        """(step, its form, what it lacks): asking back, declining, waiting."""
        return [
            (one, self._form(one, sent), missing)
            for one, missing in steps_for(self.opened)
            if one.name in _STEPS
        ]

    def _form(self, one: Transition, sent: StepForm | None) -> StepForm:
        if sent and sent.step is one:
            return sent
        return StepForm(step=one, level=self.case.level)

    @property
    def waiting(self) -> WaitingStep | None:
        """A refusal that waits for a second person."""
        return shown_waiting(self.opened, self.name_of)


_KINDS = {"yes": "good", "no": "bad", "unclear": "warn"}


def is_late(page: DecisionPage) -> bool:
    """Whether a decision of one alone was not ratified in time."""
    found = page.approved
    return found is not None and not found.may_spend(timezone.now())
