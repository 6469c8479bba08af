"""A journey: who goes, the plan, what others say of it, the list before going."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.desk_authentication import member_of
from api.problems import InvalidBody, Member
from api.v1 import journey_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    filled,
)
from api.v1.journey_shown import journey_shown
from evacuation.access import open_case
from evacuation.answers import ContactVia
from evacuation.errors import NotVisible
from evacuation.forms.journeys.person import PersonForm
from evacuation.forms.journeys.plan import LegForm, PlanForm
from evacuation.journeys.travellers import Going
from evacuation.services.journeys import passing, plans, rechecking
from evacuation.services.journeys.rooms import may_open_journey
from evacuation.services.journeys.travellers import is_open_number, save_traveller
from evacuation.services.triage import hear_case
from evacuation.showing.journeys.page import JourneyPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.access import OpenCase
    from evacuation.journeys.plan import PlannedLeg
    from evacuation.unlocked import Unlocked

_PERSON = {
    "number": "2",
    "called": "Invented Robin",
    "band": "adult",
    "going": "together",
    "consents": True,
    "home": "GE",
    "passport": "international",
    "valid_until": "2031-05-31",
    "exit_ban": "no",
    "criminal_case": "no",
    "military": "none",
    "listed_national": "no",
    "on_national": "2026-03-01",
}
_PLAN = {
    "device": "new",
    "money": True,
    "companion": "agreed",
    "host": "Invented House",
    "needs_none": True,
    "abort_words": "Invented: the parcel is late.",
    "fallback": "Invented: back to the guesthouse.",
    "departure": "not_needed",
    "legs": [
        {
            "origin": "GE",
            "target": "AM",
            "means": "bus",
            "begins": "2027-03-01T06:00:00Z",
            "ends": "2027-03-01T12:00:00Z",
            "begins_at": "Invented station",
        }
    ],
}


_WAY = {"via": "signal"}


def journey_case(me: Unlocked, case_id: UUID) -> OpenCase:
    """The case, for who plans it or checks the plan. Raises NotVisible."""
    opened = open_case(me, case_id)
    if not may_open_journey(opened):
        raise NotVisible
    return opened


class JourneyView(ChangeView):
    def done(
        self, case_id: UUID, service: Callable[..., object], **said: Any
    ) -> HttpResponseBase:
        """The service's change, for who reads the journey. Raises NotVisible."""
        version, me = self.version(), member_of(self.request)
        journey_case(me, case_id)
        service(actor=me, case_id=case_id, version=version, **said)
        return changed_case(case_id)


class Journey(JourneyView):
    @reads("journey", "The journey", journey_schemas.JourneyDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The list is signed with the step `ready`; what it needs stands here."""
        me = member_of(request)
        journey_case(me, case_id)
        opened = hear_case(actor=me, case_id=case_id)
        return case_document(opened.case, journey_shown(JourneyPage(opened)))


class Plan(JourneyView):
    @changes("journey_plan", "Write the plan", journey_schemas.PlanInput, _PLAN)
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """A new version. Looks at borders and words of others stay as they are."""
        said = cleaned(journey_schemas.PlanInput, request.data)
        legs = _legs(said["legs"])
        plan = filled(PlanForm({**said, "version": 1})).plan(legs)
        return self.done(case_id, plans.save_plan, plan=plan)


class People(JourneyView):
    @changes(
        "journey_people",
        "Write down one who goes",
        journey_schemas.PersonInput,
        {**_PERSON, "number": "1"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Anew by their `number`, or the next one. No names, no numbers of papers."""
        said = cleaned(journey_schemas.PersonInput, request.data)
        number, going = said["number"], Going(said["going"])
        form = filled(PersonForm({**said, "version": 1}, number=number))
        person = replace(form.person, going=going)
        self.version()
        if not is_open_number(journey_case(member_of(request), case_id), number):
            raise NotVisible
        return self.done(
            case_id,
            save_traveller,
            person=person,
            same_as_before=said["same_as_before"],
        )


class Borders(JourneyView):
    @changes(
        "journey_borders",
        "Look at the border of a leg",
        journey_schemas.BorderInput,
        {"leg": 0, "passes": True},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Now, by you. A look lasts 72 hours."""
        said = cleaned(journey_schemas.BorderInput, request.data)
        return self.done(case_id, plans.check_border, **said)


class LastYes(JourneyView):
    @changes(
        "journey_last_yes",
        "They said just now that they go",
        journey_schemas.WayInput,
        _WAY,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Asked once more, not earlier than a day before, with the way it came."""
        return self.done(case_id, plans.say_last_yes, via=_way(request))


class HostSaid(JourneyView):
    @changes(
        "journey_host_said",
        "The host said just now that they receive them",
        journey_schemas.WayInput,
        _WAY,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Heard by you; what the host says on their own page is heard by itself."""
        return self.done(case_id, plans.hear_host, via=_way(request))


class Lawful(JourneyView):
    @changes("journey_lawful", "Sign that every crossing is lawful")
    def post(self, _request: Request, case_id: UUID) -> HttpResponseBase:
        """By the legal focal point or a lead, never by who owns the case."""
        return self.done(case_id, plans.sign_lawful)


class Passes(JourneyView):
    @changes(
        "journey_passes",
        "Let an obstacle pass",
        journey_schemas.PassInput,
        {
            "what": "shared_base",
            "person": "1",
            "leg": 0,
            "why": "Invented: no case is open, asked the lawyer.",
        },
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Of this person at the border of this leg, with a reason, by the legal focal
        point or a lead; with `everywhere`, each of its kind that stands now."""
        said = cleaned(journey_schemas.PassInput, request.data)
        return self.done(case_id, passing.let_pass, **said)


class RouteSeen(JourneyView):
    @changes(
        "journey_route_seen",
        "Say that the way was looked at again",
        journey_schemas.RouteInput,
        {"why": "Invented: the crossing is open by day, the bus goes at noon."},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """After an alert for a country on it, with a line on why it holds."""
        said = cleaned(journey_schemas.RouteInput, request.data)
        return self.done(case_id, rechecking.look_at_route, **said)


def _way(request: Request) -> ContactVia:
    return ContactVia(cleaned(journey_schemas.WayInput, request.data)["via"])


def _legs(said: list[dict[str, Any]]) -> list[PlannedLeg]:
    """Raises InvalidBody naming each row at fault."""
    rows = [LegForm(leg) for leg in said]
    errors: dict[Member, list[str]] = {
        ("legs", str(number), name): [*texts]
        for number, row in enumerate(rows)
        for name, texts in row.errors.items()
    }
    if errors:
        raise InvalidBody(errors)
    return [found for row in rows if (found := row.found)]
