"""Cases on their way to a decision, made through the services; all is invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone

from evacuation.access import open_case
from evacuation.models import Case, Trusted
from evacuation.models.choices import Compartment, RecordKind, Urgency
from evacuation.services.approving import approve
from evacuation.services.assessing import assess
from evacuation.services.changing import changing
from evacuation.services.compartments import ensure_compartment
from evacuation.services.contacting import Confirmed, confirm_contact
from evacuation.services.deciding import save_proposal, submit
from evacuation.services.moving import take_step
from evacuation.services.triage import claim_case
from evacuation.services.verifying import record_check
from evacuation.submissions import DONE, BudgetLine, Submission
from evacuation.unlocked import Unlocked
from evacuation.workflow.checked import Check
from evacuation.workflow.dangers import Event, Flag, Source
from evacuation.workflow.decision import Criterion
from evacuation.workflow.rubric import Facts, Happened
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.kept_cases import kept

ONE = "coordinator_one"
PAYEE = "Invented Guesthouse"
_GRAVE = {
    "low": Facts(sources=frozenset({Source.UNKNOWN}), events=(Happened(Event.LAW),)),
    "critical": Facts(flags=frozenset({Flag.PURSUED})),
}


def content(euro: int = 250, **said: Any) -> Submission:
    """A complete submission over so many euro."""
    whole = Submission(
        criteria={str(one): ("yes", "Invented note.") for one in Criterion},
        options={"stay_safer": "Invented: not safe.", "in_country": "Invented: is."},
        chosen="in_country",
        plan="Invented plan: a room in another town for a month.",
        consent="Invented: agreed to a partner hearing the dates.",
        deconflicted=DONE,
        lines=(BudgetLine("lodging", euro * 100, funder="Fund A", payee=PAYEE),),
    )
    return replace(whole, **said)


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def state(case: UUID) -> str:
    return Case.objects.get(pk=case).state


def step(me: Unlocked, case: UUID, name: str, **said: Any) -> bool:
    return take_step(
        actor=me, case_id=case, version=version(case), name=name, said=said
    )


def checked(me: Unlocked, case: UUID, *kinds: str) -> None:
    """Verified so far as these checks go: channel, papers, referred."""
    Trusted.objects.get_or_create(
        code="invented", defaults={"name": "Invented Aid", "added_at": timezone.now()}
    )
    with changing(
        actor=me, case_id=case, version=version(case), verb="verification.checked"
    ) as change:
        ensure_compartment(change, Compartment.VERIFICATION)
        for kind in kinds:
            change.write(
                Compartment.VERIFICATION,
                RecordKind.CHECK,
                check=kind,
                organisation="invented",
            )


def contradicted(desk: Desk, case: UUID) -> None:
    """Somebody of the desk reports that something does not fit."""
    record_check(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        check=Check.ADVERSE,
        text="Invented: another says the same name is theirs.",
    )


def assessed(desk: Desk, case: UUID, level: str = "low") -> None:
    assess(
        actor=desk[ONE],
        case_id=case,
        facts=_GRAVE[level],
        level=Urgency(level),
        text="",
        version=version(case),
    )


@kept
def in_assessment(
    desk: Desk,
    level: str = "low",
    checks: tuple[str, ...] = ("channel", "papers"),
    case: UUID | None = None,
) -> UUID:
    """Owned by coordinator_one, assessed, verified so far. `case`: one that came in."""
    me = desk[ONE]
    if case is None:
        case = invented_case(danger="unknown", safe_now="yes")[0].pk
    claim_case(actor=me, case_id=case, version=version(case))
    assessed(desk, case, level)
    confirm_contact(
        actor=me,
        case_id=case,
        how=Confirmed.PHRASE,
        text="",
        version=version(case),
    )
    assert step(me, case, "assess")
    checked(me, case, *checks)
    return case


def written(desk: Desk, case: UUID, said: Submission) -> None:
    save_proposal(actor=desk[ONE], case_id=case, version=version(case), content=said)


@kept
def submitted_case(
    desk: Desk, euro: int = 250, level: str = "low", case: UUID | None = None
) -> UUID:
    """What approvers are asked; a partner answers for the person."""
    case = in_assessment(desk, level, ("channel", "papers", "referred"), case)
    written(desk, case, content(euro))
    submit(actor=desk[ONE], case_id=case, version=version(case))
    return case


def signed(desk: Desk, case: UUID, part: str = "approver", **said: str) -> bool:
    return approve(actor=desk[part], case_id=case, version=version(case), **said)


@kept
def approved_case(desk: Desk, euro: int = 250, case: UUID | None = None) -> UUID:
    case = submitted_case(desk, euro, case=case)
    assert signed(desk, case)
    return case


def opened(desk: Desk, case: UUID, part: str = ONE) -> Any:
    return open_case(desk[part], case)
