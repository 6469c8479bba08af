"""What is done, step by step, if somebody is not heard: agreed with them beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, changing
from evacuation.services.journeys.agreed import kept
from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.check_ins import faults

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from evacuation.unlocked import Unlocked
    from evacuation.workflow.movement.check_ins import Step

MOST_STEPS = 12
# Bytes of whom to call in all steps: the night card has two KiB for everything.
LONGEST_WHOM_OF_ALL = 800


class Fault(Coded):
    """What is wrong with a protocol (workflow/movement/check_ins.py)."""

    EMPTY = "empty", _("Write at least one step.")
    ORDER = "order", _("Each step comes at or after the time of the one before.")
    PUBLIC = "public", _("They did not agree to a public appeal.")
    WHOM = "whom", _("Say whom to call.")
    LONG = (
        "long",
        _("Whom to call has room for 400 letters in all on the night card."),
    )


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
    whom = "".join(one.whom for one in steps)
    if len(whom.encode(errors="replace")) > LONGEST_WHOM_OF_ALL:
        raise NoProtocol(Fault.LONG)
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
            steps=[kept(step) for step in steps[:MOST_STEPS]],
            public_agreed=public_agreed,
        )
