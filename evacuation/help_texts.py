"""Which languages the page for people in danger is offered in, and which text version.

A wrong word there can cost a life. In production a language stands open only when a
reviewer has signed off this very version of its texts: data/reviewed_texts.json holds,
by language, who reviewed which version when. The version is a digest of every word
that the pages can show.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from evacuation.answers import Danger
from evacuation.forms.intake import ERRORS, AskForm
from evacuation.models.choices import Urgency

_REVIEWED = Path(__file__).parent / "data" / "reviewed_texts.json"
_SOURCE = "en"
_PLAIN = ("start", "closed", "foreign", "kept", "promise")
_NOTES = ("unreviewed", "fallback")
_TAG = re.compile(r"<[^>]*>")
_VERSION_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Offer:
    """One language of the page, by its own name."""

    code: str
    name: str
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """`note`: "unreviewed" or "fallback" where the page must say so, else ""."""

    code: str
    note: str = ""


def offers() -> list[Offer]:
    """Languages to choose from; the source language always stands open."""
    found = [
        Offer(code, str(name), is_reviewed(code)) for code, name in settings.LANGUAGES
    ]
    if not settings.PRODUCTION:
        return found
    return [o for o in found if o.is_reviewed or o.code == _SOURCE]


def choose(wanted: str) -> Chosen:
    """The language to answer in for the one that was asked for."""
    open_now = {offer.code: offer for offer in offers()}
    offer = open_now.get(wanted)
    if offer is None:
        known = wanted in dict(settings.LANGUAGES)
        return Chosen(_SOURCE, "fallback" if known else "")
    unsaid = offer.is_reviewed or offer.code == _SOURCE
    return Chosen(offer.code, "" if unsaid else "unreviewed")


def is_reviewed(language: str) -> bool:
    """Whether a reviewer's sign-off of this text version is recorded.

    Of a language that is not compiled, English would be what they signed.
    """
    return _has_words(language) and any(
        review["version"] == text_version(language)
        for review in _reviews().get(language, ())
    )


@cache
def _has_words(language: str) -> bool:
    compiled = f"{language}/LC_MESSAGES/django.mo"
    return language == _SOURCE or any(
        (Path(folder) / compiled).exists() for folder in settings.LOCALE_PATHS
    )


@cache
def text_version(language: str) -> str:
    """A digest of all that the pages say in this language; 16 hex digits."""
    with translation.override(language):
        text = "\n".join(_spoken_pages())
    words = " ".join(text.split())
    return hashlib.sha256(words.encode()).hexdigest()[:_VERSION_DIGITS]


@cache
def _reviews() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(_REVIEWED.read_text("utf-8"))
    return found


def _spoken_pages() -> list[str]:
    """The words of every page in every case, without names of places or settings."""
    cases = list(zip(Danger.values, Urgency.values, strict=True))
    pages = [
        _words("ask.html", form=AskForm()),
        _words("ask.html", form=AskForm(assisted=True), assisted=True),
        *(_words(f"{page}.html") for page in _PLAIN),
        *(_words("foreign.html", translation_note=note) for note in _NOTES),
        *(_words(f"{page}.html", assisted=True) for page in ("start", "sent")),
        *(
            _words("sent.html", danger=d, level=level, about_another=other)
            for d, level in cases
            for other in (False, True)
        ),
    ]
    return [*pages, *(str(error) for error in ERRORS)]


def _words(page: str, **context: Any) -> str:
    # The icon is no word, but storages of hashed names refuse to look up nothing.
    plain = {"untrusted": True, "help_icon": settings.WAYMARK_HELP_ICON}
    html = render_to_string(f"evacuation/help/{page}", {**plain, **context})
    return unescape(_TAG.sub(" ", html))
