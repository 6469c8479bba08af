"""How somebody is after the help: the days to ask, and what they said."""

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
)
from evacuation.forms.following import FollowUpForm
from evacuation.models.choices import State
from evacuation.services.following import (
    follow_ups,
    may_follow,
    record_follow_up,
)
from evacuation.showing.following import days
from evacuation.workflow.followed import ENDS, QUESTIONS

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.reading import CasePage
    from evacuation.services.writing import Content

_EXAMPLE = {
    "safety": "safe",
    "papers": "pending",
    "health": "well",
    "company": "few",
    "returning": "stays",
    "housing_until": "2031-03-31",
    "text": "Invented: found a language course.",
    "consents_reviewed": True,
}


class FollowUps(ChangeView):
    @reads("follow_ups", "How they are", after_schemas.FollowUpsDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What was said so far, and on which days somebody asks."""
        page = hear_account(member_of(request), case_id)
        follows = page.case.state == State.FOLLOW_UP
        asked = days(page.opened) if follows else []
        answer = {
            "told": [_told(said, page) for said in follow_ups(page.opened)],
            "days": [{"at": day.at.isoformat(), "asked": day.asked} for day in asked],
            "may_keep": follows and may_follow(page.opened),
        }
        return case_document(page.case, answer)

    @changes(
        "follow_ups_record",
        "Record how they are",
        after_schemas.FollowUpInput,
        _EXAMPLE,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The next day to ask, and a look at what ends, follow from it."""
        form = self.filled(after_schemas.FollowUpInput, FollowUpForm)
        record_follow_up(
            actor=member_of(request),
            case_id=case_id,
            version=form.cleaned_data["version"],
            answers=form.answers,
        )
        return changed_case(case_id)


def _told(said: Content, page: CasePage) -> dict[str, Any]:
    return {
        "at": str(said["at"]),
        "by": page.name_of(str(said["by"])),
        **{name: str(said[name]) for name, _words, _codes in QUESTIONS},
        **{name: said.get(name) for name, _words in ENDS},
        "text": str(said.get("text", "")),
        "consents_reviewed": bool(said.get("consents_reviewed")),
    }
