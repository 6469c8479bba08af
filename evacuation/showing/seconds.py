"""Who can be the second person on the step that waits for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evacuation.errors import KeyMissing
from evacuation.holding import confirmers
from evacuation.services.proposing import all_pending, barred_from
from evacuation.workflow.people import rights_of
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.models import Proposal


@dataclass(frozen=True, slots=True)
class Waiting:
    """`readable`: whether the member holds the key of what is proposed."""

    label: Any
    confirmers: list[str]
    readable: bool


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
