"""What a step asks for, as it was said: complete, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.workflow.needs import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from evacuation.workflow.states import Level
    from evacuation.workflow.transition import Transition


class ValueMissing(DeskError):
    """A field of the step: which one is in `field`."""

    code = "required"
    message = _("This is needed for the step.")


class TooManyDays(DeskError):
    """Later than this level allows."""

    code = "too_many_days"

    def __init__(self, field: str, most: int) -> None:
        super().__init__(field, _("From 1 to %(most)d days.") % {"most": most})


def complete(one: Transition, said: Mapping[str, Any], level: Level) -> dict[str, Any]:
    """What the step asks for and nothing else. Raises ValueMissing, TooManyDays."""
    found: dict[str, Any] = {}
    for need in one.needs:
        value = said.get(need.name)
        if need.required and not value:
            raise ValueMissing(need.name)
        codes = [str(choice) for choice in need.choices]
        if need.kind == Kind.CODE and value and str(value) not in codes:
            raise ValueMissing(need.name)
        if need.kind == Kind.DAYS and value not in range(1, need.longest(level) + 1):
            raise TooManyDays(need.name, need.longest(level))
        if value:
            found[need.name] = str(value) if need.kind == Kind.CODE else value
    return found
