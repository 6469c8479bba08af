"""Asking and answering. What is asked never stands readable in an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from babel.lists import format_list
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from directory.called import called_lately
from directory.errors import InvalidCursor, NotVisible
from directory.forms.search import SearchForm, parameters_of
from directory.search.facets import facets
from directory.search.relax import find_relaxed, relaxations
from directory.views.answering import Result, results_of
from directory.views.sealing import (
    SealedSearch,
    SearchExpired,
    seal,
    sealing_began,
    unseal,
)
from directory.views.viewing import hides_what_is_not_visible, kept_nowhere, viewer_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from directory.search.criteria import Criteria
    from directory.search.query import Page
    from directory.search.relax import Answer
    from directory.viewer import Viewer

PAGE_SIZE = 20
# More buttons than this are slower to read than a list to choose from.
_MOST_BUTTONS = 4


class SeeOther(HttpResponseRedirect):
    """After a POST: fetch the answer from there."""

    status_code = 303


@require_http_methods(["GET", "HEAD", "POST"])
@kept_nowhere
def search(request: HttpRequest) -> HttpResponse:
    """The form; a search sent is redirected to its sealed address."""
    viewer = viewer_of(request)
    if request.method == "POST":
        form = SearchForm(_asked(request), viewer=viewer)
        if form.is_valid():
            sealed = SealedSearch(parameters_of(form.cleaned_data))
            return SeeOther(found_url(sealed))
        return _form_page(request, form, viewer, status=422)
    return _form_page(request, SearchForm(viewer=viewer), viewer)


def _asked(request: HttpRequest) -> QueryDict:
    """What was sent; a button that names a country says "detained there, now"."""
    asked = request.POST.copy()
    country = request.POST.get("now")
    if country:
        asked["country"] = country
        asked["preset"] = "detention_now"
    return asked


def _form_page(
    request: HttpRequest, form: SearchForm, viewer: Viewer, **options: Any
) -> HttpResponse:
    context = {"form": form, "own_countries": own_countries(viewer)}
    return render(request, "directory/search.html", context, **options)


def own_countries(viewer: Viewer) -> list[str]:
    """The few countries in which the viewer reads most, for a button each."""
    countries = sorted(viewer.countries or ())
    return countries if len(countries) <= _MOST_BUTTONS else []


@require_safe
@kept_nowhere
@hides_what_is_not_visible
def found(request: HttpRequest, token: str) -> HttpResponse:
    """One page of the answer to a sealed search."""
    viewer = viewer_of(request)
    try:
        sealed = unseal(token)
    except SearchExpired:
        return _expired(request, viewer)
    form = form_of(sealed, viewer)
    if not form.is_valid():
        # Somebody whose access ended opens an old search, or a term was renamed.
        return _form_page(request, form, viewer, status=422)
    answer = answer_of(sealed, form.criteria, viewer)
    context = _answered(sealed, form, answer, viewer)
    return render(request, "directory/results.html", {**context, "token": token})


def _expired(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    context = {"form": SearchForm(viewer=viewer), "expired": True}
    context["own_countries"] = own_countries(viewer)
    return render(request, "directory/search.html", context, status=410)


def form_of(sealed: SealedSearch, viewer: Viewer) -> SearchForm:
    """The form as it was filled in when the search was sealed."""
    return SearchForm(_as_query(sealed), viewer=viewer)


def _as_query(sealed: SealedSearch) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in sealed.parameters.items():
        query.setlist(name, values)
    return query


def answer_of(sealed: SealedSearch, criteria: Criteria, viewer: Viewer) -> Answer:
    """The page at the sealed position. Raises NotVisible for a position not ours."""
    asked = dict(relaxations(criteria)).get(_relaxed(sealed), criteria)
    try:
        return find_relaxed(asked, viewer, size=PAGE_SIZE, cursor=sealed.position)
    except InvalidCursor:
        raise NotVisible from None


def _relaxed(sealed: SealedSearch) -> str:
    # Without a position it tells of the next one to call, not of this list.
    return sealed.relaxed if sealed.cursor else ""


def _answered(
    sealed: SealedSearch, form: SearchForm, answer: Answer, viewer: Viewer
) -> dict[str, Any]:
    relaxed = _relaxed(sealed) or answer.relaxed
    results = _results(answer, sealed, viewer)
    counts = facets(answer.criteria, viewer) if answer.page.hits else {}
    form_with_counts = SearchForm(_as_query(sealed), viewer=viewer, counts=counts)
    return {
        "form": form_with_counts,
        "criteria": form.criteria,
        "results": results,
        "total": _total(counts),
        "relaxed": relaxed,
        "looked_in": _looked_in(answer.tried),
        "called_all": _called_all(results, answer.page),
        "previous_url": _page_url(sealed.at(answer.page.previous, relaxed)),
        "next_url": _page_url(sealed.at(answer.page.next, relaxed)),
    }


def _results(answer: Answer, sealed: SealedSearch, viewer: Viewer) -> list[Result]:
    hits = answer.page.hits
    context = seal(SealedSearch(sealed.parameters, tried=sealed.tried))
    called = called_lately(viewer, since=sealing_began()) if hits else {}
    return results_of(hits, context, called, answer.criteria.practice_area)


def _looked_in(tried: tuple[str, ...]) -> str:
    """Where else nobody was found, as a list in words; "" for nowhere."""
    words = {
        "region": _("in the whole region"),
        "country": _("in the whole country"),
        "remote": _("among those who help this country from a distance"),
        "cross_border": _("among those who work across borders"),
    }
    named = [words[step] for step in tried if step in words]
    return format_list(named, locale=(get_language() or "en").split("-")[0])


def _called_all(results: list[Result], page: Page) -> bool:
    """Whether the whole answer stands here, and nobody of it is left to call."""
    whole = page.next is None and page.previous is None
    return whole and bool(results) and all(result.called for result in results)


def _total(counts: dict[str, list[tuple[str, int]]]) -> int | None:
    kinds = counts.get("kind")
    # Everybody has one kind, so kinds add up to the entries.
    return sum(number for _kind, number in kinds) if kinds else None


def _page_url(token: str) -> str:
    return reverse("directory:found", args=[token]) if token else ""


def found_url(sealed: SealedSearch) -> str:
    """The address of a search's first page."""
    return reverse("directory:found", args=[seal(sealed)])
