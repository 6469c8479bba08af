"""Interim help: given by one at once, ratified by a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from api.desk_authentication import member_of
from api.v1 import case_schemas, decision_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import ChangeView, case_document, changed_case, read_case
from api.v1.sums import euro
from evacuation.errors import NotVisible
from evacuation.forms.deciding import HelpForm
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services import agreeing, given, measures, paid
from evacuation.showing.helping import AskedHelp, may_open_help, shown_help
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
            "most_by_two": euro(money.together(shown["level"])),
            "ceiling": euro(money.CEILING),
            "asked": _asked(shown["asked"]),
            "given": _given(opened),
            **{name: shown[name] for name in _PLAIN},
        }
        return case_document(opened.case, answer)

    @changes(
        "help_give",
        "Give interim help",
        decision_schemas.HelpInput,
        _EXAMPLE,
        case_schemas.CaseStep,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """At once, by one; nothing more is spent where nobody ratifies it in a day.

        Above `most` and up to `most_by_two` it is asked for: a second person agrees.
        """
        form = self.filled(decision_schemas.HelpInput, HelpForm)
        done = measures.grant_help(
            actor=member_of(request),
            case_id=case_id,
            version=form.cleaned_data["version"],
            line=form.found,
            why=form.cleaned_data["why"],
        )
        return changed_case(case_id, done=done)


class Ratification(ChangeView):
    @changes("help_ratify", "Ratify interim help")
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Everything given that nobody ratified yet, by another person."""
        me, version = member_of(request), self.version()
        measures.ratify_help(actor=me, case_id=case_id, version=version)
        return changed_case(case_id)


class Agreement(ChangeView):
    @changes("help_agree", "Agree to interim help")
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """It is given; by another person than who asked for it and the owner."""
        me, version = member_of(request), self.version()
        agreeing.agree_to_help(actor=me, case_id=case_id, version=version)
        return changed_case(case_id)


class Withdrawal(ChangeView):
    @changes("help_drop", "Do not give interim help that was asked for")
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Who asked takes it back, or another says no."""
        me, version = member_of(request), self.version()
        agreeing.drop_help(actor=me, case_id=case_id, version=version)
        return changed_case(case_id)


_PLAIN = ("waits", "late", "may_give", "may_ratify")


def _asked(found: AskedHelp | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "record": str(found.help.record),
        "at": found.help.at.isoformat(),
        "by": found.help.by,
        "amount": euro(found.help.cents),
        "payee": found.help.payee,
        "why": found.help.why,
        "may_agree": found.may_agree,
        "lapsed": found.lapsed,
    }


def _given(opened: OpenCase) -> list[dict[str, Any]]:
    if not opened.holds(Compartment.DECISION):
        return []
    page, receipts = CasePage(opened), paid.receipts_of(opened)
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
        for one in given.measures(opened)
    ]


def _receipt(receipts: dict[str, tuple[Receipt, str]], record: UUID) -> dict[str, str]:
    """The last word on it."""
    receipt, reason = receipts.get(str(record), (Receipt.PENDING, ""))
    return {"receipt": str(receipt), "reason": reason}
