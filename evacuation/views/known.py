"""Writing one rule or one way in of a country, on top of what was seen there."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory.errors import StaleVersion
from evacuation.errors import NotVisible
from evacuation.forms.journeys.known import (
    PathwayForm,
    RuleForm,
    pathway_initial,
    rule_initial,
)
from evacuation.services.countries.keeping import may_keep
from evacuation.services.countries.pathways import save_pathway
from evacuation.services.countries.reading import pathways, rules
from evacuation.services.countries.rules import save_rule
from evacuation.showing.countries.page import CountryPage
from evacuation.views.countries import COUNTRY, require_country
from evacuation.views.guarding import unlocked
from evacuation.views.refusing import said_in
from evacuation.workflow.movement.contexts import PathwayKind, Subject
from evacuation.workflow.movement.fitting import fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from evacuation.models import CountryRule, Pathway
    from evacuation.unlocked import Unlocked

    _Form = RuleForm | PathwayForm
    _Rows = QuerySet[CountryRule] | QuerySet[Pathway]


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def rule(request: HttpRequest, me: Unlocked, code: str, subject: str) -> HttpResponse:
    """`of`: of which papers, country or medicine, "" for any."""
    _require(me, code, subject, Subject)
    what = Subject(subject)

    asked = request.POST if request.method == "POST" else request.GET
    of = asked.get("of", "")
    standing = rules(code).filter(subject=subject, of=of if fits(what, of) else "")
    if request.method != "POST":
        now = standing.first()
        form = RuleForm(initial=rule_initial(now, of), country=code, subject=what)
        return _page(request, code, what.label, now, form)
    form = RuleForm(request.POST, country=code, subject=what)
    if form.is_valid():
        said = form.cleaned_data
        with said_in(form), _shown_anew(form, standing):
            save_rule(
                actor=me, rule=form.rule, note=said["note"], replaces=said["replaces"]
            )
    return _answer(request, code, what.label, standing, form)


@require_http_methods(["GET", "HEAD", "POST"])
@unlocked
def pathway(request: HttpRequest, me: Unlocked, code: str, kind: str) -> HttpResponse:
    _require(me, code, kind, PathwayKind)
    what = PathwayKind(kind)

    standing = pathways(code).filter(kind=kind)
    if request.method != "POST":
        now = standing.first()
        form = PathwayForm(initial=pathway_initial(now), country=code, kind=what)
        return _page(request, code, what.label, now, form)
    form = PathwayForm(request.POST, country=code, kind=what)
    if form.is_valid():
        replaces = form.cleaned_data["replaces"]
        with said_in(form), _shown_anew(form, standing):
            save_pathway(actor=me, way=form.way, replaces=replaces)
    return _answer(request, code, what.label, standing, form)


def _require(
    me: Unlocked, code: str, named: str, codes: type[Subject | PathwayKind]
) -> None:
    require_country(code)
    if not may_keep(me) or named not in {str(one) for one in codes}:
        raise NotVisible


@contextmanager
def _shown_anew(form: _Form, standing: _Rows) -> Iterator[None]:
    """The refusal's page shows what stands now: saving again rests on that."""
    try:
        yield
    except StaleVersion:
        now = standing.first()
        form.data = {**dict(form.data.items()), "replaces": now.pk if now else ""}
        raise


def _answer(
    request: HttpRequest, code: str, what: Any, standing: _Rows, form: _Form
) -> HttpResponse:
    if form.is_valid():
        messages.success(request, _("It is kept, with your name and the day."))
        return redirect(COUNTRY, code)
    return _page(request, code, what, standing.first(), form, status=422)


def _page(
    request: HttpRequest,
    code: str,
    what: Any,
    now: CountryRule | Pathway | None,
    form: _Form,
    status: int = 200,
) -> HttpResponse:
    context = {"page": CountryPage(code), "what": what, "now": now, "form": form}
    return render(request, "evacuation/countries/write.html", context, status=status)
