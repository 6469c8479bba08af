"""Who looks after what of a journey, what each told alone, what medicine they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from api.desk_authentication import member_of
from api.v1 import journey_schemas
from api.v1.case_people import member_called
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import ChangeView, case_document, changed_case, cleaned
from api.v1.journey_shown import medicines_shown
from api.v1.journeys import JourneyView
from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.journeys.packing import packed
from evacuation.reading import CasePage
from evacuation.services.journeys import focals, interviews, naming
from evacuation.services.journeys.medicine import may_see_medicine, save_medicines
from evacuation.services.journeys.rooms import may_open_journey
from evacuation.services.journeys.travellers import called_here
from evacuation.services.triage import hear_case
from evacuation.showing.journeys.medicine import MedicinePage
from evacuation.workflow.movement.health import Medicine, MedicineKind

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.access import OpenCase
    from evacuation.showing.journeys.medicine import ShownTaker


class Focals(JourneyView):
    @changes(
        "journey_focals",
        "Name who looks after it",
        journey_schemas.FocalInput,
        {"what": "medical", "member": "invented-wren"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The medical one receives the medicine's key with it, the legal one the key
        of the way. By the owner or a lead."""
        said = cleaned(journey_schemas.FocalInput, request.data)
        user = member_called(member_of(request), said["member"], "member")
        what = focals.Focal(said["what"])
        return self.done(case_id, naming.name_focal, what=what, user=user)


class Interviews(ChangeView):
    @reads(
        "journey_interviews",
        "What each told alone",
        journey_schemas.InterviewsDetail,
    )
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Of each person, as far as you hold the key: who heard one hears no other."""
        me = member_of(request)
        _require_interviews(open_case(me, case_id))
        page = CasePage(hear_case(actor=me, case_id=case_id))
        left = interviews.left_without_route(page.opened)
        numbers = [*called_here(page.opened), *left]
        found = [_interview(page, number) for number in numbers]
        return case_document(page.case, {"interviews": found})

    @changes(
        "journey_interview",
        "Write down what somebody told alone",
        journey_schemas.InterviewInput,
        {"person": "1", "text": "Invented: afraid of who comes along."},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """By who heard it; they and a lead read it."""
        said = cleaned(journey_schemas.InterviewInput, request.data)
        interviews.write_interview(
            actor=member_of(request), case_id=case_id, version=self.version(), **said
        )
        return changed_case(case_id)


class Medicines(ChangeView):
    @reads("journey_medicines", "Medicine", journey_schemas.MedicinesDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Also for the medical focal point, who holds no other key."""
        me = member_of(request)
        if not may_see_medicine(open_case(me, case_id)):
            raise NotVisible
        page = MedicinePage(hear_case(actor=me, case_id=case_id))
        found = [_taken(one) for one in page.people if one.asked]
        answer = {
            "people": found,
            "going": list(page.needed.people),
            "ends": packed(page.needed.ends),
            "lasts_to": packed(page.lasts_to),
        }
        return case_document(page.case, answer)

    @changes(
        "journey_medicine",
        "Write down one person's medicine",
        journey_schemas.MedicinesInput,
        {
            "person": "1",
            "medicines": [{"kind": "hormones", "days": 90, "counted_on": "2026-03-01"}],
        },
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """All of it; `none` says that they were asked and need none."""
        said = cleaned(journey_schemas.MedicinesInput, request.data)
        save_medicines(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            person=said["person"],
            medicines=[_medicine(one) for one in said["medicines"]],
            none=said["none"],
        )
        return changed_case(case_id)


def _taken(one: ShownTaker) -> dict[str, Any]:
    return {
        "person": one.number,
        "medicines": medicines_shown([shown.medicine for shown in one.medicines]),
        "against": [
            {
                "what": str(found.what),
                "words": str(found.what.label),
                "weight": str(found.weight),
                "cleared_by": str(found.cleared_by),
            }
            for shown in one.medicines
            for found in shown.against
        ],
    }


def _medicine(said: dict[str, Any]) -> Medicine:
    return Medicine(**{**said, "kind": MedicineKind(said["kind"])})


def _require_interviews(opened: OpenCase) -> None:
    """Raises NotVisible for who neither reads the journey nor heard anybody."""
    if not may_open_journey(opened) and not interviews.left_without_route(opened):
        raise NotVisible


def _interview(page: CasePage, person: str) -> dict[str, Any]:
    opened = page.opened
    heard = interviews.is_heard(opened, person)
    may = interviews.may_hear(opened, person)
    told = interviews.hear_interview(opened, person) if heard and may else []
    return {
        "person": person,
        "heard": heard,
        "may_hear": may,
        "told": [
            {"at": one.at, "by": page.name_of(one.by), "text": one.text} for one in told
        ]
        if may
        else None,
    }
