"""The parts of a case: who opens each, and destroying one by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.desk_authentication import member_of
from api.v1 import after_schemas, case_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    hear_account,
)
from evacuation.forms.retaining import PartForm
from evacuation.models.choices import State
from evacuation.services import shredding_part
from evacuation.services.proposing import barred_from
from evacuation.services.retaining import may_hold
from evacuation.vault.cards import Right

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.reading import CasePage


class Parts(ChangeView):
    @reads("parts", "Who opens which part", after_schemas.PartsDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """By the rows of each part's newest key."""
        page = hear_account(member_of(request), case_id)
        answer = {
            "parts": [
                {
                    "compartment": one.part,
                    "holders": one.names,
                    "mine": one.mine,
                }
                for one in page.holders
            ],
            "waiting": _waiting(page),
            "may_destroy": may_hold(page.opened) and page.case.state != State.RECEIVED,
        }
        return case_document(page.case, answer)

    @changes(
        "parts_destroy",
        "Ask that a part is destroyed",
        after_schemas.PartInput,
        {"part": "identity", "text": "Invented: they asked us to forget their name."},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Nothing goes before a lead, another one, confirms it."""
        form = self.filled(after_schemas.PartInput, PartForm)
        me = member_of(request)
        shredding_part.propose_shredding(actor=me, case_id=case_id, **form.cleaned_data)
        return changed_case(case_id)


class PartsSecond(ChangeView):
    @changes(
        "parts_second",
        "A lead's word on a part that waits to be destroyed",
        case_schemas.SecondInput,
        {"decision": "yes"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """With `yes` it is gone at once, from older dumps of the database, too."""
        said = cleaned(case_schemas.SecondInput, request.data)
        yes, refuse = said["decision"] == "yes", shredding_part.refuse_shredding
        service = shredding_part.confirm_shredding if yes else refuse
        service(actor=member_of(request), case_id=case_id, version=self.version())
        return changed_case(case_id)


def _waiting(page: CasePage) -> dict[str, Any] | None:
    found = shredding_part.waiting_shredding(page.opened)
    if found is None:
        return None
    proposal, said = found
    others = page.me.user.pk not in barred_from(page.opened, proposal)
    return {
        "part": str(said["shreds"]),
        "text": str(said["text"]),
        "by": page.name_of(str(said["by"])),
        "yours": page.me.may(Right.LEAD) and others,
    }
