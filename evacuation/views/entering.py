"""The page on which a member enters what somebody said by messenger or telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.errors import DirectoryError
from evacuation.errors import NotAllowed, NotTrusted, NotVisible
from evacuation.forms.entering import EnterForm
from evacuation.services.changing import require_desk
from evacuation.services.entering import enter_request
from evacuation.services.form_tokens import FormToken, new_form, read_form
from evacuation.vault.secret import CannotOpen
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked

# Of no public page: the member asked in their own words.
_TEXT = "member"


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def enter(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """One form, one request, one receipt: it stands in the answer and nowhere else."""
    require_desk(me)
    token = _token(request)
    form = EnterForm(request.POST if request.method == "POST" else None)
    if form.is_bound and token is None:
        form.add_error(None, _("This page lay open for too long. Send it again."))
    elif form.is_valid() and token is not None:
        try:
            answers = form.answers(text_version=_TEXT)
            made = enter_request(actor=me, answers=answers, form=token)
        except (NotAllowed, NotVisible, NotTrusted):
            raise
        except DirectoryError as refusal:
            form.add_error(None, str(refusal.text))
        else:
            context = {"receipt": token.receipt.shown(), "made": made}
            return render(request, "evacuation/desk/entered.html", context)
    context = {"form": form, "token": (token or new_form()).written()}
    status = 422 if form.is_bound else 200
    return render(request, "evacuation/desk/enter.html", context, status=status)


def _token(request: HttpRequest) -> FormToken | None:
    """The form's key; None for a page that is too old or not ours."""
    try:
        token = read_form(request.POST.get("form", ""))
    except CannotOpen:
        return None
    return token if token.is_good else None
