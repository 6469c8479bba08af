"""Until when a closed case is kept, and why longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.desk_authentication import member_of
from api.v1 import after_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    hear_account,
    moment,
)
from evacuation.forms.retaining import HoldForm
from evacuation.models.choices import State
from evacuation.services import retaining

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.reading import CasePage
    from evacuation.services.writing import Content


class Holds(ChangeView):
    @reads("holds", "Until when it is kept", after_schemas.HoldsDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The day on which it is forgotten, and every hold that put it off."""
        page = hear_account(member_of(request), case_id)
        closed = page.case.state == State.CLOSED
        answer = {
            "forget_at": moment(page.case.forget_at),
            "holds": [_hold(said, page) for said in retaining.holds(page.opened)],
            "may_hold": closed and retaining.may_hold(page.opened),
        }
        return case_document(page.case, answer)

    @changes(
        "holds_add",
        "Keep a closed case longer",
        after_schemas.HoldInput,
        {"reason": "proceedings", "text": "Invented: a court asked to wait."},
        after_schemas.CaseHeld,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """For another quarter, then somebody looks at it again."""
        form = self.filled(after_schemas.HoldInput, HoldForm)
        me = member_of(request)
        until = retaining.hold_case(actor=me, case_id=case_id, **form.cleaned_data)
        return changed_case(case_id, until=until.isoformat())


def _hold(said: Content, page: CasePage) -> dict[str, Any]:
    return {
        "at": str(said["at"]),
        "until": str(said["until"]),
        "by": page.name_of(str(said["by"])),
        "reason": str(said["reason"]),
        "text": str(said["text"]),
    }
