"""What was paid of an approved budget, line by line, and how it is receipted."""

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
    read_case,
)
from api.v1.sums import euro
from evacuation.errors import NotVisible
from evacuation.forms.deciding import ReceiptForm, TakeBackForm, hundredths
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services import spending
from evacuation.showing.helping import MoneyPage

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.services.paid import Payment

_RECORD = "8b1f4f2e-1c3d-4c57-9a43-0d3f1f0c9a10"


class Payments(ChangeView):
    @reads("payments", "The approved budget", decision_schemas.PaymentsDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What was approved, pledged and paid, for who holds the decision's key."""
        opened = read_case(member_of(request), case_id)
        if not opened.holds(Compartment.DECISION):
            raise NotVisible
        page, names = MoneyPage(opened.keep()), CasePage(opened)
        answer = {
            "lines": [_line(one, names) for one in page.lines],
            "earlier": [_payment(one, names) for one in page.earlier],
            "may_pay": page.may_pay,
        }
        return case_document(opened.case, answer)

    @changes(
        "payments_record",
        "Record a payment",
        decision_schemas.PaymentInput,
        {"line": 1, "amount": "100.00"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """No more than what was approved for the line."""
        said = cleaned(decision_schemas.PaymentInput, request.data)
        spending.record_payment(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            line=said["line"],
            cents=hundredths(said["amount"]),
        )
        return changed_case(case_id)


class TakenBack(ChangeView):
    @changes(
        "payments_take_back",
        "Take a payment back that was entered wrongly",
        decision_schemas.TakeBackInput,
        {"record": _RECORD, "reason": "Invented: it was 25."},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """A counter-entry with a reason: both stay, and the sum counts no more."""
        form = self.filled(decision_schemas.TakeBackInput, TakeBackForm)
        me = member_of(request)
        spending.take_back_payment(actor=me, case_id=case_id, **form.cleaned_data)
        return changed_case(case_id)


class Receipts(ChangeView):
    @changes(
        "receipts_record",
        "Record how something is receipted",
        decision_schemas.ReceiptInput,
        {"record": _RECORD, "receipt": "unsafe", "reason": "Invented reason."},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Of a payment or of interim help; the last word counts."""
        form = self.filled(decision_schemas.ReceiptInput, ReceiptForm)
        me = member_of(request)
        spending.record_receipt(actor=me, case_id=case_id, **form.cleaned_data)
        return changed_case(case_id)


def _line(one: spending.Spent, names: CasePage) -> dict[str, Any]:
    return {
        "number": one.number,
        "line": one.line.line,
        "funder": one.line.funder,
        "payee": one.line.payee,
        "committed": euro(one.committed),
        "paid": euro(one.paid),
        "left": euro(one.left),
        "payments": [_payment(paid, names) for paid in one.payments],
    }


def _payment(paid: Payment, names: CasePage) -> dict[str, Any]:
    return {
        "record": str(paid.record),
        "at": paid.at.isoformat(),
        "by": names.name_of(paid.by),
        "amount": euro(paid.cents),
        "receipt": str(paid.receipt),
        "reason": paid.reason,
        "taken_back": paid.taken_back,
    }
