"""That there is a safe way to reach the person, and the phrases agreed with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema

from api.desk_authentication import member_of
from api.v1 import contact_schemas, schemas
from api.v1.desk_operations import READ_REFUSED, changes, reads
from api.v1.desk_views import (
    ChangeView,
    DeskView,
    case_document,
    changed_case,
    moment,
    read_case,
)
from api.views import private_document, written
from evacuation.access import open_case, record_reading
from evacuation.errors import NotVisible
from evacuation.forms.contacting import ContactForm, PhrasesForm
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services import contacting
from evacuation.services.changing import may_act
from evacuation.services.lockdown import require_open
from evacuation.services.ways import next_window

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.access import OpenCase

_PHRASES = {
    "ours": "Invented: about the blue bicycle.",
    "theirs": "Invented: it was sold.",
    "duress": "Invented: it is in the yard.",
}


class Contact(ChangeView):
    @reads("contact", "Safe contact", contact_schemas.SafeContactDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The mailbox is always safe to write to: they fetch it when they can."""
        opened = read_case(member_of(request), case_id)
        if not opened.holds(Compartment.INBOX):
            raise NotVisible
        return case_document(opened.case, _shown(opened.keep()))

    @changes(
        "contact_confirm",
        "Confirm a safe way, or say that there is none",
        contact_schemas.ContactInput,
        {"how": "phrase"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """It holds for a week, in a critical case for 72 hours."""
        form = self.filled(contact_schemas.ContactInput, ContactForm)
        me = member_of(request)
        contacting.confirm_contact(actor=me, case_id=case_id, **form.cleaned_data)
        return changed_case(case_id)


class Phrases(ChangeView):
    @changes(
        "phrases_agree",
        "Write down the phrases",
        contact_schemas.PhrasesInput,
        _PHRASES,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What we say, what they answer, and what they say when somebody listens."""
        form = self.filled(contact_schemas.PhrasesInput, PhrasesForm)
        me = member_of(request)
        contacting.agree_phrases(actor=me, case_id=case_id, **form.cleaned_data)
        return changed_case(case_id)


class PhrasesShown(DeskView):
    @extend_schema(
        operation_id="cases_phrases_show",
        summary="Show the phrases",
        request=None,
        responses={
            200: contact_schemas.PhrasesShown,
            **READ_REFUSED,
            **schemas.refusals(423),
        },
        tags=["desk"],
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """For who speaks with the person; recorded before they are shown."""
        me = member_of(request)
        opened = open_case(me, case_id)
        if not may_act(me) or not opened.holds(Compartment.INBOX):
            raise NotVisible
        require_open()
        record_reading(opened, "phrases.shown")
        said = contacting.phrases(opened) or {}
        shown = {name: str(said.get(name, "")) for name in _PHRASES}
        return private_document(written(shown))


def _shown(opened: OpenCase) -> dict[str, Any]:
    now, said = timezone.now(), contacting.newest(opened) or {}
    by = str(said.get("by", ""))
    return {
        "how": str(said.get("how", "")),
        "at": said.get("at"),
        "by": CasePage(opened).name_of(by) if by else "",
        "text": str(said.get("text", "")),
        "holds": contacting.is_confirmed(opened, now),
        "until": moment(contacting.confirmed_until(opened)),
        "unsafe": [
            {"code": str(one), "detail": str(one.label)}
            for one in contacting.unsafe_now(opened, now)
        ],
        "opens": moment(next_window(opened, now)),
        "phrases": contacting.phrases(opened) is not None,
    }
