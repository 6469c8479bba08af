"""Check-ins of a case, the protocol if they are missed, and the night card."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema

from api.desk_authentication import member_of
from api.v1 import check_in_schemas, schemas
from api.v1.desk_operations import READ_REFUSED, changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    hear_account,
    moment,
)
from evacuation.errors import NotVisible
from evacuation.journeys.night_card import Came
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services import night_duty, wishes
from evacuation.services.journeys import agreed, check_ins, protocols
from evacuation.services.wished import Wish
from evacuation.showing.journeys.check_ins import CheckInsPage
from evacuation.showing.night_card import NightPage
from evacuation.vault.cards import member_name
from evacuation.workflow.movement.check_ins import Deed, Heard, Step, Through

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from evacuation.access import OpenCase
    from evacuation.journeys.night_card import NightCard
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.movement.check_ins import CheckIn

_MINUTE = timedelta(minutes=1)
_HEARD = {"heard": "phrase", "through": "channel"}


class CheckIns(ChangeView):
    @reads("check_ins", "When they should be heard", check_in_schemas.CheckInsDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What is waited for next, and what is planned after it."""
        opened = _opened(member_of(request), case_id)
        page = CheckInsPage(opened)
        answer = {
            "expected": _shown(page.expected),
            "missed": page.is_missed,
            "coming": [_shown(one) for one in page.coming],
            "wishes": [str(one) for one in page.wishes],
        }
        return case_document(opened.case, answer)

    @changes(
        "check_ins_plan",
        "Plan a check-in",
        check_in_schemas.CheckInInput,
        {"at": "2031-03-01T10:00:00Z", "tolerance": 30, "through": "mailbox"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """In any state in which somebody owns the case; legs plan their own."""
        said = cleaned(check_in_schemas.CheckInInput, request.data)
        check_ins.plan_check_in(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            at=said["at"],
            tolerance=said["tolerance"] * _MINUTE,
            through=Through(said["through"]),
            instead=said["instead"],
        )
        return changed_case(case_id)


class CheckInsHeard(ChangeView):
    @changes(
        "check_ins_hear",
        "What was heard",
        check_in_schemas.HeardInput,
        _HEARD,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Anything but the phrase keeps it due; duress is raised in silence."""
        said = cleaned(check_in_schemas.HeardInput, request.data)
        check_ins.hear(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            heard=Heard(said["heard"]),
            through=Through(said["through"]),
        )
        return changed_case(case_id)


class CheckInsStop(ChangeView):
    @changes("check_ins_stop", "Nobody needs to wait any more")
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Never while they are on the way."""
        check_ins.stop_check_ins(
            actor=member_of(request), case_id=case_id, version=self.version()
        )
        return changed_case(case_id)


class WishHeard(ChangeView):
    @changes(
        "wishes_confirm",
        "Whether a wish is theirs",
        check_in_schemas.WishInput,
        {**_HEARD, "wish": "withdraw"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """With the phrase the case may be closed; an erasure is done at once."""
        said = cleaned(check_in_schemas.WishInput, request.data)
        gone = wishes.confirm_wish(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            wish=Wish(said["wish"]),
            heard=Heard(said["heard"]),
            through=Through(said["through"]),
        )
        if gone:
            raise NotVisible
        return changed_case(case_id)


class Protocol(ChangeView):
    @reads("protocol", "If they are not heard", check_in_schemas.ProtocolDetail)
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What was agreed with them, step by step."""
        opened = _opened(member_of(request), case_id)
        answer = {
            "steps": _steps(agreed.protocol(opened)),
            "public_agreed": agreed.public_agreed(opened),
        }
        return case_document(opened.case, answer)

    @changes(
        "protocol_agree",
        "Write down the protocol",
        check_in_schemas.ProtocolInput,
        {"steps": [{"deed": "write", "after": 0}, {"deed": "lead", "after": 60}]},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """A public appeal only where they agreed to one."""
        said = cleaned(check_in_schemas.ProtocolInput, request.data)
        protocols.agree_protocol(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            steps=[
                Step(Deed(one["deed"]), one["after"] * _MINUTE, one["whom"], one["say"])
                for one in said["steps"]
            ],
            public_agreed=said["public_agreed"],
        )
        return changed_case(case_id)


class NightCardView(ChangeView):
    @extend_schema(
        operation_id="cases_night_card",
        summary="The night card",
        responses={
            200: check_in_schemas.NightCardDetail,
            **READ_REFUSED,
            **schemas.refusals(423),
        },
        tags=["desk"],
    )
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """For coordinators and leads, without a key of the case; recorded."""
        opened, card = night_duty.read_card(actor=member_of(request), case_id=case_id)
        return case_document(opened.case, _card(opened, card))

    @changes(
        "night_card_note",
        "What came of a step",
        check_in_schemas.NoteInput,
        {"number": 0, "came": "nothing", "words": "Invented: rang twice."},
        also=(423,),
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """By whoever is on duty; who holds the keys takes it into the records."""
        said = cleaned(check_in_schemas.NoteInput, request.data)
        night_duty.note_step(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            number=said["number"],
            came=Came(said["came"]),
            words=said["words"],
        )
        return changed_case(case_id)


def _opened(me: Unlocked, case_id: UUID) -> OpenCase:
    opened = hear_account(me, case_id).opened
    if not opened.holds(Compartment.INBOX):
        raise NotVisible
    return opened


def _shown(one: CheckIn | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"at": one.at.isoformat(), "missed_at": one.missed_at.isoformat()}


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [agreed.kept(one) for one in steps]


def _card(opened: OpenCase, card: NightCard) -> dict[str, Any]:
    name_of = CasePage(opened).name_of
    due, page = card.next_step, NightPage(opened, card, timezone.now())
    return {
        "expected": _shown(card.expected),
        "missed": card.is_missed(timezone.now()),
        "ways": list(card.ways),
        "ours": card.ours,
        "theirs": card.theirs,
        "duress": card.duress,
        "stop_words": card.stop,
        "fallback": card.fallback,
        "under_duress": page.under_duress,
        "on_duty": page.on_call,
        "leads": page.leads,
        "steps": _steps(card.steps),
        "done": [
            {
                "number": one.number,
                "at": one.at.isoformat(),
                "by": name_of(member_name(one.by)),
                "came": str(one.came),
                "words": one.words,
            }
            for one in card.done
        ],
        "next_due": moment(due[1]) if due else None,
        "message_waits": night_duty.wrote_meanwhile(opened),
    }
