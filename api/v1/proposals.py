"""What is written for decision: the draft, and what changed since approvers saw it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from api.desk_authentication import member_of
from api.problems import InvalidBody
from api.v1 import proposal_schemas
from api.v1.desk_operations import changes, reads
from api.v1.desk_views import (
    ChangeView,
    case_document,
    changed_case,
    cleaned,
    filled,
    guard_shown,
    read_case,
)
from api.v1.sums import euro
from evacuation.errors import NotVisible
from evacuation.forms.deciding import BudgetLineForm, ProposalForm
from evacuation.reading import CasePage
from evacuation.services import deciding, submitted
from evacuation.services.conditions import lacking
from evacuation.services.verified import level_of
from evacuation.showing.last_word import last_word
from evacuation.showing.submission import changed
from evacuation.workflow import money
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from uuid import UUID

    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from api.problems import Member
    from evacuation.access import OpenCase
    from evacuation.services.submitted import Written
    from evacuation.submissions import BudgetLine, Submission

_EXAMPLE = {
    "criteria": {"C1": {"answer": "yes", "note": "Invented note."}},
    "options": {"stay_safer": "Invented: the house is watched."},
    "chosen": "in_country",
    "plan": "Invented: a room in another town for a month.",
    "consent": "Invented: agreed to a host hearing the dates.",
    "deconflicted": "done",
    "lines": [
        {"line": "lodging", "amount": "250.00", "payee": "Invented Guesthouse"},
        {
            "line": "transport",
            "amount": "90.00",
            "currency": "GEL",
            "rate": "0.33",
            "payee": "Invented Bus",
        },
    ],
}


class Proposal(ChangeView):
    @reads(
        "proposal",
        "What is written for decision",
        proposal_schemas.ProposalDetail,
    )
    def get(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """For the owner or a lead; approvers read `decision/`."""
        opened = read_case(member_of(request), case_id)
        if not deciding.may_write(opened):
            raise NotVisible
        page = CasePage(opened)
        level = level_of(opened, timezone.now())
        most = money.most(level)
        written = submitted.newest(opened)
        answer = {
            "may_write": opened.case.state in deciding.WRITTEN_IN,
            "verified": str(level),
            "most": None if most is None else euro(most),
            "lacking": [guard_shown(guard) for guard in _lacking(opened)],
            "written": shown_version(written, page.name_of) if written else None,
            "changes": shown_changes(_before(opened, written), written),
            "last_answer": shown_answer(opened, page.name_of),
        }
        return case_document(opened.case, answer)

    @changes(
        "proposal_save",
        "Save what is to be decided",
        proposal_schemas.ProposalInput,
        _EXAMPLE,
    )
    def post(self, request: Request, case_id: UUID) -> HttpResponseBase:
        """A draft, as a whole. Nobody is asked before the step `submit`."""
        said = cleaned(proposal_schemas.ProposalInput, request.data)
        deciding.save_proposal(
            actor=member_of(request),
            case_id=case_id,
            version=self.version(),
            content=_submission(said),
        )
        return changed_case(case_id)


def content_of(submission: Submission) -> dict[str, Any]:
    """As it is sent, so that what was read can be changed and sent again."""
    kept = submission.packed()
    criteria = submission.criteria.items()
    return {
        **kept,
        "criteria": {
            code: {"answer": said, "note": note} for code, (said, note) in criteria
        },
        "options": dict(submission.options),
        "lines": [line_shown(line) for line in submission.lines],
    }


def line_shown(line: BudgetLine) -> dict[str, Any]:
    """One line of a budget, its sums decimal in its own currency."""
    return {
        "line": line.line,
        "amount": euro(line.amount),
        "currency": line.currency,
        "rate": f"{Decimal(line.rate):f}",
        "rated": line.rated or None,
        "funder": line.funder,
        "pledged": euro(line.pledged),
        "paid": line.paid,
        "payee": line.payee,
    }


def shown_version(written: Written, name_of: Callable[[str], str]) -> dict[str, Any]:
    """A draft or what was submitted. `name_of`: words for a name of vault/cards.py."""
    return {
        "stage": written.what,
        "at": written.at,
        "by": name_of(written.by),
        "total": euro(written.submission.total),
        "whole": euro(written.whole),
        "tier": written.tier,
        "content": content_of(written.submission),
    }


def shown_changes(
    before: Written | None, after: Written | None
) -> list[dict[str, str]]:
    """Field by field; nothing where there is no version before."""
    if before is None or after is None:
        return []
    found = changed(before.submission, after.submission)
    return [
        {"label": str(o.label), "before": str(o.before), "after": str(o.after)}
        for o in found
    ]


def shown_answer(
    opened: OpenCase, name_of: Callable[[str], str]
) -> dict[str, Any] | None:
    word = last_word(opened, name_of)
    if word is None:
        return None
    said = [{"label": str(label), "text": str(text)} for label, text in word.said]
    return {
        "label": str(word.label),
        "by": word.by,
        "at": word.at.isoformat(),
        "said": said,
        "to_send": word.to_send,
    }


def _before(opened: OpenCase, written: Written | None) -> Written | None:
    """The version that approvers saw before what was written last."""
    if written is None:
        return None
    seen = [o for o in submitted.versions(opened) if o.record != written.record]
    return seen[-1] if seen else None


def _lacking(opened: OpenCase) -> Iterable[Any]:
    name = "revise" if opened.case.state in deciding.AGAIN_IN else "submit"
    return lacking(opened, BY_NAME[name])


def _submission(said: Mapping[str, Any]) -> Submission:
    """Raises InvalidBody."""
    form = ProposalForm({**_flat(said), "version": 1})
    return filled(form).submission(_lines(said["lines"]))


def _flat(said: Mapping[str, Any]) -> dict[str, Any]:
    """As the page's form names its fields."""
    flat = {name: value for name, value in said.items() if isinstance(value, str)}
    for code, one in said["criteria"].items():
        flat |= {f"answer_{code}": one["answer"], f"note_{code}": one["note"]}
    return flat | {f"why_{code}": why for code, why in said["options"].items()}


def _lines(said: list[dict[str, Any]]) -> list[BudgetLine]:
    """Raises InvalidBody naming each row at fault."""
    forms = [BudgetLineForm(line) for line in said]
    errors: dict[Member, list[str]] = {
        ("lines", str(number), name): [*texts]
        for number, form in enumerate(forms)
        for name, texts in form.errors.items()
    }
    if errors:
        raise InvalidBody(errors)
    return [found for form in forms if (found := form.found)]
