"""A reset in person: a lead's link, and the page that it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from evacuation.errors import LinkSpent, WrongCode
from evacuation.forms.unlocking import ResetForm
from evacuation.services import resetting
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked


@never_cache
@require_POST
@unlocked
def give(request: HttpRequest, me: Unlocked, user_id: int) -> HttpResponse:
    """A lead's link for somebody who stands before them, shown this once."""
    token = resetting.give_reset_link(actor=me, user_id=user_id)
    path = reverse("evacuation:reset") + "?" + urlencode({"key": token})
    context = {"link": request.build_absolute_uri(path)}
    return render(request, "evacuation/member/reset_given.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponse:
    """Another password, and with the opening code the same keys.

    The key travels in the query, which no log keeps; only the form uses it up.
    """
    posted = request.method == "POST"
    key = (request.POST if posted else request.GET).get("key", "")
    try:
        user = resetting.link_owner(key)
        form = ResetForm(user, request.POST if posted else None)
        if posted and form.is_valid():
            kept = _reset(form, key)
            if kept is not None:
                page = "evacuation/member/reset_done.html"
                return render(request, page, {"kept": kept})
    except LinkSpent as spent:
        page = "evacuation/member/reset_spent.html"
        return render(request, page, status=spent.status)
    context = {"form": form, "key": key, "name": user.username}
    return render(request, "evacuation/member/reset.html", context)


def _reset(form: ResetForm, key: str) -> bool | None:
    """Whether the keys came back; None where the form says what is wrong."""
    try:
        return resetting.reset_password(
            token=key,
            password=form.cleaned_data["new_password1"],
            code=form.cleaned_data["code"],
        )
    except WrongCode as refusal:
        form.add_error("code", str(refusal.text))
    except ValidationError as refusal:
        form.add_error("new_password1", refusal)
    return None
