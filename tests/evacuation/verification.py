"""A case that is in somebody's hands, and words of invented organisations about it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from evacuation.access import OpenCase, open_case
from evacuation.models import Case, Trusted
from evacuation.services.asking_vouchers import Asked, ask_voucher
from evacuation.services.trusted import add_trusted
from evacuation.services.verifying import record_check
from evacuation.services.vouching import Word, record_vouch
from evacuation.unlocked import Unlocked
from evacuation.workflow.checked import Check
from evacuation.workflow.verification import Basis, Vouched


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def checked(me: Unlocked, case: UUID, check: Check, **said: Any) -> None:
    said.setdefault("text", "Invented finding.")
    record_check(actor=me, case_id=case, version=version(case), check=check, **said)


def trusted(lead: Unlocked, name: str = "Invented Aid") -> Trusted:
    return add_trusted(actor=lead, name=name)


def word(organisation: Trusted, **said: Any) -> Word:
    return Word(
        **{
            "organisation": organisation.code,
            "voucher": "Invented Crane",
            "basis": Basis.WORKED,
            "what": Vouched.ALL,
            "since": "2021",
            "independent": True,
            **said,
        }
    )


def vouched(me: Unlocked, case: UUID, said: Word) -> UUID:
    row = record_vouch(actor=me, case_id=case, version=version(case), word=said)
    return row.pk


def asked(me: Unlocked, case: UUID, partner: Trusted, **said: Any) -> Asked:
    said.setdefault("voucher", "Invented Crane")
    return ask_voucher(
        actor=me,
        case_id=case,
        version=version(case),
        organisation=partner.code,
        **said,
    )


def opened(me: Unlocked, case: UUID) -> OpenCase:
    return open_case(me, case)
