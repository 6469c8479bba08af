"""What the page of verification says: the ladder, what is missing, whose word it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.models import Trusted
from evacuation.models.choices import RecordKind, Urgency
from evacuation.services import lifting, proposing
from evacuation.services.asking_vouchers import ASKED, NO_WORD
from evacuation.services.track_record import MOST_OF_ONE, track_record, voucher_of
from evacuation.services.trusted import standing
from evacuation.services.verification_room import VERIFYING
from evacuation.services.verifying import (
    SET_ASIDE,
    Said,
    checks_of,
    earned,
    everything_said,
    level,
    standing_vouches,
    vouch_of,
    vouches_stand,
)
from evacuation.vault.cards import Right
from evacuation.workflow import money
from evacuation.workflow.checked import BY_DESK, Check, is_adverse
from evacuation.workflow.verification import Verified, Vouched

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.models import Proposal
    from evacuation.vault.cards import Card

_EURO = 100
_LADDER = (Verified.V0, Verified.V1, Verified.V2, Verified.V3, Verified.V4)
# What may be disclosed at each level (domain: gates); money says the sums.
_OPENS = {
    Verified.V0: _("Information and public lines only"),
    Verified.V1: _("Small interim help"),
    Verified.V2: _("Interim help, referral to a lawyer"),
    Verified.V3: _("The address of a safe place, a route"),
    Verified.V4: _("Anything that is decided; accompanied crossing"),
}
_LEADS_TO = {
    Verified.V1: _("Call back by a confirmed channel: the phrase is right both ways."),
    Verified.V2: _("See papers live, or public work that fits; and call back."),
    Verified.V3: _("Ask a trusted organisation that knows them at first hand."),
    Verified.V4: _(
        "A second, independent vouch and something that confirms it, "
        "or a partner's full referral."
    ),
}


# Records of the room that are no checks.
_WORDS = {
    ASKED: _("Asked for a vouch"),
    NO_WORD: _("They do not vouch"),
    SET_ASIDE: _("A vouch was set aside"),
    lifting.LIFT: _("Proposed to lift by one level"),
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the ladder. `most`: euro by decision, None without an end."""

    level: Verified
    opens: Any
    most: int | None
    alone: int
    reached: bool
    here: bool


@dataclass(frozen=True, slots=True)
class ShownCheck:
    at: datetime
    by: str
    words: Any
    organisation: str
    text: str
    bad: bool


@dataclass(frozen=True, slots=True)
class ShownVouch:
    """`state`: "stands", "over", "fallen" (nobody trusts who said it) or "weak"."""

    id: str
    organisation: str
    voucher: str
    basis: Any
    what: Any
    since: str
    text: str
    independent: bool
    conflict: bool
    signed_at: datetime
    expires_at: datetime
    state: str
    others: int

    @property
    def many(self) -> bool:
        """More of one voucher than what is usual in three months."""
        return self.others > MOST_OF_ONE


