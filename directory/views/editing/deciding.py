"""What waits for a second pair of eyes or an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directory import editing
from directory.errors import DirectoryError, NotAllowed, NotVisible
from directory.forms.editing import ProviderForm
from directory.forms.editing_proposal import ProposalForm, proposable
from directory.models import IncidentReview
from directory.models.choices import ChannelKind
from directory.services.alerts import mark_alert_seen
from directory.services.connect import answer_connect
from directory.services.entry import EntryInvalid
from directory.services.proposals import (
    CONTACT,
    Change,
    decide_proposal,
    diff_of,
    propose_change,
)
from directory.services.vetting import review_incident
from directory.viewer import viewer_for
from directory.views.doors import add_refusal, do, for_editors, for_vetted

if TYPE_CHECKING:
    from directory.models import Monitor, Proposal


@require_POST
@for_editors
def review(request: HttpRequest, profile: Monitor, incident_id: int) -> HttpResponse:
    verdict = request.POST.get("verdict", "")

    def look() -> None:
        if verdict not in IncidentReview.Verdict.values:
            raise DirectoryError(message=_("Choose one of the list."))
        review_incident(actor=profile.user, incident_id=incident_id, verdict=verdict)

    return do(
        request, look, done=_("Your verdict is recorded."), back="directory:incidents"
    )


@require_POST
@for_editors
def alert_seen(request: HttpRequest, profile: Monitor, alert_id: int) -> HttpResponse:
    return do(
        request,
        lambda: mark_alert_seen(actor=profile.user, alert_id=alert_id),
        done=_("Noted: you have looked into it."),
        back="directory:alerts",
    )


@require_POST
@for_editors
def answer(request: HttpRequest, profile: Monitor, request_id: UUID) -> HttpResponse:
    return do(
        request,
        lambda: answer_connect(
            actor=profile.user,
            request_id=request_id,
            answer=request.POST.get("answer", ""),
            words=request.POST.get("words", "")[:500],
        ),
        done=_("Answered. They see it on their page."),
        back="directory:connect_requests",
    )


@require_GET
@for_editors
def proposals(request: HttpRequest, profile: Monitor) -> HttpResponse:
    found = editing.proposals(profile.countries)[: editing.PAGE]
    context = {"proposals": [(p, _differences(p)) for p in found]}
    return render(request, "directory/editing/proposals.html", context)


Line = tuple[object, object, object]


def _differences(proposal: Proposal) -> list[Line]:
    """Label, old and new value of each field, as people read them."""
    return [_line(change) for change in diff_of(proposal)]


def _line(change: Change) -> Line:
    name = change.field
    if name == CONTACT:
        return _("New contact"), "—", _contact_words(change.new)
    label = ProviderForm.base_fields[name].label
    return label, _shown(name, change.old), _shown(name, change.new)


def _contact_words(contact: dict[str, str]) -> str:
    return f"{ChannelKind(contact['kind']).label}: {contact['value']}"


def _shown(name: str, value: object) -> object:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    choices = dict(getattr(ProviderForm.base_fields[name], "choices", ()))
    return choices.get(value, value) if value not in ("", None) else "—"


@require_POST
@for_editors
def decide(request: HttpRequest, profile: Monitor, proposal_id: int) -> HttpResponse:
    accept = request.POST.get("decision") == "accept"
    return do(
        request,
        lambda: decide_proposal(
            actor=profile.user, proposal_id=proposal_id, accept=accept
        ),
        done=_("Accepted and written.") if accept else _("Refused."),
        back="directory:proposals",
    )


@require_http_methods(["GET", "POST"])
@for_vetted
def propose(request: HttpRequest, profile: Monitor, provider_id: UUID) -> HttpResponse:
    """A monitor writes what they learnt; another person decides."""
    viewer = viewer_for(profile.user)
    provider = editing.visible_entry(viewer, provider_id)
    now = {name: getattr(provider, name) for name in proposable()}
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            propose_change(
                actor=profile.user,
                viewer=viewer,
                provider_id=provider_id,
                changes=form.changes(),
            )
        except (NotAllowed, NotVisible):
            raise
        except EntryInvalid as refusal:
            form.add_faults(refusal)
        except DirectoryError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Proposed. Another person decides."))
            return redirect("directory:entry", provider_id)
    context = {"form": form, "provider": provider}
    status = 422 if form.errors else 200
    return render(request, "directory/editing/propose.html", context, status=status)
