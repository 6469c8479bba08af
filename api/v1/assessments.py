"""How urgent a case is, said by API: facts by their codes, and the level chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.desk_authentication import member_of
from api.v1 import case_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    hear_account,
)
from evacuation.models.choices import Urgency
from evacuation.services.assessing import assess, history
from evacuation.workflow.dangers import Event, Flag, Near, Source, Strength, Weakness
from evacuation.workflow.rubric import Facts, Happened, propose

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.reading import CasePage
    from evacuation.services.writing import Content


class Assessments(ChangeView):
    @reads("assessments", "How urgent it was found", case_schemas.AssessmentList)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Newest first; each keeps the facts that it was made of."""
        page = hear_account(member_of(request), case_id)
        found = [_assessed(said, page) for said in history(page.opened)]
        return case_document(page.case, {"assessments": found})

    @changes(
        "assess",
        "Save an urgency assessment",
        case_schemas.AssessmentInput,
        {
            "sources": ["S_STATE_SEC"],
            "events": [{"event": "search", "days": 2}],
            "level": "high",
            "text": "Invented: they were named on television.",
        },
        case_schemas.CaseAssessed,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The rubric proposes, you choose: one level up or down, never below a flag."""
        said = cleaned(case_schemas.AssessmentInput, request.data)
        facts = _facts(said)
        assess(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            facts=facts,
            level=Urgency(said["level"]),
            text=said["text"],
        )
        found = propose(facts)
        says = {"score": found.score, "level": found.level.value}
        return changed_case(case_id, rubric=says)


def _assessed(said: Content, page: CasePage) -> dict[str, Any]:
    return {
        "at": str(said["at"]),
        "by": page.name_of(str(said["by"])),
        "score": int(said["score"]),
        "level": str(said["level"]),
        "proposed": str(said["proposed"]),
        "text": str(said["text"]),
        "version": int(said["rubric"]),
        "facts": said["facts"],
    }


def _facts(said: dict[str, Any]) -> Facts:
    return Facts(
        sources=frozenset(map(Source, said["sources"])),
        events=tuple(
            Happened(Event(one["event"]), one.get("days", 0), one["ongoing"])
            for one in said["events"]
        ),
        near=Near(said["near"]),
        weaknesses=frozenset(map(Weakness, said["weaknesses"])),
        strengths=frozenset(map(Strength, said["strengths"])),
        flags=frozenset(map(Flag, said["flags"])),
    )
