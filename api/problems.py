"""Every refusal under /api/ as one kind of document (RFC 9457).

`code` is stable and for programs, `title` and `detail` are for people; `errors` names
each parameter or, in a JSON body, the pointer to each member at fault.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, JsonResponse
from django.utils.log import log_response
from django.utils.translation import gettext as _
from rest_framework import exceptions

from directory.errors import DirectoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest
    from rest_framework.request import Request

CONTENT_TYPE = "application/problem+json"


class Fault(TypedDict):
    """One thing to mend: `parameter` of the query, or JSON `pointer` into the body."""

    detail: str
    parameter: NotRequired[str]
    pointer: NotRequired[str]


# A member of a JSON body, or the way to one deeper in it.
Member = str | tuple[str, ...]


class InvalidBody(exceptions.APIException):
    """A JSON body whose shape is wrong; `errors` maps members to messages."""

    status_code = 400
    default_code = "invalid_body"

    def __init__(self, errors: Mapping[Member, list[str]]) -> None:
        super().__init__(_("The body is not what is expected here."))
        self.errors = errors


class BodyTooLarge(exceptions.APIException):
    status_code = 413
    default_code = "body_too_large"


def handle(error: Exception, context: Mapping[str, Any]) -> JsonResponse:
    """DRF's exception handler: any exception of a view in, its problem out."""
    request: Request = context["request"]
    if isinstance(error, DirectoryError):
        faults = _faults(_errors_of(error), request)
        return problem(error.status, error.code, str(error.text), faults)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, SuspiciousOperation | BadRequest):
        error = exceptions.ParseError()
    if isinstance(error, exceptions.APIException):
        return _refusal(error, request)
    return _failure(error, request._request)


def problem(
    status: int,
    code: str,
    detail: str,
    errors: Iterable[Fault] = (),
    also: Mapping[str, object] | None = None,
) -> JsonResponse:
    """The document for one refusal; `also`: members of this code alone."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **(also or {}),
    }
    faults = list(errors)
    if faults:
        body["errors"] = faults
    response = JsonResponse(body, status=status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    # Refusals are ordinary here: Django need not log each as a warning.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _refusal(error: exceptions.APIException, request: Request) -> JsonResponse:
    errors = getattr(error, "errors", {})
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else error.default_code
    detail = error.detail
    text = str(detail) if isinstance(detail, str) else str(error.default_detail)
    response = problem(error.status_code, code, text, _faults(errors, request))
    # DRF puts these on the exception on its way here.
    challenge, wait = getattr(error, "auth_header", ""), getattr(error, "wait", None)
    if challenge:
        response["WWW-Authenticate"] = challenge
    if wait is not None:
        response["Retry-After"] = str(int(wait))
    return response


def _failure(error: Exception, request: HttpRequest) -> JsonResponse:
    """Our own mistake: told to the log and to nobody else."""
    got_request_exception.send(sender=None, request=request)
    detail = _("Something went wrong here. Try again later.")
    response = problem(500, "internal_error", detail)
    response._has_been_logged = False  # type: ignore[attr-defined]
    log_response(
        "Internal Server Error: %s",
        request.path,
        response=response,
        request=request,
        exception=error,
    )
    return response


def _errors_of(error: DirectoryError) -> Mapping[str, list[Any]]:
    """By member: what the refusal says of each, else of the one that it names."""
    found: Mapping[str, list[Any]] | None = getattr(error, "errors", None)
    if found is not None:
        return found
    return {error.field: [error.text]} if error.field else {}


def _faults(errors: Mapping[Any, list[Any]], request: Request) -> list[Fault]:
    in_query = request.method in {"GET", "HEAD"}
    found: list[Fault] = []
    for name, messages in errors.items():
        for message in messages:
            if in_query:
                found.append({"detail": str(message), "parameter": name})
            else:
                found.append({"detail": str(message), "pointer": _pointer(name)})
    return found


def _pointer(name: Member) -> str:
    """RFC 6901 in a URI fragment's form: "" is the whole body."""
    way = name if isinstance(name, tuple) else (name,) * bool(name)
    escaped = (step.replace("~", "~0").replace("/", "~1") for step in way)
    return "".join(("#", *(f"/{step}" for step in escaped)))
