"""Every step of the workflow's table as an action: the services of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from drf_spectacular.openapi import AutoSchema

from api.desk_authentication import member_of
from api.v1 import case_schemas
from api.v1.desk_operations import changes, example_of
from api.v1.desk_views import (
    IF_MATCH,
    ChangeView,
    changed_case,
    cleaned,
    guard_shown,
)
from api.v1.step_shapes import example_body, shown_need, step_shape
from directory.errors import StaleVersion
from evacuation.access import open_case
from evacuation.errors import WrongState
from evacuation.services import approving, closing, deciding, moving, triage
from evacuation.services.closed import STEPS as CLOSINGS
from evacuation.services.journeys.setting_out import depart
from evacuation.services.journeys.signing import sign_list
from evacuation.workflow.people import By
from evacuation.workflow.reasons import Ending, Reopening
from evacuation.workflow.table import BY_NAME, TABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.access import OpenCase
    from evacuation.reading import CasePage
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.guards import Guard
    from evacuation.workflow.transition import Transition

    # True where it is done, False where it waits for another person.
    Taken = Callable[..., bool]


class StepSchema(AutoSchema):
    """The operation of one step, as the table has it."""

    @property
    def step(self) -> Transition:
        return cast("Step", self.view).step

    def get_operation_id(self) -> str:
        return f"cases_step_{self.step.name}"

    def get_summary(self) -> str:
        return str(self.step.label)

    def get_description(self, *_where: str) -> str:
        states, people = sorted(self.step.sources), sorted(self.step.who)
        return f"From {', '.join(states)}. By {', '.join(people)}."

    def get_tags(self) -> list[str]:
        return ["desk"]

    def get_override_parameters(self) -> list[Any]:
        return [IF_MATCH]

    def get_request_serializer(self) -> Any:
        return step_shape(self.step) if self.step.needs else None

    def get_examples(self) -> list[Any]:
        said = example_body(self.step)
        return example_of(said) if said else []

    def get_response_serializers(self) -> Any:
        return {200: case_schemas.CaseStep, **case_schemas.CHANGES_REFUSED}


class Step(ChangeView):
    """One step; which one, its address says."""

    schema = StepSchema()
    step: Transition = TABLE[0]

    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        said = cleaned(step_shape(self.step), request.data)
        done = _take(self.step, member_of(request), case_id, self.version(), said)
        return changed_case(case_id, done=done)


class Second(ChangeView):
    @changes(
        "second",
        "A second person's word",
        case_schemas.SecondInput,
        {"decision": "yes"},
        case_schemas.CaseStep,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """On the step that waits for one; a decision is signed by `approve`."""
        said = cleaned(case_schemas.SecondInput, request.data)
        me, yes = member_of(request), said["decision"] == "yes"
        service = _second(open_case(me, case_id), yes=yes)
        service(actor=me, case_id=case_id, version=self.version())
        return changed_case(case_id, done=yes)


def offered(opened: OpenCase) -> list[dict[str, Any]]:
    """What this member may do now, with what it asks for and lacks."""
    return [
        _offered(opened, one, guards)
        for one, guards in moving.steps_for(opened)
        if one in STEPS
    ]


def waiting(page: CasePage) -> dict[str, Any] | None:
    """What waits for a second person."""
    found = moving.waiting_step(page.opened)
    if found is not None:
        proposal, move = found
        one = BY_NAME[move.step]
        yours = moving.may_confirm_step(page.opened, proposal, one)
        return _waiting(one, page.name_of(move.by), yours)
    if page.closing is None:
        return None
    state = page.case.state
    one = next(BY_NAME[name] for name in CLOSINGS if state in BY_NAME[name].sources)
    return _waiting(one, page.closing.by, page.mine_to_confirm)


def _offered(opened: OpenCase, one: Transition, guards: list[Guard]) -> dict[str, Any]:
    return {
        "name": one.name,
        "label": str(one.label),
        "needs": [shown_need(need, opened.case.level) for need in one.needs],
        "lacking": [guard_shown(guard) for guard in guards],
        "takes_two": moving.takes_two(opened, one),
    }


def _waiting(one: Transition, by: str, yours: bool) -> dict[str, Any]:
    return {"name": one.name, "label": str(one.label), "by": by, "yours": yours}


def _take(
    one: Transition, me: Unlocked, case_id: UUID, version: int, said: dict[str, Any]
) -> bool:
    named: dict[str, Any] = {"actor": me, "case_id": case_id, "version": version}
    service = _OWN.get(one.name)
    if service is None:
        return moving.take_step(**named, name=one.name, said=said)
    # A service may take two steps, by the state: the address has named one.
    case = open_case(me, case_id).case
    if case.version != version:
        raise StaleVersion
    if case.state not in one.sources:
        raise WrongState
    return service(named, said)


def _claim(named: dict[str, Any], _said: dict[str, Any]) -> bool:
    triage.claim_case(**named)
    return True


def _close(named: dict[str, Any], said: dict[str, Any]) -> bool:
    reason = Ending(said["reason"])
    return closing.close_case(**named, reason=reason, text=said["text"])


def _reopen(named: dict[str, Any], said: dict[str, Any]) -> bool:
    ground = Reopening(said["ground"])
    closing.reopen_case(**named, reason=said["text"], ground=ground)
    return True


def _sign_list(named: dict[str, Any], said: dict[str, Any]) -> bool:
    sign_list(**named, text=said.get("text", ""))
    return False


def _depart(named: dict[str, Any], said: dict[str, Any]) -> bool:
    depart(**named, text=said.get("text", ""))
    return True


def _submit(named: dict[str, Any], said: dict[str, Any]) -> bool:
    deciding.submit(**named, why=said.get("text", ""))
    return True


def _approve(named: dict[str, Any], said: dict[str, Any]) -> bool:
    conditions, note = said.get("conditions", ""), said.get("text", "")
    return approving.approve(**named, conditions=conditions, note=note)


def _second(opened: OpenCase, *, yes: bool) -> Callable[..., None]:
    """Closing has services of its own. What waits for nobody is refused by them."""
    if moving.waiting_step(opened) is None and closing.proposed_closing(opened):
        return closing.confirm_closing if yes else closing.refuse_closing
    return moving.confirm_step if yes else moving.refuse_step


_OWN: dict[str, Taken] = {
    "claim": _claim,
    "close": _close,
    "conclude": _close,
    "reopen": _reopen,
    "submit": _submit,
    "revise": _submit,
    "approve": _approve,
    "ready": _sign_list,
    "depart": _depart,
}
# What members take; what only clocks and stewards do has no address here.
_NOT_MEMBERS = frozenset({By.REQUESTER, By.SYSTEM, By.STEWARD})
STEPS = tuple(one for one in TABLE if one.who - _NOT_MEMBERS)
