"""What is told of a journey, the host's door, arrival and the first 72 hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from api.desk_authentication import member_of
from api.v1 import told_schemas, verification_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    moment,
)
from evacuation.access import open_case
from evacuation.errors import NotVisible
from evacuation.journeys.reception import Company, Item
from evacuation.journeys.told import Told, ToWhom
from evacuation.services.journeys import arrivals, disclosing, first_days
from evacuation.services.journeys.asking_hosts import ask_host
from evacuation.services.journeys.rooms import may_open_journey
from evacuation.services.triage import hear_case
from evacuation.showing.journeys.told import ToldPage
from evacuation.workflow.movement.check_ins import Heard, Through

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.services.journeys.host_answers import Answer
    from evacuation.unlocked import Unlocked


class Disclosures(ChangeView):
    @reads("told", "What was told of the journey", told_schemas.ToldDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What exactly was told stands in the reply alone, until it goes."""
        page = _opened(member_of(request), case_id)
        answer = {
            "told": [
                {
                    "what": str(one.what),
                    "to": str(one.to),
                    "person": one.person,
                    "opens": one.opens.isoformat(),
                    "until": one.until.isoformat(),
                    "at": one.at.isoformat(),
                    "by": by,
                    "taken_back": one.was_taken_back(page.now),
                }
                for one, by, _tag, _who in page.told
            ],
            "may_tell": page.may_tell and not page.not_told,
            "not_told": page.not_told,
            "host_said_at": moment(page.host_said_at),
            "host_door_until": moment(page.door_until),
        }
        return case_document(page.case, answer)

    @changes(
        "told_tell",
        "Tell the way, an address or a pick-up",
        told_schemas.ToldInput,
        {
            "what": "pick_up",
            "to": "person",
            "opens": "2031-03-01T10:00:00Z",
            "until": "2031-03-01T16:00:00Z",
            "text": "Invented: by the fountain, ask for the heron.",
        },
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """With a trusted word (V3) and a safe phone alone, and never without an end."""
        said = cleaned(told_schemas.ToldInput, request.data)
        what, to = Told(said.pop("what")), ToWhom(said.pop("to"))
        disclosing.disclose(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            telling=disclosing.Telling(what=what, to=to, **said),
        )
        return changed_case(case_id)


class DisclosuresBack(ChangeView):
    @changes("told_take_back", "Take back what they can still read")
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Replies that tell of the journey go at once."""
        version = self.version()
        disclosing.take_back(actor=member_of(request), case_id=case_id, version=version)
        return changed_case(case_id)


class Host(ChangeView):
    @changes(
        "host_ask",
        "Ask the host through a door of their own",
        gives=verification_schemas.CaseAsked,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """For 14 days and a few answers; a new one closes the one before."""
        version = self.version()
        asked = ask_host(actor=member_of(request), case_id=case_id, version=version)
        path = reverse("evacuation:host", args=[asked.link])
        return changed_case(
            case_id,
            link=request.build_absolute_uri(path),
            code=asked.code,
            ends_at=asked.ends.isoformat(),
        )


class Arrival(ChangeView):
    @reads("arrival", "Who arrived, and what is seen to", told_schemas.ArrivalDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What the host answered meanwhile is heard with this reading."""
        page = _opened(member_of(request), case_id)
        word = page.to_look_at
        answer = {
            "reception": page.reception.packed() if page.reception else None,
            "answers": [_answer(one, by) for one, by in page.answers],
            "somebody_missing": bool(word and word.somebody_missing),
            "first_days": [
                {"item": str(item), "who": one.who, "done": one.done}
                for item, one in page.first_days.items()
            ],
            "route_until": moment(page.case.route_until),
            "routes_destroyed": [one.at.isoformat() for one in page.routes_gone],
            "may_keep": page.may_see_to,
        }
        return case_document(page.case, answer)

    @changes(
        "arrival_hear",
        "Say that they were heard from where they arrive",
        told_schemas.ArrivalInput,
        {"through": "host", "heard": "phrase", "company": "all"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The case arrives when it is read next."""
        said = cleaned(told_schemas.ArrivalInput, request.data)
        arrivals.confirm_arrival(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            through=Through(said["through"]),
            heard=Heard(said["heard"]),
            company=Company(said["company"]),
        )
        return changed_case(case_id)


class FirstDays(ChangeView):
    @changes(
        "first_days",
        "Who sees to what in the first 72 hours",
        told_schemas.FirstDaysInput,
        {"seen_to": [{"item": "phone", "who": "Invented Robin", "done": True}]},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The whole list anew."""
        said = cleaned(told_schemas.FirstDaysInput, request.data)
        first_days.see_to_first_days(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            seen_to=dict(map(_seen_to, said["seen_to"])),
        )
        return changed_case(case_id)


def _answer(one: Answer, by: str) -> dict[str, Any]:
    return {
        "said": str(one.said),
        "at": one.at.isoformat(),
        "by": by,
        "over": one.is_over,
        "heard": str(one.heard) if one.heard else None,
        "reception": one.reception.packed() if one.reception else None,
        "words": one.words,
        "text": one.text,
    }


def _seen_to(said: dict[str, Any]) -> tuple[Item, first_days.SeenTo]:
    return Item(said["item"]), first_days.SeenTo(said["who"], said["done"])


def _opened(me: Unlocked, case_id: UUID) -> ToldPage:
    """Read and recorded, with what came in meanwhile. Raises NotVisible."""
    if not may_open_journey(open_case(me, case_id)):
        raise NotVisible
    return ToldPage(hear_case(actor=me, case_id=case_id))
