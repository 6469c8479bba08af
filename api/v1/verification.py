"""How sure we are who somebody is: what was checked, and what a member adds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from api.desk_authentication import member_of
from api.v1 import case_schemas, verification_schemas
from api.v1.case_people import member_called
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
from evacuation.reading import CasePage
from evacuation.services import lifting, verifying, vouching
from evacuation.services.asking_vouchers import ask_voucher, look_again
from evacuation.services.changing import OWNED
from evacuation.services.triage import hear_case
from evacuation.services.verification_room import may_enter
from evacuation.showing.verification import VerificationPage
from evacuation.workflow.checked import Check
from evacuation.workflow.verification import Basis, Vouched

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

_RECORD = "8b1f4f2e-1c3d-4c57-9a43-0d3f1f0c9a10"


class Verification(ChangeView):
    @reads(
        "verification",
        "How sure we are who it is",
        verification_schemas.VerificationDetail,
    )
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """What a voucher answered meanwhile becomes a vouch with this reading."""
        me = member_of(request)
        if not may_enter(open_case(me, case_id)):
            raise NotVisible
        look_again(actor=me, case_id=case_id)
        page = CasePage(hear_case(actor=me, case_id=case_id))
        shown = VerificationPage(page.opened, page.name_of)
        answer = {**_level(shown), **_words(shown), **_rights(page, shown)}
        return case_document(page.case, answer)


class Checks(ChangeView):
    @changes(
        "verification_check",
        "Record what was checked",
        verification_schemas.CheckInput,
        {"check": "public", "text": "Invented: a page under their name since 2019."},
        verification_schemas.CaseRecorded,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Most checks are a verifier's; a contradiction is cleared by another one."""
        said = cleaned(verification_schemas.CheckInput, request.data)
        record = verifying.record_check(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            check=Check(said.pop("check")),
            **said,
        )
        return changed_case(case_id, record=str(record.pk))


class Vouches(ChangeView):
    @changes(
        "verification_vouch",
        "Record an organisation's word",
        verification_schemas.VouchInput,
        {
            "organisation": "invented",
            "voucher": "Invented Name",
            "basis": "worked_together",
            "what": "identity",
            "since": "2021",
            "independent": True,
        },
        verification_schemas.CaseRecorded,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """Never the person's own, the owner's or an approver's."""
        said = cleaned(verification_schemas.VouchInput, request.data)
        me, version = member_of(request), self.version()
        member = said.pop("member")
        word = vouching.Word(
            **{**said, "basis": Basis(said["basis"]), "what": Vouched(said["what"])},
            user=member_called(me, member, "member") if member else 0,
        )
        record = vouching.record_vouch(
            actor=me, case_id=case_id, version=version, word=word
        )
        return changed_case(case_id, record=str(record.pk))


class VouchesAside(ChangeView):
    @changes(
        "verification_set_aside",
        "Set a vouch aside",
        verification_schemas.AsideInput,
        {"vouch": _RECORD, "text": "Invented: they took it back."},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """The case rests on it no more."""
        said = cleaned(verification_schemas.AsideInput, request.data)
        me, version = member_of(request), self.version()
        vouching.set_vouch_aside(actor=me, case_id=case_id, version=version, **said)
        return changed_case(case_id)


class Questions(ChangeView):
    @changes(
        "verification_ask",
        "Ask a voucher through a door of their own",
        verification_schemas.QuestionInput,
        {
            "organisation": "invented",
            "voucher": "Invented Name",
            "agreed": True,
        },
        verification_schemas.CaseAsked,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """For 72 hours and one answer. `agreed`: the person said that we may ask."""
        said = cleaned(verification_schemas.QuestionInput, request.data)
        me, version = member_of(request), self.version()
        asked = ask_voucher(actor=me, case_id=case_id, version=version, **said)
        path = reverse("evacuation:vouch", args=[asked.link])
        return changed_case(
            case_id,
            link=request.build_absolute_uri(path),
            code=asked.code,
            ends_at=asked.ends.isoformat(),
        )


class Lift(ChangeView):
    @changes(
        "verification_lift",
        "Propose one level more for a day",
        verification_schemas.LiftInput,
        {"text": "Invented: the papers are with the police, the bus leaves today."},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """In a critical case alone; it waits for a second person."""
        said = cleaned(verification_schemas.LiftInput, request.data)
        me, version = member_of(request), self.version()
        lifting.propose_lift(actor=me, case_id=case_id, version=version, **said)
        return changed_case(case_id)


class LiftSecond(ChangeView):
    @changes(
        "verification_lift_second",
        "A second person's word on a lift",
        case_schemas.SecondInput,
        {"decision": "yes"},
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """From its proposal on it counts for 24 hours."""
        said = cleaned(case_schemas.SecondInput, request.data)
        yes = said["decision"] == "yes"
        service = lifting.confirm_lift if yes else lifting.refuse_lift
        service(actor=member_of(request), case_id=case_id, version=self.version())
        return changed_case(case_id)


def _level(shown: VerificationPage) -> dict[str, Any]:
    return {
        "verified": str(shown.level),
        "stands": shown.stands,
        "leads_on": str(shown.leads_on),
        "lifted_until": moment(shown.lifted_until),
    }


def _words(shown: VerificationPage) -> dict[str, Any]:
    said = {str(one.id): one.content for one in shown.said}
    return {
        "checked": [
            {
                "at": one.at.isoformat(),
                "by": one.by,
                "words": str(one.words),
                "organisation": one.organisation,
                "text": one.text,
                "adverse": one.bad,
            }
            for one in shown.checks
        ],
        "vouches": [
            {
                "record": one.id,
                "organisation": one.organisation,
                "voucher": one.voucher,
                "basis": str(said[one.id]["basis"]),
                "what": str(said[one.id]["what"]),
                "since": one.since,
                "text": one.text,
                "independent": one.independent,
                "conflict": one.conflict,
                "signed_at": one.signed_at.isoformat(),
                "expires_at": one.expires_at.isoformat(),
                "standing": one.state,
                "others": one.others,
            }
            for one in shown.vouches
        ],
    }


def _rights(page: CasePage, shown: VerificationPage) -> dict[str, Any]:
    waiting = {"text": shown.why_lift, "yours": shown.may_confirm}
    return {
        "checks": [
            {"code": str(one), "label": str(one.label)} for one in shown.allowed
        ],
        "organisations": [
            {"code": one.code, "name": one.name} for one in shown.trusted
        ],
        "may_write": shown.may_write and page.case.state in OWNED,
        "may_lift": shown.may_lift,
        "waiting": waiting if shown.waiting else None,
    }
