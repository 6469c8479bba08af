"""Every word of the pages is said in Russian and Ukrainian, with its places kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]")
Message = str | tuple[str, ...]


def catalogue(language: str) -> Catalog:
    path = ROOT / "config" / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def texts(said: str | list[str] | tuple[str, ...] | None) -> list[str]:
    """The forms of a message: one, or one for each plural."""
    return [said] if isinstance(said, str) else list(said or [""])


def sources() -> Iterator[tuple[Path, str]]:
    for app in ("config", "directory", "evacuation", "api"):
        for path in sorted((ROOT / app).rglob("*.py")):
            yield path, path.read_text(encoding="utf-8")
        for path in sorted((ROOT / app).rglob("*.html")):
            yield path, templatize(path.read_text(encoding="utf-8"))


@cache
def words_in_use() -> dict[Message, str]:
    """Each message with a file that says it."""
    found: dict[Message, str] = {}
    for path, text in sources():
        # Most modules say nothing to anybody, and reading them takes long.
        if "_(" not in text and "gettext" not in text:
            continue
        lines = extract("python", BytesIO(text.encode()), KEYWORDS)
        for _line, message, _comments, _context in lines:
            found.setdefault(message, path.relative_to(ROOT).as_posix())
    return {message: path for message, path in found.items() if message}


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_no_word_lacks_its_translation(language: str) -> None:
    known = catalogue(language)
    lacking: list[str] = []
    for message, path in words_in_use().items():
        singular = message if isinstance(message, str) else message[0]
        entry = known.get(singular)
        if entry is None or entry.fuzzy or not all(texts(entry.string)):
            lacking.append(f"{path}: {singular}")
    assert lacking == []


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_translations_keep_the_places_for_values(language: str) -> None:
    wrong: list[str] = []
    for entry in catalogue(language):
        ids, forms = texts(entry.id), texts(entry.string)
        wanted = set(PLACES.findall(ids[-1]))
        for form in forms:
            if form and entry.id and set(PLACES.findall(form)) != wanted:
                wrong.append(ids[0])
    assert wrong == []
