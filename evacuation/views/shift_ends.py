"""Handing cases over at the end of a shift, and going before the rota says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from directory.errors import DirectoryError
from evacuation.errors import NotAllowed, NotTrusted
from evacuation.forms.shift_ends import HandOverForm, TakerForm
from evacuation.models import Shift
from evacuation.services import duty, shift_ends
from evacuation.services.changing import require_desk
from evacuation.showing.shift_ends import own_cases
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked

HAND_OVER = "evacuation:hand_over"


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def hand_over(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """Next step, due time and risks of each own case, and who gets it."""
    require_desk(me)
    cases = list(shift_ends.owned_cases(me.user.pk))
    takers = shift_ends.takers(me)
    if request.method != "POST":
        form = HandOverForm(initial={"to": _next(me)}, cases=cases, takers=takers)
        return _page(request, me, form)
    form = HandOverForm(request.POST, cases=cases, takers=takers)
    if not form.is_valid():
        return _page(request, me, form, status=422)
    _hand(request, me, form)
    return redirect(HAND_OVER)


@require_POST
@unlocked
def end_shift(request: HttpRequest, me: Unlocked) -> HttpResponse:
    require_desk(me)
    form = TakerForm(request.POST, takers=shift_ends.takers(me))
    if not form.is_valid():
        messages.error(request, _("Choose who comes next."))
        return redirect(HAND_OVER)
    try:
        shift_ends.end_shift(actor=me, to=form.cleaned_data["to"])
    except NotAllowed:
        raise
    except DirectoryError as refusal:
        messages.error(request, str(refusal.text))
        return redirect(HAND_OVER)
    messages.success(request, _("Your shift is over. Rest well."))
    return redirect("evacuation:rota")


def _hand(request: HttpRequest, me: Unlocked, form: HandOverForm) -> None:
    """Each case by itself: one that changed meanwhile keeps no other back."""
    done = given = 0
    for case, version, give in form.handed():
        try:
            shift_ends.hand_case(
                actor=me,
                case_id=case,
                version=version,
                to=form.cleaned_data["to"],
                give=give,
            )
            done += 1
            given += give
        except (NotAllowed, NotTrusted):
            raise
        except DirectoryError as refusal:
            messages.error(request, str(refusal.text))
    if done:
        words = ngettext(
            "%d case opens for the next person.",
            "%d cases open for the next person.",
            done,
        )
        theirs = _("Of these, theirs from now on: %(n)d.") % {"n": given}
        messages.success(request, " ".join([words % done, theirs]))


def _next(me: Unlocked) -> int | None:
    """Who is on duty beside this member, else who comes next by the rota."""
    now = timezone.now()
    beside = [user.pk for user in duty.on_duty(now) if user.pk != me.user.pk]
    if beside:
        return beside[0]
    coming = Shift.objects.filter(starts_at__gt=now).exclude(user=me.user)
    return coming.order_by("starts_at").values_list("user", flat=True).first()


def _page(
    request: HttpRequest, me: Unlocked, form: HandOverForm, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    shifts = Shift.objects.filter(user=me.user, starts_at__lt=now, ends_at__gt=now)
    found = [
        (one, *form.fields_of(one.row.case.pk))
        for one in own_cases(me, now)
        if one.row.case.pk in form.cases
    ]
    context = {
        "form": form,
        "cases": found,
        "shift": shifts.order_by("ends_at").last(),
        "takers": form["to"],
    }
    return render(request, "evacuation/shift/hand_over.html", context, status=status)
