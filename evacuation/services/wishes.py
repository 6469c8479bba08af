"""What a receipt alone asks of a case that is approved or under way: it is a wish.

Whoever holds the receipt may have taken it. Check-ins, money and the way go on until
the owner heard from the person, by the agreed phrase, that it is theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotAllowed, WrongState
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.changing import OPEN, changing
from evacuation.services.erasure import shred_case
from evacuation.services.hearing import take_at_their_word, under_duress
from evacuation.services.journeys.check_ins import write_heard
from evacuation.services.journeys.expected import WISH
from evacuation.services.place import person_of
from evacuation.services.proven_ends import ASKED, note
from evacuation.services.under_way import is_under_way
from evacuation.services.wished import Wish, open_wishes
from evacuation.workflow import people
from evacuation.workflow.movement.check_ins import Heard

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.unlocked import Unlocked
    from evacuation.workflow.movement.check_ins import Through

# Who is looked for, or may be in somebody's hand, is found or cleared by two first.
_NOT_IN = (State.CONTACT_LOST, State.SECURITY_HOLD)
_HEARD_IN = tuple(state for state in OPEN if state not in _NOT_IN)


class NoWish(DeskError):
    """Nobody asked for it, or took it back."""

    code = "no_wish"
    status = 409
    message = _("They do not ask for this.")


class NotTheirWord(DeskError):
    """Without the phrase nothing ends."""

    code = "not_their_word"

    def __init__(self) -> None:
        super().__init__(
            "heard", _("Without the agreed phrase it goes on. Nothing was ended.")
        )


def confirm_wish(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    wish: Wish,
    heard: Heard,
    through: Through,
) -> bool:
    """The owner, or a lead, spoke with them. True where nothing is left of the case.

    The phrase erases; or it lets the owner close the case (the step `withdraw`).
    Anything else is written down and ends nothing; duress makes the case critical.
    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoWish, KeyMissing,
    NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="wish.heard",
        states=_HEARD_IN,
    ) as change:
        if not is_under_way(change.case):
            raise WrongState
        if not person_of(change.opened).may_be_any(people.BY_OWNER):
            raise NotAllowed
        if wish not in open_wishes(change.opened):
            raise NoWish
        duress = under_duress(change.opened)
        change.write(
            Compartment.TRIAGE,
            RecordKind.CHECK_IN,
            what=WISH,
            wish=str(wish),
            heard=str(heard),
        )
        if heard != Heard.PHRASE:
            write_heard(change, heard, through)
        elif wish == Wish.WITHDRAW and not duress:
            take_at_their_word(change)
        ends = wish == Wish.ERASE and heard == Heard.PHRASE and not duress
        if ends:
            note(case_id, ASKED, actor.name)
    if ends:
        shred_case(case_id=case_id, actor=actor.name)
    return ends