class VerificationPage:
    """One case's verification in one member's hands. Raises KeyMissing, NotTrusted."""

    def __init__(self, opened: OpenCase, name_of: Callable[[str], str]) -> None:
        self.opened, self.me, self.now = opened, opened.me, timezone.now()
        self.name_of = name_of
        self.said: list[Said] = everything_said(opened)
        self.organisations = {one.code: one for one in Trusted.objects.all()}

    @property
    def trusted(self) -> list[Trusted]:
        return [one for one in self.organisations.values() if one.active]

    @property
    def may_write(self) -> bool:
        return self.me.may(*VERIFYING)

    @cached_property
    def level(self) -> Verified:
        return level(self.opened, self.now)

    @cached_property
    def earned(self) -> Verified:
        return earned(self.opened, self.now)

    @property
    def is_adverse(self) -> bool:
        return self.level == Verified.VX

    @property
    def stands(self) -> bool:
        return vouches_stand(self.opened, self.now)

    @property
    def ladder(self) -> list[Rung]:
        reached = _LADDER.index(self.level) if self.level in _LADDER else -1
        return [
            Rung(
                one,
                _OPENS[one],
                _euro(money.most(one)),
                money.alone(one) // _EURO,
                at <= reached,
                at == reached,
            )
            for at, one in enumerate(_LADDER)
        ]

    @property
    def leads_on(self) -> Any:
        """What is missing for the next level; "" at the top and while in doubt."""
        if self.earned not in _LADDER or self.earned == _LADDER[-1]:
            return ""
        return _LEADS_TO[_LADDER[_LADDER.index(self.earned) + 1]]

    @property
    def allowed(self) -> list[Check]:
        """The checks that this member may record now."""
        known = set(Check) if self.me.may(Right.VERIFIER) else set(BY_DESK)
        clears = self.me.may(Right.VERIFIER, Right.LEAD) and self._doubted
        known = known | {Check.CLEARED} if clears else known - {Check.CLEARED}
        return [one for one in Check if one in known]

    @property
    def checks(self) -> list[ShownCheck]:
        """Newest first, with what was set aside and lifted."""
        rows = [one for one in self.said if one.kind == RecordKind.CHECK]
        return [self._check(one) for one in reversed(rows)]

    @cached_property
    def vouches(self) -> list[ShownVouch]:
        stands = standing()
        track = self._track if self.me.may(Right.VERIFIER) else {}
        return [
            self._vouch(one, stands, track)
            for one in reversed(standing_vouches(self.said))
        ]

    @property
    def may_lift(self) -> bool:
        critical = self.opened.case.level == Urgency.CRITICAL
        return critical and self.may_write and self.waiting is None

    @cached_property
    def waiting(self) -> Proposal | None:
        return lifting.waiting_lift(self.opened)

    @property
    def may_confirm(self) -> bool:
        if self.waiting is None:
            return False
        barred = proposing.barred_from(self.opened, self.waiting)
        return self.may_write and self.me.user.pk not in barred

    @property
    def why_lift(self) -> str:
        return lifting.why_lifted(self.opened, self.waiting) if self.waiting else ""

    @property
    def lifted_until(self) -> datetime | None:
        until = lifting.lifted_until(self.opened)
        return until if until and until > self.now else None

    @property
    def members(self) -> list[Card]:
        cards = self.me.trust.roster.members
        barred = {self.me.user.pk, self.opened.case.owner_id}
        return [card for card in cards if card.user not in barred]

    @property
    def _doubted(self) -> bool:
        return is_adverse(checks_of(self.said))

    @cached_property
    def _track(self) -> dict[tuple[str, str], int]:
        """Vouches of three months in the cases whose rooms this verifier opens."""
        return track_record(self.me)

    def _check(self, one: Said) -> ShownCheck:
        code = str(one.content["check"])
        return ShownCheck(
            at=one.at,
            by=self.name_of(one.by),
            words=_words_of(code),
            organisation=self._name(str(one.content.get("organisation", ""))),
            text=str(one.content.get("text", "")),
            bad=code == Check.ADVERSE,
        )

    def _vouch(
        self,
        one: Said,
        stands: Callable[[str, datetime], bool],
        track: dict[tuple[str, str], int],
    ) -> ShownVouch:
        vouch, said = vouch_of(one), one.content
        return ShownVouch(
            id=str(one.id),
            organisation=self._name(vouch.organisation),
            voucher=str(said["voucher"]),
            basis=vouch.basis.label,
            what=Vouched(said["what"]).label,
            since=str(said["since"]),
            text=str(said["text"]),
            independent=vouch.independent,
            conflict=vouch.conflict,
            signed_at=vouch.signed_at,
            expires_at=vouch.expires_at,
            state=self._state(vouch, stands),
            others=track.get(voucher_of(said), 0),
        )

    def _state(self, vouch: Any, stands: Callable[[str, datetime], bool]) -> str:
        if not stands(vouch.organisation, vouch.signed_at):
            return "fallen"
        if not vouch.holds(self.now):
            return "over"
        return "stands" if vouch.counts(self.now) else "weak"

    def _name(self, code: str) -> str:
        found = self.organisations.get(code)
        return found.name if found else code


def _euro(cents: int | None) -> int | None:
    return None if cents is None else cents // _EURO


def _words_of(code: str) -> Any:
    return _WORDS[code] if code in _WORDS else Check(code).label
