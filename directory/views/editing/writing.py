"""A new entry, and a change to one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from directory import editing
from directory.errors import DirectoryError, NotVisible, StaleVersion
from directory.forms.editing_entry import EntryForm, leave_unchecked, with_another_row
from directory.services.duplicates import Duplicate, find_duplicates
from directory.services.entry_data import data_of
from directory.services.providers import (
    change_provider,
    create_provider,
    just_created,
)
from directory.viewer import viewer_for
from directory.views.doors import for_editors

if TYPE_CHECKING:
    from directory.models import Monitor, Provider


# What was typed breaks a rule, in a form or in the service.
REFUSED = 422


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@for_editors
def new(request: HttpRequest, profile: Monitor) -> HttpResponse:
    """Write a new entry; who may be the same person is shown before it is made."""
    if "add" in request.POST:
        return _with_another(request, profile, None)
    if request.method == "GET":
        return _show(request, EntryForm(countries=profile.countries))
    entry = EntryForm(request.POST, countries=profile.countries)
    if not entry.is_valid():
        return _show(request, entry, status=REFUSED)
    if pressed_twice := just_created(profile.user, entry.data()):
        # Not a duplicate to be asked about.
        return redirect("directory:edit_entry_page", pressed_twice.pk)
    twins = find_duplicates(viewer=viewer_for(profile.user), data=entry.data())
    if twins and "apart" not in request.POST:
        return _show(request, entry, twins=twins)
    try:
        made = create_provider(actor=profile.user, data=entry.data())
    except NotVisible:
        raise
    except DirectoryError as refusal:
        entry.add_refusal(refusal)
        return _show(request, entry, status=REFUSED)
    messages.success(request, _("Saved as a draft. Nobody but editors sees it."))
    return redirect("directory:edit_entry_page", made.pk)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@for_editors
def change(request: HttpRequest, profile: Monitor, provider_id: UUID) -> HttpResponse:
    """Change an entry; where somebody was faster, what was typed stays."""
    provider = editing.entry(profile.countries, provider_id)
    if "add" in request.POST:
        return _with_another(request, profile, provider)
    if request.method == "GET":
        entry = EntryForm(
            countries=profile.countries,
            content=data_of(provider),
            version=provider.version,
        )
        return _show(request, entry, provider=provider)
    entry = EntryForm(
        request.POST,
        countries=profile.countries,
        known_cities=_cities(provider),
        public_register=provider.public_register,
    )
    if entry.is_valid():
        return _save(request, profile, provider, entry)
    return _show(request, entry, provider=provider, status=REFUSED)


def _save(
    request: HttpRequest, profile: Monitor, provider: Provider, entry: EntryForm
) -> HttpResponse:
    version = entry.form.cleaned_data["version"]
    try:
        change_provider(
            actor=profile.user,
            provider_id=provider.pk,
            version=-1 if version is None else version,
            data=entry.data(),
        )
    except NotVisible:
        raise
    except StaleVersion:
        return _overtaken(request, provider, entry)
    except DirectoryError as refusal:
        entry.add_refusal(refusal)
        return _show(request, entry, provider=provider, status=REFUSED)
    messages.success(request, _("Saved."))
    return redirect("directory:edit_entry_page", provider.pk)


def _overtaken(
    request: HttpRequest, provider: Provider, entry: EntryForm
) -> HttpResponse:
    """Keep what was typed, show what stands there now; saving again replaces it."""
    theirs, mine = data_of(provider), entry.data()
    differing: list[tuple[object, object]] = [
        (entry.form.fields[name].label, getattr(theirs, name))
        for name in entry.form.fields
        if name != "version" and getattr(theirs, name) != getattr(mine, name)
    ]
    differing += [
        (entry.headings[name], len(getattr(theirs, name)))
        for name in entry.parts
        if getattr(theirs, name) != getattr(mine, name)
    ]
    grown = request.POST.copy()
    grown["version"] = str(provider.version)
    entry.form.data = grown
    return _show(
        request,
        entry,
        provider=provider,
        differing=differing,
        status=StaleVersion.status,
    )


def _with_another(
    request: HttpRequest, profile: Monitor, provider: Provider | None
) -> HttpResponse:
    prefix = request.POST["add"]
    entry = EntryForm(
        with_another_row(request.POST, prefix), countries=profile.countries
    )
    leave_unchecked(entry)
    return _show(request, entry, provider=provider, added=prefix)


def _cities(provider: Provider) -> dict[str, int]:
    return {place.name: place.pk for place in provider.cities.all()}


def _show(
    request: HttpRequest,
    entry: EntryForm,
    *,
    provider: Provider | None = None,
    twins: list[Duplicate] | None = None,
    differing: list[tuple[object, object]] | None = None,
    added: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "entry": entry,
        "form": entry.form,
        "row_faults": list(entry.row_faults()),
        "provider": provider,
        "twins": twins,
        "differing": differing,
        "added": added,
    }
    return render(request, "directory/editing/form.html", context, status=status)
