"""What is known of countries: every member reads it, who plans journeys writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evacuation.errors import NotVisible
from evacuation.forms.journeys.countries import country_choices
from evacuation.forms.journeys.known import AlertForm
from evacuation.services.countries.alerts import end_alert, raise_alert
from evacuation.services.countries.keeping import may_keep
from evacuation.showing.countries.overview import alerts, known_countries
from evacuation.showing.countries.page import CountryPage
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_above, said_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from evacuation.unlocked import Unlocked

COUNTRY = "evacuation:country"


@require_safe
@unlocked
def countries(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """The list; `country` leads to one that may not be in it yet."""
    choices = country_choices()
    code = request.GET.get("country", "")
    if code and code in dict(choices):
        return redirect(COUNTRY, code)
    context = {
        "alerts": alerts(),
        "countries": known_countries(),
        "choices": choices,
        "may_keep": may_keep(me),
    }
    return render(request, "evacuation/countries/countries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def country(request: HttpRequest, me: Unlocked, code: str) -> HttpResponse:
    """One of them. POST raises an alert."""
    require_country(code)
    if request.method != "POST":
        return _page(request, me, code, AlertForm())
    form = AlertForm(request.POST)
    if form.is_valid():
        with said_in(form):
            raise_alert(actor=me, country=code, **form.cleaned_data)
    if form.is_valid():
        words = _("Raised: every plan is looked at again.")
        messages.success(request, words)
        return redirect(COUNTRY, code)
    return _page(request, me, code, form, status=422)


@require_POST
@unlocked
def end(request: HttpRequest, me: Unlocked, code: str, alert_id: int) -> HttpResponse:
    require_country(code)
    with said_above(request):
        end_alert(actor=me, alert_id=alert_id)
        messages.success(request, _("The alert has ended."))
    return redirect(COUNTRY, code)


def require_country(code: str) -> None:
    """Raises NotVisible for a code that no country has."""
    if not code or code not in dict(country_choices()):
        raise NotVisible


def _page(
    request: HttpRequest, me: Unlocked, code: str, form: AlertForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "page": CountryPage(code),
        "form": form,
        "may_keep": may_keep(me),
    }
    return render(request, "evacuation/countries/country.html", context, status=status)
