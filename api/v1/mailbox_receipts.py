"""A new receipt for somebody who lost theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.desk_authentication import member_of
from api.v1 import contact_schemas
from api.v1.desk_operations import changes
from api.v1.desk_views import ChangeView, changed_case, require_seen
from evacuation.services.decoys import replace_receipt
from evacuation.services.lockdown import require_open

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request


class MailboxReceipt(ChangeView):
    @changes(
        "mailbox_receipt",
        "Replace a lost receipt",
        gives=contact_schemas.CaseReceipt,
        also=(423,),
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Tell it over a confirmed channel. The old one opens a quiet mailbox now."""
        me, version = member_of(request), self.version()
        require_seen(me, case_id, version)
        require_open()
        receipt = replace_receipt(actor=me, case_id=case_id)
        return changed_case(case_id, receipt=receipt.shown())
