"""What the desk notes for itself, and a reply taken back in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.desk_authentication import member_of
from api.v1 import contact_schemas, verification_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    moment,
    read_case,
)
from evacuation.errors import NotVisible
from evacuation.forms.case import AttemptForm
from evacuation.models import Case
from evacuation.reading import CasePage
from evacuation.services.attempts import Attempt, log_attempt
from evacuation.services.remarks import write_remark
from evacuation.services.replying import recall_reply

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.entries import Entry

_RECORD = "8b1f4f2e-1c3d-4c57-9a43-0d3f1f0c9a10"


class Notes(ChangeView):
    @reads("notes", "Notes, attempts and closings", contact_schemas.NotesDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The person never reads them."""
        page = CasePage(read_case(member_of(request), case_id))
        if not page.holds_triage:
            raise NotVisible
        answer = {
            "notes": [_note(entry) for entry in page.notes],
            "attempts": Attempt.values,
        }
        return case_document(page.case, answer)

    @changes(
        "notes_write",
        "Write a note",
        contact_schemas.RemarkInput,
        {"text": "Invented note."},
        verification_schemas.CaseRecorded,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """In any state, closed ones, too."""
        said = cleaned(contact_schemas.RemarkInput, request.data)
        me, version = member_of(request), self.version()
        record = write_remark(actor=me, case_id=case_id, version=version, **said)
        return changed_case(case_id, record=str(record.pk))


class Attempts(ChangeView):
    @changes(
        "attempts_log",
        "Log an attempt to reach them",
        contact_schemas.AttemptInput,
        {"code": "no_answer"},
        verification_schemas.CaseRecorded,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """By phone, messenger or in person. Duress is an alarm at any hour."""
        form = self.filled(contact_schemas.AttemptInput, AttemptForm)
        record = log_attempt(
            actor=member_of(request), case_id=case_id, **form.cleaned_data
        )
        return changed_case(case_id, record=str(record.pk))


class Recall(ChangeView):
    @changes(
        "replies_recall",
        "Take a reply back",
        contact_schemas.RecallInput,
        {"reply": _RECORD},
        contact_schemas.RecalledReply,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Your own, in its first minute, before they can read it."""
        said = cleaned(contact_schemas.RecallInput, request.data)
        text = recall_reply(
            actor=member_of(request),
            case_id=case_id,
            record_id=said["reply"],
            version=self.version(),
        )
        return case_document(Case.objects.get(pk=case_id), {"text": text})


def _note(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "at": moment(entry.at),
        "by": entry.by,
        "kind": entry.kind,
        "words": entry.words,
        "text": str(entry.said.get("text", "")),
        "verified": entry.sound,
    }
