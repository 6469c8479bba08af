"""A request that came by messenger or telephone, entered by a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.services.changing import require_desk
from evacuation.services.opening import NewRequest, Opened, open_request

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked
    from evacuation.vault.receipts import Receipt


def enter_request(*, actor: Unlocked, request: NewRequest, receipt: Receipt) -> Opened:
    """As if the person had sent it: the same keys, clocks and alert.

    Raises NotAllowed, NotTrusted, TooLongText.
    """
    require_desk(actor)
    return open_request(
        actor=actor.name, request=request, receipt=receipt, verb="request.entered"
    )
