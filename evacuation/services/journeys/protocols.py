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

    from django.utils.functional import _StrPromise

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


# What of a step a fault is about.
PLACES = {Fault.ORDER: "after", Fault.PUBLIC: "deed", Fault.WHOM: "whom"}


class NoProtocol(DeskError):
    """It is not whole. `found`: each fault, with the number of its step, from 0."""

    code = "no_protocol"

    def __init__(self, found: Sequence[tuple[Fault, int | None]]) -> None:
        self.found = found
        super().__init__("steps", found[0][0].label)

    @property
    def errors(self) -> dict[str | tuple[str, ...], list[_StrPromise]]:
        """By the member of what was sent that each is about."""
        said: dict[str | tuple[str, ...], list[_StrPromise]] = {}
        for fault, number in self.found:
            at = "steps" if number is None else ("steps", str(number), PLACES[fault])
            said.setdefault(at, []).append(fault.label)
        return said


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
        raise NoProtocol([(Fault(code), number) for code, number in found])
    whom = "".join(one.whom for one in steps)
    if len(whom.encode(errors="replace")) > LONGEST_WHOM_OF_ALL:
        raise NoProtocol([(Fault.LONG, None)])
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
