"""What was checked of a case, and what level comes of it while whose word stands.

A word of an organisation counts while it is trusted, and was trusted since it was said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.verification import Evidence, Verified, Vouch, verified

# (organisation's code, when it said so) -> whether its word stands.
Stands = Callable[[str, datetime], bool]


class Check(Coded):
    """What somebody of the desk checked. No copy of anything is kept."""

    CHANNEL = "channel", _("Call-back: the phrase was right, theirs and ours")
    PAPERS = "papers", _("Papers seen live, no copy")
    PUBLIC = "public", _("Public work or affiliation that fits")
    CORROBORATED = "corroborated", _("Something else confirms what they say")
    CO_VERIFIED = "co_verified", _("A trusted organisation verified them with us")
    REFERRED = "referred", _("A trusted organisation referred them in full")
    ADVERSE = "adverse", _("Something contradicts, or somebody poses as them")
    CLEARED = "cleared", _("The contradiction was looked into and explained")


# Anybody who works on the case; the rest is a verifier's.
BY_DESK = frozenset({Check.CHANNEL, Check.PAPERS, Check.PUBLIC, Check.ADVERSE})
BY_PARTNERS = frozenset({Check.CO_VERIFIED, Check.REFERRED})
WITH_NOTE = frozenset(
    {Check.PUBLIC, Check.CORROBORATED, Check.ADVERSE, Check.CLEARED, *BY_PARTNERS}
)


@dataclass(frozen=True, slots=True)
class Checked:
    """One check. `organisation`: by whose word, where it is somebody's."""

    check: Check
    at: datetime
    organisation: str = ""


def level_of(
    checks: list[Checked], vouches: list[Vouch], stands: Stands, now: datetime
) -> Verified:
    """The level as it is now. `vouches`: without those that were set aside."""
    judged = [
        replace(vouch, revoked=not stands(vouch.organisation, vouch.signed_at))
        for vouch in vouches
    ]
    return verified(_evidence(checks, judged, stands), now)


def rests_on_fallen(
    checks: list[Checked], vouches: list[Vouch], stands: Stands, now: datetime
) -> bool:
    """Whether it would be higher, had no word been revoked or run out since."""
    fresh = [replace(vouch, signed_at=now, revoked=False) for vouch in vouches]
    before = verified(_evidence(checks, fresh, _always), now)
    return before != level_of(checks, vouches, stands, now)


def is_adverse(checks: list[Checked]) -> bool:
    """Whether the last word on contradictions is that there is one."""
    turns = [c for c in checks if c.check in (Check.ADVERSE, Check.CLEARED)]
    return bool(turns) and max(turns, key=_when).check == Check.ADVERSE


def _evidence(checks: list[Checked], vouches: list[Vouch], stands: Stands) -> Evidence:
    made = {
        one.check
        for one in checks
        if one.check not in BY_PARTNERS or stands(one.organisation, one.at)
    }
    return Evidence(
        channel=Check.CHANNEL in made,
        seen=bool(made & {Check.PAPERS, Check.PUBLIC}),
        corroborated=Check.CORROBORATED in made,
        co_verified=Check.CO_VERIFIED in made,
        partner_referral=Check.REFERRED in made,
        adverse=is_adverse(checks),
        vouches=tuple(vouches),
    )


def _always(_organisation: str, _at: datetime) -> bool:
    return True


def _when(one: Checked) -> datetime:
    return one.at
