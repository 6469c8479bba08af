"""Opening a restricted contact."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from api.permissions import ReadsContacts, ReadsDirectory
from api.problems import InvalidBody
from api.v1 import schemas
from api.views import ApiView, private_document, written
from directory.errors import NotVisible
from directory.models import Contact, RevealReason
from directory.services.reveals import reveal_contact

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request


class Reveal(ApiView):
    # A contact is a part of an entry: who reads no entries opens none of them.
    permission_classes = [ReadsDirectory, ReadsContacts]

    @extend_schema(
        operation_id="contacts_reveal",
        summary="Open a restricted contact",
        request=schemas.RevealRequest,
        responses={
            200: schemas.RevealedContact,
            **schemas.refusals(400, 401, 403, 404, 406, 413, 415, 429),
        },
        tags=["providers"],
    )
    def post(
        self, request: Request, provider_id: UUID, contact_id: UUID
    ) -> HttpResponseBase:
        """The contact in clear, once, with its reason recorded.

        Each key has a budget a day and a month; beyond it only `detention_now` gives
        one at a time, and an editor is told. Keep the value nowhere.
        """
        reason = _reason(request.data)
        if not Contact.objects.filter(pk=contact_id, provider=provider_id).exists():
            raise NotVisible
        revealed = reveal_contact(
            actor=self.actor,
            viewer=self.viewer,
            contact_id=contact_id,
            reason=reason,
        )
        left = revealed.budget
        answer = {
            "id": str(contact_id),
            "kind": revealed.contact.kind,
            "value": revealed.value,
            "say_first": revealed.contact.say_first,
            "over_budget": revealed.over_budget,
            "left": {"today": max(left.today, 0), "month": max(left.month, 0)},
        }
        return private_document(written(answer))


def _reason(body: object) -> str:
    """The coded reason in the body. Raises InvalidBody."""
    if not isinstance(body, dict):
        raise InvalidBody({"": [_("Send a JSON object.")]})
    errors = {
        name: [_("This member is not known.")] for name in body if name != "reason"
    }
    reason = body.get("reason")
    if not isinstance(reason, str) or reason not in RevealReason.values:
        known = ", ".join(RevealReason.values)
        errors["reason"] = [_("Give one of: %(known)s.") % {"known": known}]
    if errors:
        raise InvalidBody(errors)
    return str(reason)
