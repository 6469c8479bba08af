"""How sure we are who somebody is, and what that allows (docs/workflow.md).

It limits what is spent and disclosed, and never the first response.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded

VOUCH_LASTS = timedelta(days=30)
LIFT_LASTS = timedelta(hours=24)


class Verified(Coded):
    """V0 to V4; VX is a security review and no refusal."""

    V0 = "V0", _("Nothing is verified")
    V1 = "V1", _("Channel verified by the phrase, both ways")
    V2 = "V2", _("Who they are fits: papers seen, or public work")
    V3 = "V3", _("A trusted organisation vouches at first hand, or verified with us")
    V4 = "V4", _("Referred in full by a partner, or two vouches and more")
    VX = "VX", _("Something contradicts: security review")


_ORDER = (Verified.V0, Verified.V1, Verified.V2, Verified.V3, Verified.V4)


class Basis(Coded):
    """From where a voucher knows it."""

    IN_PERSON = "in_person", _("Knows them in person")
    WORKED = "worked_together", _("Worked with them")
    FAMILY = "family_knows", _("Knows them through family")
    SECOND_HAND = "second_hand", _("Heard it from others")


class Vouched(Coded):
    """What is vouched for."""

    IDENTITY = "identity", _("Who they are")
    ACTIVISM = "activism", _("Their work")
    THREAT = "threat", _("The danger")
    ALL = "all", _("All of it")


@dataclass(frozen=True, slots=True)
class Vouch:
    """`organisation`: whose word it is, by its code. Dates aware."""

    organisation: str
    basis: Basis
    signed_at: datetime
    independent: bool = True
    conflict: bool = False
    revoked: bool = False

    @property
    def expires_at(self) -> datetime:
        return self.signed_at + VOUCH_LASTS

    def holds(self, now: datetime) -> bool:
        return not self.revoked and now < self.expires_at

    def counts(self, now: datetime) -> bool:
        """Whether it makes V3: valid, at first hand, without a conflict of interest."""
        first_hand = self.basis != Basis.SECOND_HAND
        return self.holds(now) and first_hand and not self.conflict


@dataclass(frozen=True, slots=True)
class Evidence:
    """`seen`: papers looked at live (no copy), or public work that fits.

    `co_verified`: a partner confirmed who they are; `partner_referral`: sent them to us
    and answers for all of it.
    """

    channel: bool = False
    seen: bool = False
    corroborated: bool = False
    co_verified: bool = False
    partner_referral: bool = False
    adverse: bool = False
    vouches: tuple[Vouch, ...] = field(default=())


def verified(evidence: Evidence, now: datetime) -> Verified:
    """Each level rests on those below it, but for what a partner answers for."""
    if evidence.adverse:
        return Verified.VX
    if evidence.partner_referral:
        return Verified.V4
    counting = [one for one in evidence.vouches if one.counts(now)]
    apart = {one.organisation for one in counting if one.independent}
    if len(apart) > 1 and evidence.corroborated:
        return Verified.V4
    if counting or evidence.co_verified:
        return Verified.V3
    if evidence.seen and evidence.channel:
        return Verified.V2
    return Verified.V1 if evidence.channel else Verified.V0


def lifted(level: Verified) -> Verified:
    """One level more: two people, critical, for 24 hours. VX is never lifted."""
    if level not in _ORDER:
        return level
    return _ORDER[min(_ORDER.index(level) + 1, len(_ORDER) - 1)]


def at_least(level: Verified, wanted: Verified) -> bool:
    """Whether it is enough; VX never is."""
    return level in _ORDER and _ORDER.index(level) >= _ORDER.index(wanted)
