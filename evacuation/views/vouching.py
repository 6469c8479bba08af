"""The voucher's page: a code, a question, one answer. No account, no cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from evacuation.errors import NotVisible, TooLongText, WrongCode
from evacuation.forms.vouch import AnswerForm
from evacuation.help_texts import choose, offers
from evacuation.services.voucher_door import (
    answer_question,
    is_open,
    read_question,
)
from evacuation.views.visiting import door

if TYPE_CHECKING:
    from evacuation.services.voucher_door import Question


@door("GET", "HEAD", "POST")
def vouch(request: HttpRequest, link: str) -> HttpResponse:
    """GET asks for the code; POST shows the question, or takes the answer.

    An unknown link and one that is over are the same 404.
    """
    if request.method != "POST":
        if not is_open(link=link):
            raise Http404
        return private_page(request, "vouch/code")
    try:
        return _with_code(request, link, request.POST.get("code", ""))
    except NotVisible:
        raise Http404 from None
    except WrongCode:
        # The fifth wrong one has closed it.
        if not is_open(link=link):
            raise Http404 from None
        return private_page(request, "vouch/code", status=403, wrong=True)


def _with_code(request: HttpRequest, link: str, typed: str) -> HttpResponse:
    question = read_question(link=link, typed=typed)
    if "answer" not in request.POST:
        return _asking(request, question, typed, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _asking(request, question, typed, form, status=422)
    try:
        answer_question(link=link, typed=typed, answer=form.answer)
    except TooLongText as refusal:
        form.add_error("text", str(refusal.text))
        return _asking(request, question, typed, form, status=422)
    return private_page(request, "vouch/thanks")


def _asking(
    request: HttpRequest,
    question: Question,
    typed: str,
    form: AnswerForm,
    status: int = 200,
) -> HttpResponse:
    return private_page(
        request,
        "vouch/answer",
        status=status,
        question=question,
        code=typed,
        form=form,
    )


def private_page(
    request: HttpRequest, name: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Never kept, in the language that was chosen. `name`: below evacuation/."""
    language = translation.get_language()
    shown = {
        "language": language,
        "offers": offers(),
        "translation_note": choose(language).note,
        "help_title": settings.WAYMARK_HELP_TITLE,
        "help_icon": settings.WAYMARK_HELP_ICON,
        "leave_url": settings.WAYMARK_EXIT_URL,
        "here": request.path,
        **context,
    }
    answer = render(request, f"evacuation/{name}.html", shown, status=status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = language
    return answer
