"""What is done, step by step, if somebody is not heard: agreed with them beforehand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.journeys.packing import kept_shape
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, changing
from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.check_ins import Deed, Step, faults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

MOST_STEPS = 12
_MINUTE = timedelta(minutes=1)


class Fault(Coded):
    """What is wrong with a protocol (workflow/movement/check_ins.py)."""

    EMPTY = "empty", _("Write at least one step.")
    ORDER = "order", _("Each step comes at or after the time of the one before.")
    PUBLIC = "public", _("They did not agree to a public appeal.")
    WHOM = "whom", _("Say whom to call.")


class NoProtocol(DeskError):
    """It is not whole. `fault`: the first of Fault."""

    code = "no_protocol"

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__("steps", fault.label)


def agree_protocol(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    steps: Sequence[Step],
    public_agreed: bool,
) -> None:
    """Keep what was agreed; the newest holds. `public_agreed`: to a public appeal.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoProtocol, KeyMissing,
    NotTrusted, TooLongText.
    """
    found = faults(steps, public_agreed=public_agreed)
    if found:
        raise NoProtocol(Fault(found[0]))
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="protocol.agreed",
        states=OWNED,
    ) as change:
        change.write(
            Compartment.INBOX,
            RecordKind.PROTOCOL,
            steps=[_kept(step) for step in steps[:MOST_STEPS]],
            public_agreed=public_agreed,
        )


def protocol(opened: OpenCase) -> list[Step]:
    """What holds now; none where nothing was agreed. Raises KeyMissing, NotTrusted."""
    rows = opened.records(Compartment.INBOX, RecordKind.PROTOCOL)
    said = sorted((opened.content(row) for row in rows), key=lambda o: str(o["at"]))
    if not said:
        return []
    with kept_shape():
        return [_step(one) for one in said[-1]["steps"]]


def is_agreed(opened: OpenCase) -> bool:
    return bool(protocol(opened))


def _kept(step: Step) -> dict[str, Any]:
    return {
        "deed": str(step.deed),
        "after": step.after // _MINUTE,
        "whom": step.whom,
        "say": step.say,
    }


def _step(kept: dict[str, Any]) -> Step:
    return Step(
        Deed(str(kept["deed"])),
        int(kept["after"]) * _MINUTE,
        str(kept["whom"]),
        str(kept["say"]),
    )
