"""The host's page: a code, then what they can say. No account, no cookie, no name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

from evacuation.errors import NotVisible, TooLongText, WrongCode
from evacuation.forms.journeys.host import ArrivedForm, ReceivesForm
from evacuation.services.journeys.host_door import (
    is_open,
    read_asking,
    say_arrived,
    say_receives,
)
from evacuation.views.visiting import door
from evacuation.views.vouching import private_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.services.journeys.host_door import Asking

_Answer = tuple[type[ReceivesForm] | type[ArrivedForm], "Callable[..., None]"]
# By what `answer` says: the form, and the service that takes it.
_ANSWERS: dict[str, _Answer] = {
    "receives": (ReceivesForm, say_receives),
    "arrived": (ArrivedForm, say_arrived),
}


@door("GET", "HEAD", "POST")
def host(request: HttpRequest, link: str) -> HttpResponse:
    """GET asks for the code; POST shows what is asked, or takes an answer.

    An unknown link and one that is over are the same page, a 404.
    """
    if request.method != "POST":
        return (
            private_page(request, "host/code")
            if is_open(link=link)
            else _closed(request)
        )
    try:
        return _with_code(request, link, request.POST.get("code", ""))
    except NotVisible:
        return _closed(request)
    except WrongCode:
        # The fifth wrong one has closed it.
        if not is_open(link=link):
            return _closed(request)
        return private_page(request, "host/code", status=403, wrong=True)


def _closed(request: HttpRequest) -> HttpResponse:
    """Of the host's own pages: the site's own would say whose door this was."""
    return private_page(request, "host/closed", status=404)


def _with_code(request: HttpRequest, link: str, typed: str) -> HttpResponse:
    asking = read_asking(link=link, typed=typed)
    said = request.POST.get("answer", "")
    if said not in _ANSWERS:
        return _asking(request, asking, typed)
    made, service = _ANSWERS[said]
    form = made(request.POST)
    if form.is_valid():
        try:
            service(link=link, typed=typed, **form.answer)
        except TooLongText as refusal:
            form.add_error("text", str(refusal.text))
        else:
            over = not is_open(link=link)
            there = said == "arrived"
            return private_page(request, "host/thanks", over=over, arrived=there)
    return _asking(request, asking, typed, {said: form}, status=422)


def _asking(
    request: HttpRequest,
    asking: Asking,
    typed: str,
    sent: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = {name: made() for name, (made, _service) in _ANSWERS.items()}
    forms |= sent or {}
    wrong = next(iter(sent.values())) if sent else None
    return private_page(
        request,
        "host/asking",
        status=status,
        asking=asking,
        code=typed,
        wrong=wrong,
        **forms,
    )
