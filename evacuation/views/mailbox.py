"""Coming back with a receipt: signing in, reading, writing, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect

from evacuation.errors import DeskError, WrongCode
from evacuation.forms.mailbox import LetterForm
from evacuation.networks import count_request, network_of
from evacuation.services.files import MOST_AT_ONCE, attach, most_bytes_at_once
from evacuation.services.letters import LONGEST_LETTER, write_letter
from evacuation.services.mailbox import read_mail, sign_in
from evacuation.services.visits import Visiting, begin_visit, end_visit
from evacuation.vault.encoding import Label
from evacuation.vault.sealing import derive
from evacuation.vault.secret import Secret
from evacuation.views.visiting import (
    COOKIE,
    ask_for_receipt,
    body_length,
    door,
    end,
    for_visitors,
    give_cookie,
    going_to,
    page,
    visit_of,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SEE_OTHER = 303
# Wrong codes from one network in a day, before they are told to stop. A right one is
# never refused: a crowd behind one address must not lock out who needs help.
MOST_WRONG = 300
# Reading ends by itself: the page gives way to the form a minute after the visit.
_SECONDS_SHOWN = 16 * 60


@door("GET", "HEAD", "POST")
def mailbox(request: HttpRequest) -> HttpResponse:
    """The form for the receipt; what was written to the person, once it is open."""
    if request.method == "POST":
        return _sign_in(request)
    visiting = visit_of(request)
    if visiting is None:
        return ask_for_receipt(request)
    try:
        return _read(request, visiting)
    except WrongCode:
        return ask_for_receipt(request, over=True)


@for_visitors
def write(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    if request.method != "POST":
        return _writing(request, visiting, LetterForm())
    files = request.FILES.getlist("files")
    too_large = body_length(request) > most_bytes_at_once()
    form = LetterForm(request.POST, with_files=bool(files) or too_large)
    if not form.is_valid() or too_large:
        return _writing(request, visiting, form, too_large=too_large)
    text = form.cleaned_data["text"]
    try:
        if files:
            attach(actor=visiting.requester, files=files, text=text)
        else:
            write_letter(actor=visiting.requester, text=text)
    except WrongCode:
        raise
    except DeskError as refusal:
        return _writing(request, visiting, form, refusal=str(refusal.text))
    return _see(going_to(request, done=True))


@for_visitors
def leave(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    if request.method != "POST":
        return _see(going_to(request))
    return end(request, page(request, "left"))


@door("GET", "HEAD")
def leave_fast(request: HttpRequest) -> HttpResponse:
    """The quick exit: the visit ends on the way to a harmless page.

    A GET, since it must work as a link; the cookie is Strict, so no other site's page
    ends a visit with it.
    """
    return end(request, HttpResponseRedirect(settings.WAYMARK_EXIT_URL))


def _sign_in(request: HttpRequest) -> HttpResponse:
    kept = request.POST.get("kept", "")[:LONGEST_LETTER]
    try:
        requester = sign_in(typed=request.POST.get("receipt", ""))
    except WrongCode:
        return _refused(request, kept)
    end_visit(cookie=request.COOKIES.get(COOKIE, ""))
    cookie, visiting = begin_visit(actor=requester)
    answer = (
        _writing(request, visiting, LetterForm(initial={"text": kept}))
        if kept
        else _see(going_to(request))
    )
    give_cookie(answer, cookie)
    return answer


def _refused(request: HttpRequest, kept: str) -> HttpResponse:
    """The same answer for every code that opens nothing."""
    network = network_of(request)
    if network is not None:
        # Apart from the count of first messages.
        own = derive(Secret(network), Label.ADDRESS, "mailbox").reveal()
        if count_request(own) > MOST_WRONG:
            return ask_for_receipt(request, status=429, spent=True, kept=kept)
    return ask_for_receipt(request, status=403, wrong=True, kept=kept)


def _read(request: HttpRequest, visiting: Visiting) -> HttpResponse:
    answer = page(
        request,
        "read",
        mail=read_mail(actor=visiting.requester),
        token=visiting.token,
        done=request.GET.get("n") == "1",
    )
    answer.headers["Refresh"] = f"{_SECONDS_SHOWN}; url={going_to(request)}"
    return answer


def _writing(
    request: HttpRequest,
    visiting: Visiting,
    form: LetterForm,
    *,
    too_large: bool = False,
    refusal: str = "",
) -> HttpResponse:
    failed = too_large or bool(refusal) or bool(form.errors)
    return page(
        request,
        "write",
        status=422 if failed else 200,
        form=form,
        token=visiting.token,
        too_large=too_large,
        refusal=refusal,
        most_files=MOST_AT_ONCE,
        most_characters=LONGEST_LETTER,
        megabytes=most_bytes_at_once() // 1024**2,
        files_were_chosen=bool(request.FILES) or too_large,
    )


def _see(address: str) -> HttpResponse:
    answer = HttpResponseRedirect(address)
    answer.status_code = SEE_OTHER
    answer.headers["Cache-Control"] = "no-store"
    return answer
