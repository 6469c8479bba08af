"""What approvers read before they sign, and who has signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.desk_authentication import member_of
from api.v1 import decision_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    guard_shown,
    moment,
    read_case,
)
from api.v1.proposals import (
    line_shown,
    shown_answer,
    shown_changes,
    shown_version,
)
from api.v1.sums import euro
from evacuation.errors import NotVisible
from evacuation.models.choices import Compartment
from evacuation.services import approving, deciding
from evacuation.showing.deciding import DecisionPage

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request


class Decision(ChangeView):
    @reads("decision", "What is decided on", decision_schemas.DecisionDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """For who holds the decision's key: no identity, nothing of the account."""
        opened = read_case(member_of(request), case_id)
        if not opened.holds(Compartment.DECISION):
            raise NotVisible
        page = DecisionPage(opened.keep())
        answer = {**_asked(page), **_signatures(page), "facts": _facts(page)}
        return case_document(opened.case, answer)


class Facts(ChangeView):
    @changes("decision_facts", "What it rests on, as it is today")
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """By who holds the account: approvers cannot read it."""
        me, version = member_of(request), self.version()
        deciding.renew_facts(actor=me, case_id=case_id, version=version)
        return changed_case(case_id)


class Ratification(ChangeView):
    @changes(
        "decision_ratify",
        "Ratify what one approver decided alone",
        decision_schemas.RatificationInput,
        {"note": "Invented note."},
        decision_schemas.CaseRatified,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """`full`: whether as many have signed as the budget asks for."""
        said = cleaned(decision_schemas.RatificationInput, request.data)
        me, version = member_of(request), self.version()
        full = approving.ratify_decision(
            actor=me, case_id=case_id, version=version, **said
        )
        return changed_case(case_id, full=full)


def _asked(page: DecisionPage) -> dict[str, Any]:
    written = page.written
    before = page.before
    return {
        "waits": page.waits,
        "holds": page.holds,
        "written": shown_version(written, page.name_of) if written else None,
        "changes": shown_changes(before, written),
        "enough": page.enough,
        "lines": [
            {
                **line_shown(one.line),
                "own": euro(one.own),
                "given": euro(one.given),
                "covered": one.covered,
            }
            for one in page.lines
        ],
        "lacking": [guard_shown(guard) for guard in page.lacking],
        "last_answer": shown_answer(page.opened, page.name_of),
    }


def _signatures(page: DecisionPage) -> dict[str, Any]:
    found = page.approved
    open_until = found.ratify_by if found and not found.full else None
    return {
        "signed": [{"by": who, "place": place} for who, place in page.signed],
        "missing": page.missing,
        "nobody_for": page.nobody_for,
        "conditions": [
            {"by": who, "conditions": conditions, "note": note}
            for who, conditions, note in page.conditions
        ],
        "approved_at": moment(found.at if found else None),
        "ratify_by": moment(open_until),
        "may_sign": page.waits and page.may_sign,
        "may_ratify": page.may_ratify,
    }


def _facts(page: DecisionPage) -> dict[str, Any]:
    known = page.facts
    return {
        "country": str(known.get("country", "")),
        "level": str(known.get("level", "")),
        "score": int(known.get("score", 0)),
        "flags": list(known.get("flags", ())),
        "assessed": str(known.get("assessed", "")),
        "verified": str(known.get("verified", "")),
        "vouches_hold": bool(known.get("vouches_hold")),
    }
