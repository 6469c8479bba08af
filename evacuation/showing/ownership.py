"""Whose a case is, on its page: what this member can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evacuation.forms.ownership import AssignForm
from evacuation.services.changing import OWNED, may_act
from evacuation.services.granting import ASSIGNED
from evacuation.services.ownership import is_owned, may_assign
from evacuation.services.shift_ends import takers

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked


@dataclass(frozen=True, slots=True)
class Ownership:
    """`is_nobodys`: open, and its owner is gone. `holds`: this member could own it.

    `form`: None where this member gives it to nobody.
    """

    is_nobodys: bool
    holds: bool
    form: AssignForm | None


def shown_ownership(opened: OpenCase, sent: object = None) -> Ownership:
    """`sent`: the form that comes back with what was chosen."""
    me, case = opened.me, opened.case
    worked_on = case.state in OWNED
    holds = may_act(me) and all(opened.holds(part) for part in ASSIGNED)
    form = None
    if worked_on and holds and may_assign(me, case):
        form = sent if isinstance(sent, AssignForm) else assign_form(me)
    return Ownership(worked_on and not is_owned(case, me.trust), holds, form)


def assign_form(me: Unlocked, data: object = None) -> AssignForm:
    mine = [me.card] if may_act(me) else []
    return AssignForm(data, auto_id="assign-%s", people=[*mine, *takers(me)])
