"""Cases for desk members' own tools: the same services as the pages, nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from api.desk_authentication import MemberAuthentication, member_of
from api.problems import InvalidBody
from api.v1 import case_schemas, schemas
from api.views import ApiView, private_document, written
from evacuation.due_times import clock_due
from evacuation.duty_board import Show, rows
from evacuation.models import Case
from evacuation.reading import CasePage
from evacuation.services.closing import close_case
from evacuation.services.replying import send_reply
from evacuation.services.triage import claim_case, hear_case
from evacuation.workflow.reasons import Ending

if TYPE_CHECKING:
    from datetime import datetime

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request
    from rest_framework.serializers import Serializer

    from evacuation.duty_board import Row
    from evacuation.reading import Entry

_READ = schemas.refusals(401, 403, 404, 406, 429, 503)
_WRITE = schemas.refusals(400, 401, 403, 404, 406, 409, 413, 415, 429, 503)


class DeskView(ApiView):
    """A door for members; a case that they may not see is not there."""

    authentication_classes = [MemberAuthentication]
    permission_classes: Any = []


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
        }
        return private_document(written(answer))


class Replies(DeskView):
    @extend_schema(
        operation_id="cases_reply",
        summary="Write to the person",
        request=case_schemas.ReplyInput,
        responses={201: case_schemas.Reply, **_WRITE},
        tags=["desk"],
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Into their mailbox, readable after a minute; in a critical case at once."""
        sent = _cleaned(case_schemas.ReplyInput, request.data)
        record = send_reply(actor=member_of(request), case_id=case_id, **sent)
        response = private_document(written({"id": str(record.pk)}))
        response.status_code = 201
        return response


class Claim(DeskView):
    @extend_schema(
        operation_id="cases_claim",
        summary="Take a request over",
        request=case_schemas.Version,
        responses={200: case_schemas.CaseState, **_WRITE},
        tags=["desk"],
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        sent = _cleaned(case_schemas.Version, request.data)
        claim_case(actor=member_of(request), case_id=case_id, **sent)
        return _state(case_id)


class Close(DeskView):
    @extend_schema(
        operation_id="cases_close",
        summary="Close a case, or propose to",
        request=case_schemas.CloseInput,
        responses={200: case_schemas.CaseState, **_WRITE},
        tags=["desk"],
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """High and critical ones wait for a second person, who confirms on the page."""
        sent = _cleaned(case_schemas.CloseInput, request.data)
        sent["reason"] = Ending(sent["reason"])
        close_case(actor=member_of(request), case_id=case_id, **sent)
        return _state(case_id)


def _cleaned(shape: type[Serializer[Any]], body: object) -> dict[str, Any]:
    """What was sent, in the shape asked for. Raises InvalidBody naming each fault."""
    if not isinstance(body, dict):
        raise InvalidBody({"": [_("Send a JSON object.")]})
    serializer = shape(data=body)
    unknown = set(body) - set(serializer.fields)
    errors = {name: [_("This member is not known.")] for name in sorted(unknown)}
    if not serializer.is_valid():
        found = serializer.errors.items()
        errors |= {name: [str(text) for text in texts] for name, texts in found}
    if errors:
        raise InvalidBody(errors)
    return dict(serializer.validated_data)


def _state(case_id: UUID) -> HttpResponseBase:
    case = Case.objects.get(pk=case_id)
    answer = {"id": str(case.pk), "state": case.state, "version": case.version}
    return private_document(written(answer))


def _line(row: Row) -> dict[str, Any]:
    line = row.line
    return {
        **_head(row.case, row.code),
        "due_at": _moment(row.due_at),
        "clock": clock_due(row.case),
        "country": line.country if line else "",
        "danger": line.danger if line else "",
        "next_step": line.next_step if line else "",
        "marks": list(line.marks) if line else [],
        "new_message": row.has_message,
        "verified": not row.false,
    }


def _head(case: Case, code: str) -> dict[str, Any]:
    return {
        "id": str(case.pk),
        "code": code,
        "level": case.level,
        "state": case.state,
        "version": case.version,
        "owner": case.owner.username if case.owner else None,
        "due_at": _moment(case.next_due_at),
    }


def _told(account: dict[str, Any]) -> dict[str, Any]:
    """The account without what only the vault needs."""
    return {name: said for name, said in account.items() if name != "requester"}


def _message(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "at": _moment(entry.at),
        "by": "desk" if entry.is_ours else "person",
        "kind": str(entry.said.get("kind", "reply" if entry.is_ours else "")),
        "text": str(entry.said.get("text", "")),
        "verified": entry.sound,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
