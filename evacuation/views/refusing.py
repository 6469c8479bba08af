"""What a service refuses, said on the page where it was asked for.

Who may not, what is not visible and what cannot be trusted have pages of their own
(views/guarding.py) and pass through.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages

from directory.errors import DirectoryError
from directory.views.doors import add_refusal
from evacuation.errors import NotAllowed, NotTrusted, NotVisible
from evacuation.services.changing import STALE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from django import forms
    from django.http import HttpRequest


def said_in(form: forms.BaseForm) -> AbstractContextManager[bool | None]:
    """Beside the field that it is about, so that what was typed comes back with it."""
    return _refusals(partial(add_refusal, form))


def said_above(request: HttpRequest) -> AbstractContextManager[bool | None]:
    """On the next page, where nothing was typed."""
    return _refusals(lambda refusal: messages.error(request, str(refusal.text)))


def say_stale(request: HttpRequest) -> None:
    """Of a button that says of no version which one its page showed."""
    messages.error(request, str(STALE))


@contextmanager
def _refusals(say: Callable[[DirectoryError], None]) -> Iterator[None]:
    try:
        yield
    except (NotAllowed, NotVisible, NotTrusted):
        raise
    except DirectoryError as refusal:
        say(refusal)
