"""One entry as its editors see it, and everything they can do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from directory import editing
from directory.errors import DirectoryError
from directory.forms.editing_vetting import ConsentForm, IncidentForm, VerifyForm
from directory.models.choices import ENTRY_LEVELS, ConsentMethod
from directory.services import consent, vetting
from directory.views.doors import do, for_editors
from directory.views.editing.preview import preview

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from directory.models import Monitor


@require_GET
@for_editors
def entry(request: HttpRequest, profile: Monitor, provider_id: UUID) -> HttpResponse:
    """Where the entry stands, what is missing, and what each level will see."""
    provider = editing.entry(profile.countries, provider_id)
    context = {
        "provider": provider,
        "preview": preview(provider),
        "levels": ENTRY_LEVELS,
        "verifications": provider.verifications.select_related("by").order_by("-at")[
            :5
        ],
        "consents": provider.consents.select_related("recorded_by").order_by("-at")[:5],
        "incidents": provider.incidents.select_related("reported_by").order_by("-at"),
        "verify_form": VerifyForm(initial={"level": provider.vetting_level}),
        "consent_form": ConsentForm(initial={"level": provider.level}),
        "incident_form": IncidentForm(),
        "consent_methods": ConsentMethod.choices,
        "agreed": provider.consent_level is not None or provider.public_register,
        "pressed": editing.under_pressure(provider.home_country_id),
        "today": timezone.localdate(),
    }
    return render(request, "directory/editing/entry.html", context)


@require_POST
@for_editors
def verify(request: HttpRequest, profile: Monitor, provider_id: UUID) -> HttpResponse:
    return _with_form(
        request,
        profile,
        VerifyForm(request.POST),
        provider_id,
        lambda said: vetting.verify_provider(
            actor=profile.user, provider_id=provider_id, **said
        ),
        _("The check is recorded."),
    )


@require_POST
@for_editors
def agree(request: HttpRequest, profile: Monitor, provider_id: UUID) -> HttpResponse:
    return _with_form(
        request,
        profile,
        ConsentForm(request.POST),
        provider_id,
        lambda said: consent.record_consent(
            actor=profile.user, provider_id=provider_id, **said
        ),
        _("The consent is recorded."),
    )


@require_POST
@for_editors
def withdraw(request: HttpRequest, profile: Monitor, provider_id: UUID) -> HttpResponse:
    method = request.POST.get("method", "")
    return do(
        request,
        lambda: consent.withdraw_consent(
            actor=profile.user,
            provider_id=provider_id,
            method=method if method in ConsentMethod.values else ConsentMethod.SPOKEN,
        ),
        done=_("Withdrawn: the entry is hidden from everybody."),
        back=_page(provider_id),
    )


@require_POST
@for_editors
def list_entry(
    request: HttpRequest, profile: Monitor, provider_id: UUID
) -> HttpResponse:
    return do(
        request,
        lambda: vetting.list_provider(actor=profile.user, provider_id=provider_id),
        done=_("Listed."),
        back=_page(provider_id),
    )


@require_POST
@for_editors
def archive(request: HttpRequest, profile: Monitor, provider_id: UUID) -> HttpResponse:
    return do(
        request,
        lambda: vetting.archive_provider(actor=profile.user, provider_id=provider_id),
        done=_("Archived: nobody sees the entry."),
        back=_page(provider_id),
    )


@require_POST
@for_editors
def suspend(request: HttpRequest, profile: Monitor, provider_id: UUID) -> HttpResponse:
    """Hide the entry at once, whatever its state; two others then look."""
    return _with_form(
        request,
        profile,
        IncidentForm(request.POST),
        provider_id,
        lambda said: vetting.suspend_provider(
            actor=profile.user, provider_id=provider_id, **said
        ),
        _("Suspended at once. Two other people have to look now."),
    )


def _with_form(
    request: HttpRequest,
    profile: Monitor,
    form: forms.Form,
    provider_id: UUID,
    action: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    def checked() -> object:
        # Before anything is said of the form: the entry may not be theirs.
        editing.require_kept(profile.countries, provider_id)
        if not form.is_valid():
            raise DirectoryError(message=_("Choose one of the list."))
        return action(form.cleaned_data)

    return do(request, checked, done=done, back=_page(provider_id))


def _page(provider_id: UUID) -> str:
    return reverse("directory:edit_entry_page", args=[provider_id])
