"""A partner's app asks for help on somebody's behalf, and later how it stands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema

from api.authentication import key_of
from api.permissions import WritesRequests
from api.problems import InvalidBody
from api.v1 import schemas
from api.v1.request_schemas import IDEMPOTENCY_KEY, Referral, ReferralInput, Status
from api.views import ApiView, private_document, written
from evacuation.answers import Answers, Asking, Consent, Contact, Origin
from evacuation.errors import NotVisible
from evacuation.services.intake import new_request
from evacuation.services.referring import refer_request, referred_status
from evacuation.vault.secret import CannotOpen
from evacuation.vault.tokens import Token, read_token

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request


class Requests(ApiView):
    permission_classes = [WritesRequests]

    @extend_schema(
        operation_id="evacuation_requests_create",
        summary="Ask for help for somebody",
        parameters=[IDEMPOTENCY_KEY],
        request=ReferralInput,
        responses={
            201: Referral,
            **schemas.refusals(400, 401, 403, 406, 409, 413, 415, 429, 503),
        },
        tags=["evacuation"],
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Once for each Idempotency-Key: send it again until you hear an answer.

        The receipt is the person's: hand it over and keep it nowhere. With
        `tell_referrer` the person lets us tell you how it stands.
        """
        sent = _cleaned(request.data)
        referred = refer_request(
            token=_token(request),
            idempotency_key=request.META.get("HTTP_IDEMPOTENCY_KEY", ""),
            body=json.dumps(request.data, sort_keys=True).encode(),
            request=new_request(_answers(sent)),
            may_tell=sent["tell_referrer"],
        )
        answer = {
            "id": str(referred.id),
            "status": "received",
            "receipt": referred.receipt,
        }
        response = private_document(written(answer))
        response.status_code = 201
        return response


class RequestStatus(ApiView):
    permission_classes = [WritesRequests]

    @extend_schema(
        operation_id="evacuation_requests_retrieve",
        summary="How a request stands",
        responses={200: Status, **schemas.refusals(401, 403, 404, 406, 429)},
        tags=["evacuation"],
    )
    def get(self, request: Request, request_id: UUID) -> HttpResponseBase:
        """Coarse, and only while the person lets us; else nothing after "received".

        Found by the very key that sent it: after a new key nobody can look it up.
        """
        status = referred_status(token=_token(request), request_id=request_id)
        return private_document(written({"id": str(request_id), "status": status}))


def _token(request: Request) -> Token:
    key = key_of(request)
    if key is None:
        raise NotVisible
    try:
        return read_token(key.secret.reveal())
    except CannotOpen:
        raise NotVisible from None


def _cleaned(body: object) -> dict[str, Any]:
    """What was sent, in the shape asked for. Raises InvalidBody naming each fault."""
    if not isinstance(body, dict):
        raise InvalidBody({"": [_("Send a JSON object.")]})
    serializer = ReferralInput(data=body)
    unknown = set(body) - set(serializer.fields)
    errors = {name: [_("This member is not known.")] for name in sorted(unknown)}
    if not serializer.is_valid():
        errors |= {name: _said(found) for name, found in serializer.errors.items()}
    if errors:
        raise InvalidBody(errors)
    sent: dict[str, Any] = serializer.validated_data
    if Consent.ASSESS not in sent["consents"] and sent["asking"] != Asking.UNAWARE:
        raise InvalidBody({"consents": [_("Ask the person for store_assess first.")]})
    return sent


def _said(found: Any) -> list[str]:
    if isinstance(found, dict):
        return [text for part in found.values() for text in _said(part)]
    if isinstance(found, list):
        return [text for part in found for text in _said(part)]
    return [str(found)]


def _answers(sent: dict[str, Any]) -> Answers:
    rest = {k: v for k, v in sent.items() if k not in {"contacts", "tell_referrer"}}
    return Answers(
        **{
            **rest,
            "contacts": tuple(Contact(**contact) for contact in sent["contacts"]),
            "dependants": tuple(sorted(sent["dependants"].items())),
            "consents": tuple(sent["consents"]),
            "origin": Origin.PARTNER,
            "method": "partner",
        }
    )
