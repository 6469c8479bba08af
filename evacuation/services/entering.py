"""A request that came by messenger or telephone, entered by a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.services.changing import require_desk
from evacuation.services.intake import new_request
from evacuation.services.opening import Opened, open_request

if TYPE_CHECKING:
    from evacuation.answers import Answers
    from evacuation.services.form_tokens import FormToken
    from evacuation.unlocked import Unlocked


def enter_request(*, actor: Unlocked, answers: Answers, form: FormToken) -> Opened:
    """As if the person had sent it: the same keys, clocks and alert.

    Sent twice, the first text stands and the receipt is the same. Raises NotAllowed,
    NotTrusted, TooLongText.
    """
    require_desk(actor)
    return open_request(
        actor=actor.name,
        request=new_request(answers),
        receipt=form.receipt,
        verb="request.entered",
    )
