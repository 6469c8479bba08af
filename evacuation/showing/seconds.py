"""Who can be the second person on the step that waits for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.errors import KeyMissing
from evacuation.holding import confirmers
from evacuation.models.proposal import Action
from evacuation.services.proposing import all_pending, barred_from
from evacuation.vault.cards import member_name
from evacuation.workflow.people import rights_of
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.models import Proposal


@dataclass(frozen=True, slots=True)
class Waiting:
    """`readable`: whether the member holds the key of what is proposed."""

    label: Any
    confirmers: list[str]
    readable: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What waits for a second person on another page of the case. `where`: the name of
    its address. `own`: who looks asked for it."""

    label: Any
    where: str
    by: str
    own: bool

    @property
    def where_at(self) -> str:
        return f"evacuation:{self.where}"


# Where each is confirmed; steps of the table stand on the case's own page.
_ELSEWHERE: dict[str, tuple[Any, str]] = {
    Action.HELP: (_("Help that is asked for"), "help_now"),
    Action.MEASURE: (_("Help that was given at once"), "help_now"),
    Action.SHRED_PART: (_("Destroying a part"), "keeping"),
    Action.VITAL_INTEREST: (_("Acting without their word"), "consents"),
    Action.LOWER: (_("A lower level"), "urgency"),
    Action.LIFT_LEVEL: (_("A level of verification"), "verification"),
}


def waiting_elsewhere(
    opened: OpenCase, name_of: Callable[[str], str]
) -> list[Elsewhere]:
    """For who works on the case. `name_of`: words for a name of vault/cards.py."""
    found = []
    for row in all_pending(opened):
        if row.action in _ELSEWHERE:
            label, where = _ELSEWHERE[row.action]
            own = row.proposer_id == opened.me.user.pk
            name = name_of(member_name(row.proposer_id))
            found.append(Elsewhere(label, where, name, own))
    return found


def waiting_for_second(opened: OpenCase) -> Waiting | None:
    """Of the newest that a member signed; None where no step of the table waits."""
    found = (one for one in all_pending(opened) if one.action in BY_NAME)
    proposal = next(found, None)
    return _waiting(opened, proposal) if proposal else None


def _waiting(opened: OpenCase, proposal: Proposal) -> Waiting:
    part = opened.case.records.get(pk=proposal.pk).compartment
    one = BY_NAME[proposal.action]
    try:
        names = confirmers(
            opened,
            part=part,
            rights=rights_of(one.seconders),
            barred=barred_from(opened, proposal),
        )
    except KeyMissing:
        names = []
    return Waiting(one.label, names, opened.holds(part))
