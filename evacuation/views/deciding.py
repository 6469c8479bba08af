"""Pages on which a decision is written, asked for and given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evacuation.access import open_case
from evacuation.board import case_code
from evacuation.errors import NotVisible, WrongState
from evacuation.forms.case import VersionForm
from evacuation.forms.deciding import (
    ApproveForm,
    ProposalForm,
    RatifyForm,
    as_initial,
    rows,
)
from evacuation.forms.steps import StepForm
from evacuation.models.choices import Compartment
from evacuation.services import approving, deciding, moving, submitted
from evacuation.services.conditions import lacking
from evacuation.services.verified import level_of
from evacuation.showing.deciding import DecisionPage, is_late
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in
from evacuation.views.rows import row_faults
from evacuation.workflow import money
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked

_ANSWERS = ("approve", "ask_back", "decline", "waitlist")


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def proposal(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """GET: what was saved last. POST: `do` is save, submit or more (rows)."""
    opened = _owners(me, case_id)
    again = opened.case.state in deciding.AGAIN_IN
    if request.method != "POST":
        written = submitted.newest(opened)
        initial = as_initial(written.submission) if written else {}
        form = ProposalForm(initial=initial, again=again)
        lines = rows(lines=written.submission.lines if written else ())
        return _proposal_page(request, opened, form, lines)
    do = request.POST.get("do", "save")
    form = ProposalForm(request.POST, again=again)
    lines = rows(request.POST, more=do == "more")
    if do == "more":
        return _proposal_page(request, opened, form, lines)
    if form.is_valid() and lines.is_valid() and _saved(me, case_id, form, lines):
        if do != "submit":
            messages.success(request, _("Saved. Nobody was asked yet."))
            return redirect("evacuation:write_proposal", case_id)
        if _submitted(request, me, case_id, form):
            return redirect("evacuation:decision", case_id)
    # What was saved stays; the page carries the version of now.
    return _proposal_page(request, open_case(me, case_id), form, lines, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def decision(request: HttpRequest, me: Unlocked, case_id: UUID) -> HttpResponse:
    """One screen for approvers. POST: `do` is approve, ratify, facts or a step."""
    opened = open_case(me, case_id)
    if not opened.holds(Compartment.DECISION):
        raise NotVisible
    if request.method != "POST":
        return _decision_page(request, opened)
    do = request.POST.get("do", "")
    if do in _ANSWERS and opened.case.state not in deciding.ASKED_IN:
        # Whatever else the button said: nobody is asked any more.
        messages.error(request, _("It was decided meanwhile."))
        return redirect("evacuation:decision", case_id)
    form = _form_of(do, request, opened.case.level)
    if form.is_valid():
        with said_in(form):
            messages.success(request, _done(do, me, case_id, form))
            return redirect("evacuation:decision", case_id)
    return _decision_page(request, open_case(me, case_id), form, status=422)


def _owners(me: Unlocked, case_id: UUID) -> OpenCase:
    """The case, for its owner or a lead who holds the account. Raises NotVisible."""
    opened = open_case(me, case_id)
    if not deciding.may_write(opened):
        raise NotVisible
    return opened


def _saved(me: Unlocked, case_id: UUID, form: ProposalForm, lines: Any) -> bool:
    with said_in(form):
        deciding.save_proposal(
            actor=me,
            case_id=case_id,
            version=form.cleaned_data["version"],
            content=form.submission(lines.lines),
        )
    return form.is_valid()


def _submitted(
    request: HttpRequest, me: Unlocked, case_id: UUID, form: ProposalForm
) -> bool:
    """A version later than what was just saved."""
    said = form.cleaned_data
    with said_in(form):
        deciding.submit(
            actor=me,
            case_id=case_id,
            version=said["version"] + 1,
            why=said.get("why", ""),
        )
        messages.success(request, _("Submitted: approvers are asked."))
    return form.is_valid()


def _form_of(do: str, request: HttpRequest, level: str) -> VersionForm:
    """Raises NotVisible for something else than the page offers."""
    if do == "approve":
        return ApproveForm(request.POST, auto_id="approve-%s")
    if do == "ratify":
        return RatifyForm(request.POST, auto_id="ratify-%s")
    if do == "facts":
        return VersionForm(request.POST)
    if do not in _ANSWERS:
        raise NotVisible
    return StepForm(request.POST, step=BY_NAME[do], level=level)


def _done(do: str, me: Unlocked, case_id: UUID, form: VersionForm) -> str:
    """What is said afterwards. Raises what the services raise."""
    named: dict[str, Any] = {"actor": me, "case_id": case_id}
    if isinstance(form, StepForm):
        version = form.cleaned_data["version"]
        done = moving.take_step(**named, version=version, name=do, said=form.said)
        return _("Done.") if done else _("It waits for a second person.")
    services: dict[str, Callable[..., Any]] = {
        "approve": approving.approve,
        "ratify": approving.ratify_decision,
        "facts": deciding.renew_facts,
    }
    done = services[do](**named, **form.cleaned_data)
    if do == "facts":
        return _("Approvers read what is known today.")
    return _("Approved.") if done else _("Signed. Another signature is missing.")


def _proposal_page(
    request: HttpRequest,
    opened: OpenCase,
    form: ProposalForm,
    lines: Any,
    status: int = 200,
) -> HttpResponse:
    if opened.case.state not in deciding.WRITTEN_IN and request.method == "POST":
        form.add_error(None, str(WrongState().text))
    level = level_of(opened, timezone.now())
    context = {
        "case": opened.case,
        "code": case_code(opened.case.pk),
        "form": form,
        "lines": lines,
        "row_faults": row_faults(lines),
        "may_write": opened.case.state in deciding.WRITTEN_IN,
        "word": DecisionPage(opened).last_word,
        "level": level,
        "most": money.most(level),
        "saved": submitted.newest(opened),
        "lacking": _lacking(opened),
    }
    return render(request, "evacuation/deciding/proposal.html", context, status=status)


def _lacking(opened: OpenCase) -> list[Any]:
    """What a submission would still lack, in words."""
    name = "revise" if opened.case.state in deciding.AGAIN_IN else "submit"
    return [guard.label for guard in lacking(opened, BY_NAME[name])]


def _decision_page(
    request: HttpRequest,
    opened: OpenCase,
    sent: VersionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = DecisionPage(opened)
    step = sent if isinstance(sent, StepForm) else None
    context = {
        "page": page,
        "case": opened.case,
        "word": page.last_word,
        "step_waiting": page.waiting,
        "wrong": sent,
        "late": is_late(page),
        "steps": page.steps(step),
        "approve_form": sent
        if isinstance(sent, ApproveForm)
        else ApproveForm(auto_id="approve-%s"),
        "ratify_form": sent
        if isinstance(sent, RatifyForm)
        else RatifyForm(auto_id="ratify-%s"),
    }
    return render(request, "evacuation/deciding/decision.html", context, status=status)
