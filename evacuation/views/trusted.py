"""The organisations that may vouch: leads keep the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from directory.errors import DirectoryError
from directory.views.doors import add_refusal
from evacuation.errors import NotAllowed, NotVisible
from evacuation.forms.trusted import TrustedForm
from evacuation.models import Trusted
from evacuation.services import trusted as service
from evacuation.vault.cards import Right
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.unlocked import Unlocked

TRUSTED = "evacuation:trusted"
# What a lead does with one of them, by the word in the address.
_ACTS: dict[str, tuple[Callable[..., None], Any]] = {
    "suspend": (service.suspend_trusted, _("Suspended: its word counts no more.")),
    "again": (service.trust_again, _("Trusted again from now on.")),
    "revoke": (service.revoke_trusted, _("Revoked for good.")),
    "looked": (service.all_looked_at, _("The board says it no more.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def trusted(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """GET: the list. POST: one more."""
    if not me.may(Right.LEAD):
        raise NotVisible
    if request.method != "POST":
        return _page(request, TrustedForm())
    form = TrustedForm(request.POST)
    if form.is_valid():
        try:
            service.add_trusted(actor=me, name=form.cleaned_data["name"])
        except NotAllowed:
            raise
        except DirectoryError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Its word counts from now on."))
            return redirect(TRUSTED)
    return _page(request, form, status=422)


@require_POST
@unlocked
def change(request: HttpRequest, me: Unlocked, code: str, act: str) -> HttpResponse:
    if act not in _ACTS or not me.may(Right.LEAD):
        raise NotVisible
    run, words = _ACTS[act]
    try:
        run(actor=me, code=code)
    except (NotAllowed, NotVisible):
        raise
    except DirectoryError as refusal:
        messages.error(request, str(refusal.text))
    else:
        messages.success(request, words)
    return redirect(TRUSTED)


def _page(request: HttpRequest, form: TrustedForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "organisations": Trusted.objects.all(),
        "waiting": {row.code for row in service.not_looked_at()},
    }
    template = "evacuation/trusted/trusted.html"
    return render(request, template, context, status=status)
