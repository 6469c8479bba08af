"""Level and state as members wrote them: set by hand, they stop what rests on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError

if TYPE_CHECKING:
    from evacuation.access import OpenCase


class SetByHand(DeskError):
    """Level or state stand in the database as no member wrote them."""

    code = "set_by_hand"
    status = 409
    message = _(
        "Level or state of this case were not set by a member. "
        "Nothing goes on until a lead has looked into it."
    )


def require_as_written(opened: OpenCase) -> None:
    """Raises SetByHand where the board line says other than the columns do.

    Who cannot read the line is stopped by what they can read (services/asking_anew.py).
    """
    line, case = opened.line(), opened.case
    if line is not None and not line.agrees_with(case.level, case.state):
        raise SetByHand
