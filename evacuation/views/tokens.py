"""A member's tokens for their own tools: made, listed, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from directory.views.doors import add_refusal
from evacuation.errors import DeskError, NotVisible
from evacuation.forms.unlocking import TokenForm
from evacuation.services.tokens import Scope, make_token, revoke_token, tokens_of
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked


@require_safe
@unlocked
def tokens(request: HttpRequest, me: Unlocked) -> HttpResponse:
    return _page(request, me, TokenForm())


@require_POST
@unlocked
def make(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """The token is shown on the answer to the form, this once."""
    form = TokenForm(request.POST)
    if form.is_valid():
        try:
            secret = make_token(actor=me, **form.cleaned_data)
        except DeskError as refusal:
            add_refusal(form, refusal)
        else:
            context = {"secret": secret}
            return render(request, "evacuation/member/token.html", context)
    return _page(request, me, form)


@require_POST
@unlocked
def revoke(request: HttpRequest, me: Unlocked) -> HttpResponse:
    try:
        lookup = bytes.fromhex(request.POST.get("token", ""))
        revoke_token(actor=me.user, lookup=lookup)
    except (ValueError, NotVisible):
        raise Http404 from None
    messages.success(request, _("The token no longer works."))
    return redirect("evacuation:tokens")


def _page(request: HttpRequest, me: Unlocked, form: TokenForm) -> HttpResponse:
    now = timezone.now()
    rows = [
        {
            "lookup": bytes(token.lookup).hex(),
            "scope": Scope(token.scope).label,
            "made_at": token.made_at,
            "expires_at": token.expires_at,
            "over": token.expires_at <= now,
        }
        for token in tokens_of(me.user)
    ]
    context = {"form": form, "tokens": rows}
    return render(request, "evacuation/member/tokens.html", context)
