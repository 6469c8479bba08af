"""Cases for desk members' own tools: the same services as the pages, nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import extend_schema

from api.desk_authentication import MemberAuthentication, member_of
from api.v1 import case_schemas, schemas
from api.v1.case_people import member_called
from api.v1.case_steps import offered, waiting
from api.v1.desk_operations import changes, example_of
from api.v1.desk_views import (
    IF_MATCH,
    ChangeView,
    DeskView,
    changed_case,
    cleaned,
    etag_of,
    moment,
    standing,
)
from api.views import NothingHere, private_document, written
from evacuation.due_times import clock_due
from evacuation.duty_board import Show, rows
from evacuation.models import Case
from evacuation.reading import CasePage
from evacuation.services.ownership import assign
from evacuation.services.replying import send_reply
from evacuation.services.triage import hear_case

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.duty_board import Row
    from evacuation.entries import Entry

_READ = schemas.refusals(401, 403, 404, 406, 429, 503)


class Cases(DeskView):
    @extend_schema(
        operation_id="cases_list",
        summary="The board",
        responses={200: case_schemas.CaseList, **_READ},
        tags=["desk"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Every open case that you may see, what is most overdue first. No names."""
        found = rows(member_of(request), show=Show.OPEN)
        return private_document(written({"cases": [_line(row) for row in found]}))


class OneCase(DeskView):
    @extend_schema(
        operation_id="cases_retrieve",
        summary="One case",
        responses={200: case_schemas.CaseDetail, **_READ},
        tags=["desk"],
    )
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What your keys open of it. The reading is recorded. Never the identity."""
        page = CasePage(hear_case(actor=member_of(request), case_id=case_id))
        answer = {
            **_head(page.case, page.code),
            "account": _told(page.account) if page.holds_triage else None,
            "contact": page.contact if page.holds_inbox else None,
            "messages": [_message(entry) for entry in page.messages],
            "steps": offered(page.opened),
            "waiting": waiting(page),
        }
        response = private_document(written(answer))
        response["ETag"] = etag_of(page.case)
        return response


class Replies(ChangeView):
    @extend_schema(
        operation_id="cases_reply",
        summary="Write to the person",
        parameters=[IF_MATCH],
        request=case_schemas.ReplyInput,
        responses={201: case_schemas.Reply, **case_schemas.CHANGES_REFUSED},
        examples=example_of({"text": "Invented: we read it.", "name_shown": "Wren"}),
        tags=["desk"],
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Into their mailbox, readable after a minute; in a critical case at once."""
        sent = cleaned(case_schemas.ReplyInput, request.data)
        version = self.version()
        record = send_reply(
            actor=member_of(request), case_id=case_id, version=version, **sent
        )
        response = private_document(written({"id": str(record.pk)}))
        response.status_code = 201
        response["ETag"] = etag_of(Case.objects.get(pk=case_id))
        return response


class Owner(ChangeView):
    @changes(
        "assign",
        "Whose case it is",
        case_schemas.OwnerInput,
        {"owner": "invented-wren"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The owner or a lead gives it; where nobody owns it, take it yourself."""
        said = cleaned(case_schemas.OwnerInput, request.data)
        me = member_of(request)
        assign(
            actor=me,
            case_id=case_id,
            version=self.version(),
            to=member_called(me, said["owner"], "owner"),
        )
        return changed_case(case_id)


class NothingAmongCases(NothingHere):
    """Any other address below cases/, for who shows a member's token."""

    authentication_classes = [MemberAuthentication]
    permission_classes: Any = []


def _line(row: Row) -> dict[str, Any]:
    line = row.line
    return {
        **_head(row.case, row.code),
        "due_at": moment(row.due_at),
        "clock": clock_due(row.case),
        "country": line.country if line else "",
        "danger": line.danger if line else "",
        "next_step": line.next_step if line else "",
        "marks": list(line.marks) if line else [],
        "new_message": row.has_message,
        "missed": bool(row.missed),
        "verified": not row.false,
    }


def _head(case: Case, code: str) -> dict[str, Any]:
    return {"id": str(case.pk), "code": code, **standing(case)}


def _told(account: dict[str, Any]) -> dict[str, Any]:
    """The account without what only the vault needs."""
    return {name: said for name, said in account.items() if name != "requester"}


def _message(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "at": moment(entry.at),
        "by": "desk" if entry.is_ours else "person",
        "kind": str(entry.said.get("kind", "reply" if entry.is_ours else "")),
        "text": str(entry.said.get("text", "")),
        "verified": entry.sound,
    }
