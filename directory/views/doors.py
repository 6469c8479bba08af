"""Who may open a page, and how a refusal is said on one.

Whoever lacks the role meets 404, signed in or not: a page that is not for them says
no more than one that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from directory.errors import DirectoryError, NotAllowed, NotVisible
from directory.permissions import (
    require_administrator,
    require_any_editor,
    require_vetted,
)

if TYPE_CHECKING:
    from django import forms
    from django.contrib.auth.models import User
    from django.utils.functional import Promise

    from directory.models import Monitor

View = Callable[..., HttpResponse]


def actor_of(request: HttpRequest) -> User:
    """The person signed in. Raises Http404 for anybody else."""
    if not request.user.is_authenticated:
        raise Http404
    return request.user


def for_administrators(view: View) -> View:
    """The view gets the administrator's profile after the request."""
    return _guarded(view, require_administrator)


def for_editors(view: View) -> View:
    """The view gets the editor's profile after the request."""
    return _guarded(view, require_any_editor)


def for_vetted(view: View) -> View:
    """The view gets the profile of a monitor or editor after the request."""
    return _guarded(view, require_vetted)


def _guarded(view: View, require: Callable[[User], Monitor]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, require(actor_of(request)), **kwargs)
        except (NotAllowed, NotVisible):
            raise Http404 from None

    return guarded


def do(
    request: HttpRequest,
    action: Callable[[], object],
    *,
    done: str | Promise,
    back: str,
) -> HttpResponse:
    """Run a service; say what came of it on the page `back` leads to."""
    try:
        action()
    except (NotAllowed, NotVisible):
        raise
    except DirectoryError as refusal:
        messages.error(request, str(refusal.text))
    else:
        messages.success(request, str(done))
    return redirect(back)


def add_refusal(form: forms.BaseForm, refusal: DirectoryError) -> None:
    """Put a refusal where it belongs in a form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal.text))
