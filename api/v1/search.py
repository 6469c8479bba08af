"""What a search asks for, from a query string or a JSON body: the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django_filters import NumberFilter

from api.pagination import DEFAULT_SIZE, LARGEST_SIZE, Position, read_position
from api.problems import InvalidBody
from directory.filters import (
    CodesFilter,
    DaysFilter,
    FlagFilter,
    InvalidSearch,
    ProviderFilter,
    read_criteria,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from directory.search.criteria import Criteria
    from directory.viewer import Viewer

ASIDE = ("cursor", "page_size")


@dataclass(frozen=True, slots=True)
class Search:
    """Criteria and the page of their answer."""

    criteria: Criteria
    position: Position


def read_query(query: QueryDict, viewer: Viewer) -> Search:
    """The search in a query string.

    Raises InvalidSearch naming every parameter at fault, FilterAboveLevel,
    InvalidCursor.
    """
    errors = {
        name: [_("Give this parameter once.")]
        for name, values in query.lists()
        if len(values) > 1 and not _takes_many(name)
    }
    return _read(query, viewer, errors)


def read_body(body: object, viewer: Viewer) -> Search:
    """The search in a JSON object. Raises InvalidBody, and what `read_query` raises."""
    if not isinstance(body, dict):
        raise InvalidBody({"": [_("Send a JSON object.")]})
    errors = {
        name: [message]
        for name, value in body.items()
        if (message := _misshapen(name, value))
    }
    if errors:
        raise InvalidBody(errors)
    words = {name: _as_words(value) for name, value in body.items()}
    return _read(words, viewer, {})


def _read(
    data: Mapping[str, Any], viewer: Viewer, errors: dict[str, list[Any]]
) -> Search:
    size = _size(data.get("page_size", ""), errors)
    try:
        criteria = read_criteria(data, viewer, beside=ASIDE)
    except InvalidSearch as error:
        raise InvalidSearch(error.errors | errors) from None
    if errors:
        raise InvalidSearch(errors)
    return Search(criteria, read_position(data.get("cursor", ""), size))


def _size(text: str, errors: dict[str, list[Any]]) -> int:
    if not text:
        return DEFAULT_SIZE
    if text.isdecimal() and len(text) < 5 and 1 <= int(text) <= LARGEST_SIZE:
        return int(text)
    message = _("Give a whole number from 1 to %(most)d.") % {"most": LARGEST_SIZE}
    errors["page_size"] = [message]
    return DEFAULT_SIZE


def _takes_many(name: str) -> bool:
    return isinstance(ProviderFilter.base_filters.get(name), CodesFilter)


def _misshapen(name: str, value: object) -> str:
    """What is wrong with the JSON type of a member, "" for nothing."""
    asked = ProviderFilter.base_filters.get(name)
    if isinstance(asked, FlagFilter):
        return "" if isinstance(value, bool) else _("Give true or false.")
    if isinstance(asked, DaysFilter | NumberFilter) or name == "page_size":
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        return "" if fits else _("Give a number.")
    if isinstance(asked, CodesFilter) and isinstance(value, list):
        return "" if all(map(_is_text, value)) else _("Give a list of strings.")
    # An unknown member is refused by name further on, whatever its type.
    known = asked is not None or name in ASIDE
    return "" if _is_text(value) or not known else _("Give a string.")


def _is_text(value: object) -> bool:
    """A string that can be written as UTF-8: JSON also escapes halves of characters."""
    return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)


def _as_words(value: object) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, list) else str(value)
