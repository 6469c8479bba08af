"""From the code of a case to its page; a POST, so that no log keeps what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evacuation.finding import cases_of_code
from evacuation.forms.finding import FindForm
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def find(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """The same answer for a code that is none and for a case that is not for them."""
    posted = request.method == "POST"
    form = FindForm(request.POST if posted else None)
    found = cases_of_code(me, form.cleaned_data["code"]) if form.is_valid() else []
    if len(found) == 1:
        return redirect("evacuation:case", found[0])
    if posted and not found and not form.errors:
        form.add_error("code", _("No case with this code opens for you."))
    context = {"form": form, "found": found}
    status = 404 if form.errors else 200
    return render(request, "evacuation/desk/find.html", context, status=status)
