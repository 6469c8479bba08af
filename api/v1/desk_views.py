"""What every door for members of the desk does: who asks, and on what they rely."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.settings import api_settings

from api.desk_authentication import MemberAuthentication, member_of
from api.problems import InvalidBody, Member, handle, problem
from api.views import ApiView, private_document, written
from directory.errors import DirectoryError, NotVisible, StaleVersion
from evacuation.access import open_case, record_reading
from evacuation.due_times import soonest
from evacuation.models import Case
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services.changing import may_act
from evacuation.services.moves import moves
from evacuation.services.moving import StepLacks
from evacuation.services.triage import hear_case
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.http import JsonResponse
    from django.http.response import HttpResponseBase
    from rest_framework.serializers import Serializer

    from evacuation.access import OpenCase
    from evacuation.services.moves import Move
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.guards import Guard

_Form = TypeVar("_Form", bound=forms.BaseForm)
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

    def filled(
        self, shape: type[Serializer[Any]], make: Callable[[dict[str, Any]], _Form]
    ) -> _Form:
        """The form of the page with the body in it, so that one rule holds for both.

        `make`: from its data. Raises InvalidBody, IfMatchRequired, IfMatchInvalid.
        """
        said = cleaned(shape, self.request.data)
        return filled(make({**said, "version": self.version()}))

    def get_exception_handler(self) -> Callable[..., JsonResponse]:
        """Two refusals say more here than elsewhere."""
        return self._refusal

    def _refusal(self, error: Exception, context: Mapping[str, Any]) -> JsonResponse:
        if isinstance(error, StepLacks):
            also = {
                "guards": [guard_shown(guard) for guard in error.guards],
                "lines": [str(one) for one in error.lines],
            }
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


def require_seen(me: Unlocked, case_id: UUID, version: int) -> None:
    """For what leaves no version of its own. Raises NotVisible, StaleVersion."""
    if open_case(me, case_id).case.version != version:
        raise StaleVersion


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
        "due_at": moment(soonest(case)),
    }


def moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def read_case(me: Unlocked, case_id: UUID) -> OpenCase:
    """A case opened for reading; the reading is recorded. Raises NotVisible."""
    opened = open_case(me, case_id)
    record_reading(opened, "case.opened")
    return opened


def hear_account(me: Unlocked, case_id: UUID) -> CasePage:
    """A case for whoever works on it and reads its account; what came in is heard.

    Raises NotVisible.
    """
    opened = open_case(me, case_id)
    if not may_act(me) or not opened.holds(Compartment.TRIAGE):
        raise NotVisible
    return CasePage(hear_case(actor=me, case_id=case_id))


def case_document(case: Case, said: Mapping[str, object]) -> HttpResponseBase:
    """What was read of a case, with the version that a change names."""
    answer = private_document(written(said))
    answer["ETag"] = etag_of(case)
    return answer


def changed_case(case_id: UUID, **also: object) -> HttpResponseBase:
    """How a case stands after the caller's own change."""
    case = Case.objects.select_related("owner").get(pk=case_id)
    return case_document(case, {"id": str(case.pk), **standing(case), **also})


def guard_shown(guard: Guard) -> dict[str, str]:
    return {"code": str(guard), "detail": str(guard.label)}


def cleaned(shape: type[Serializer[Any]], body: object) -> dict[str, Any]:
    """What was sent, in the shape asked for. Raises InvalidBody naming each fault."""
    if not isinstance(body, dict):
        raise InvalidBody({"": [_("Send a JSON object.")]})
    serializer = shape(data=body)
    if not serializer.is_valid():
        raise InvalidBody(_faults(serializer.errors))
    return dict(serializer.validated_data)


def filled(form: _Form) -> _Form:
    """A page's form with what was sent. Raises InvalidBody naming each fault."""
    if not form.is_valid():
        found = form.errors.items()
        raise InvalidBody(
            {
                "" if name == NON_FIELD_ERRORS else name: [*texts]
                for name, texts in found
            }
        )
    return form


def _faults(found: Any, way: tuple[str, ...] = ()) -> dict[Member, list[str]]:
    """What a serializer says, by the way to each member; of rows by their number."""
    if isinstance(found, list) and not any(isinstance(one, dict) for one in found):
        return {way: [str(text) for text in found]}
    rows = found.items() if isinstance(found, dict) else enumerate(found)
    faults: dict[Member, list[str]] = {}
    for name, below in rows:
        of_all = name == api_settings.NON_FIELD_ERRORS_KEY
        faults |= _faults(below, way if of_all else (*way, str(name)))
    return faults


def _taken(page: CasePage, move: Move) -> dict[str, Any]:
    return {
        "name": move.step,
        "label": str(BY_NAME[move.step].label),
        "at": move.at,
        "by": page.name_of(move.by),
    }
