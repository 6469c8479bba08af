"""What was done with a case, step by step, and what runs now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.desk_authentication import member_of
from api.v1 import contact_schemas
from api.v1.desk_operations import reads
from api.v1.desk_views import DeskView, case_document, moment, read_case
from evacuation.reading import CasePage
from evacuation.showing.clocks import shown_clocks
from evacuation.showing.timeline import timeline

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.showing.deeds import Done


class Timeline(DeskView):
    @reads("timeline", "What was done, what runs", contact_schemas.TimelineDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Steps newest first, as far as the caller's keys open them."""
        page = CasePage(read_case(member_of(request), case_id))
        steps = timeline(page.opened, page.name_of)
        answer = {
            "steps": [_done(one) for one in steps],
            "clocks": [
                {
                    "label": str(one.words),
                    "due_at": one.due_at.isoformat(),
                    "late": one.late,
                    "rests": one.rests,
                }
                for one in shown_clocks(page.case, page.now)
            ],
        }
        return case_document(page.case, answer)


def _done(one: Done) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "by": one.by,
        "label": str(one.label),
        "from": str(one.origin),
        "said": [{"label": str(label), "text": str(text)} for label, text in one.said],
        "waits": one.waits,
        "dropped": one.dropped,
        "confirmed_at": moment(one.confirmed),
    }
