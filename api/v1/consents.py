"""What the person agreed to, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from api.desk_authentication import member_of
from api.v1 import after_schemas, case_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    hear_account,
    moment,
)
from evacuation.forms.consent import ConsentForm
from evacuation.services import consenting
from evacuation.services.changing import OWNED

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.reading import CasePage
    from evacuation.services.consenting import Grant


class Consents(ChangeView):
    @reads("consents", "What the person agreed to", after_schemas.ConsentsDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Every grant, newest first; what was taken back stays with its day."""
        page = hear_account(member_of(request), case_id)
        answer = {
            "grants": [_grant(o, page) for o in consenting.grants(page.opened)][::-1],
            "waiting": _waiting(page),
            "may_write": page.case.state in OWNED,
        }
        return case_document(page.case, answer)

    @changes(
        "consents_grant",
        "Write down what they agreed to",
        after_schemas.ConsentInput,
        {
            "scope": "share_partner",
            "whom": "Invented Guesthouse",
            "granted_by": "person",
            "method": "call",
            "language": "ka",
        },
        case_schemas.CaseStep,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """On nobody's word (`vital_interest`) it waits for a second person."""
        form = self.filled(after_schemas.ConsentInput, ConsentForm)
        done = consenting.grant_consent(
            actor=member_of(request),
            case_id=case_id,
            version=form.cleaned_data["version"],
            said=form.said,
        )
        return changed_case(case_id, done=done)


class ConsentsBack(ChangeView):
    @changes(
        "consents_take_back",
        "Take a consent back",
        after_schemas.ConsentBackInput,
        {"key": "form:verify"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """At the person's word, from now on."""
        said = cleaned(after_schemas.ConsentBackInput, request.data)
        me, version = member_of(request), self.version()
        consenting.take_back(actor=me, case_id=case_id, version=version, **said)
        return changed_case(case_id)


class ConsentsSecond(ChangeView):
    @changes(
        "consents_second",
        "A second person's word for somebody who cannot be asked",
        case_schemas.SecondInput,
        {"decision": "yes"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """With `yes` it is looked at again in three days."""
        said = cleaned(case_schemas.SecondInput, request.data)
        yes, refuse = said["decision"] == "yes", consenting.refuse_vital_interest
        service = consenting.confirm_vital_interest if yes else refuse
        service(actor=member_of(request), case_id=case_id, version=self.version())
        return changed_case(case_id)


def _grant(one: Grant, page: CasePage) -> dict[str, Any]:
    return {
        "key": one.key,
        "scope": str(one.scope),
        "at": one.at.isoformat(),
        "granted_by": str(one.granted_by),
        "method": str(one.method) if one.method else "",
        "language": one.language,
        "whom": one.whom,
        "text": one.text,
        "explained_by": page.name_of(one.explained_by) if one.explained_by else "",
        "expires": one.expires.isoformat() if one.expires else None,
        "taken_back_at": moment(one.taken_back_at),
        "stands": one.stands(timezone.now()),
    }


def _waiting(page: CasePage) -> dict[str, Any] | None:
    waits = consenting.waits(page.opened)
    if waits is None:
        return None
    return {"key": waits.key, "yours": consenting.may_confirm(page.opened)}
