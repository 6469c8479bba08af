"""What every door for members of the desk does: who asks, and on what they rely."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException

from api.desk_authentication import MemberAuthentication, member_of
from api.problems import InvalidBody, handle, problem
from api.v1 import case_schemas
from api.views import ApiView, private_document, written
from directory.errors import DirectoryError, StaleVersion
from evacuation.access import open_case, record_reading
from evacuation.models import Case
from evacuation.reading import CasePage
from evacuation.services.moves import moves
from evacuation.services.moving import StepLacks
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.http import JsonResponse
    from django.http.response import HttpResponseBase
    from rest_framework.serializers import Serializer

    from evacuation.services.moves import Move
    from evacuation.workflow.guards import Guard

_VERSION = re.compile(r'"([1-9][0-9]{0,8})"')
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description='The ETag of the case as you read it: its version, as in "7".',
)


class DeskView(ApiView):
    """A door for members; a case that they may not see is not there."""

    authentication_classes = [MemberAuthentication]
    permission_classes: Any = []


class IfMatchRequired(APIException):
    status_code = 428
    default_code = "if_match_required"

    def __init__(self) -> None:
        super().__init__(_("Say in If-Match which version you read."))


class IfMatchInvalid(APIException):
    status_code = 400
    default_code = "if_match_invalid"

    def __init__(self) -> None:
        super().__init__(_("If-Match is one version between quotation marks."))


class ChangeView(DeskView):
    """A door that changes a case, on top of the version that its caller read."""

    def version(self) -> int:
        """What If-Match names. Raises IfMatchRequired, IfMatchInvalid."""
        said = self.request.META.get("HTTP_IF_MATCH", "").strip()
        if said in ("", "*"):
            raise IfMatchRequired
        found = _VERSION.fullmatch(said)
        if found is None:
            raise IfMatchInvalid
        return int(found[1])

    def get_exception_handler(self) -> Callable[..., JsonResponse]:
        """Two refusals say more here than elsewhere."""
        return self._refusal

    def _refusal(self, error: Exception, context: Mapping[str, Any]) -> JsonResponse:
        if isinstance(error, StepLacks):
            also = {"guards": [guard_shown(guard) for guard in error.guards]}
            return problem(error.status, error.code, str(error.text), also=also)
        if isinstance(error, StaleVersion):
            try:
                return self._changed(error)
            except DirectoryError as gone:
                error = gone
        return handle(error, context)

    def _changed(self, stale: StaleVersion) -> JsonResponse:
        """412: how it stands now, and the steps since the version they name."""
        opened = open_case(member_of(self.request), self.kwargs["case_id"])
        record_reading(opened, "case.opened")
        page, seen = CasePage(opened), self.version()
        since = [move for move in moves(opened) if move.version >= seen]
        also = {
            "current": standing(opened.case),
            "steps": [_taken(page, move) for move in since if move.step in BY_NAME],
        }
        detail = _("Somebody changed this case meanwhile. Look at it again, then send.")
        answer = problem(412, stale.code, detail, also=also)
        answer["ETag"] = etag_of(opened.case)
        return answer


def etag_of(case: Case) -> str:
    """Two readers of one version may hold other keys: the version alone is compared."""
    return f'"{case.version}"'


def standing(case: Case) -> dict[str, Any]:
    """What stands beside the sealed part of a case."""
    return {
        "level": case.level,
        "state": case.state,
        "version": case.version,
        "owner": case.owner.username if case.owner else None,
        "due_at": moment(case.next_due_at),
    }


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def changed_case(case_id: UUID, **also: object) -> HttpResponseBase:
    """How a case stands after the caller's own change."""
    case = Case.objects.select_related("owner").get(pk=case_id)
    answer = private_document(written({"id": str(case.pk), **standing(case), **also}))
    answer["ETag"] = etag_of(case)
    return answer


def guard_shown(guard: Guard) -> dict[str, str]:
    return {"code": str(guard), "detail": str(guard.label)}


def cleaned(shape: type[Serializer[Any]], body: object) -> dict[str, Any]:
    """What was sent, in the shape asked for. Raises InvalidBody naming each fault."""
    if not isinstance(body, dict):
        raise InvalidBody({"": [_("Send a JSON object.")]})
    serializer = shape(data=body)
    unknown = set(body) - set(serializer.fields)
    errors = {name: [case_schemas.unknown_member()] for name in sorted(unknown)}
    if not serializer.is_valid():
        found = serializer.errors.items()
        errors |= {name: _texts(texts) for name, texts in found}
    if errors:
        raise InvalidBody(errors)
    return dict(serializer.validated_data)


def _texts(found: Any) -> list[str]:
    """Of a list of rows, too: each text once."""
    if isinstance(found, dict):
        found = list(found.values())
    if not isinstance(found, list):
        return [str(found)]
    return list(dict.fromkeys(text for one in found for text in _texts(one)))


def _taken(page: CasePage, move: Move) -> dict[str, Any]:
    return {
        "name": move.step,
        "label": str(BY_NAME[move.step].label),
        "at": move.at,
        "by": page.name_of(move.by),
    }
