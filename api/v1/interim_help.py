"""Interim help: given by one at once, ratified by a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from api.desk_authentication import member_of
from api.v1 import decision_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import ChangeView, case_document, changed_case, read_case
from api.v1.sums import euro
from evacuation.errors import NotVisible
from evacuation.forms.deciding import HelpForm
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services import measures, spending
from evacuation.showing.helping import may_open_help, shown_help
from evacuation.workflow import money
from evacuation.workflow.money import Receipt

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.access import OpenCase

_EXAMPLE = {
    "line": "lodging",
    "amount": "60.00",
    "payee": "Invented Guesthouse",
    "paid": "direct",
    "funder": "Invented Fund",
    "why": "Invented: two nights, they cannot go home.",
}


class Help(ChangeView):
    @reads("help", "Interim help", decision_schemas.HelpDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """For who may give it, and for who may ratify it and holds the key."""
        opened = read_case(member_of(request), case_id)
        if not may_open_help(opened):
            raise NotVisible
        shown = shown_help(opened, timezone.now())
        answer = {
            "verified": str(shown["level"]),
            "most": euro(money.alone(shown["level"])),
            "ceiling": euro(money.CEILING),
            "given": _given(opened),
            **{name: shown[name] for name in _PLAIN},
        }
        return case_document(opened.case, answer)

    @changes("help_give", "Give interim help", decision_schemas.HelpInput, _EXAMPLE)
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """At once, by one; nothing more is spent where nobody ratifies it in a day."""
        form = self.filled(decision_schemas.HelpInput, HelpForm)
        measures.grant_help(
            actor=member_of(request),
            case_id=case_id,
            version=form.cleaned_data["version"],
            line=form.found,
            why=form.cleaned_data["why"],
        )
        return changed_case(case_id)


class Ratification(ChangeView):
    @changes("help_ratify", "Ratify interim help")
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Everything given that nobody ratified yet, by another person."""
        me, version = member_of(request), self.version()
        measures.ratify_help(actor=me, case_id=case_id, version=version)
        return changed_case(case_id)


_PLAIN = ("waits", "late", "may_give", "may_ratify")


def _given(opened: OpenCase) -> list[dict[str, Any]]:
    if not opened.holds(Compartment.DECISION):
        return []
    page, receipts = CasePage(opened), spending.receipts_of(opened)
    return [
        {
            "record": str(one.record),
            "at": one.at.isoformat(),
            "by": page.name_of(one.by),
            "amount": euro(one.line.cents),
            "line": one.line.line,
            "payee": one.line.payee,
            "funder": one.line.funder,
            "paid": one.line.paid,
            "why": one.why,
            "ratified": one.ratified,
            **_receipt(receipts, one.record),
        }
        for one in measures.measures(opened)
    ]


def _receipt(receipts: dict[str, tuple[Receipt, str]], record: UUID) -> dict[str, str]:
    """The last word on it."""
    receipt, reason = receipts.get(str(record), (Receipt.PENDING, ""))
    return {"receipt": str(receipt), "reason": reason}
