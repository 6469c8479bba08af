"""How dates, times and codes of a journey lie in a sealed record."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from evacuation.errors import NotTrusted
from evacuation.workflow.movement.bounds import within_reach

if TYPE_CHECKING:
    from collections.abc import Iterator


def packed(value: object) -> Any:
    """A value of plain strings, numbers, lists and dicts; None and True stay."""
    if is_dataclass(value):
        return {one.name: packed(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(packed(one) for one in value)
    if isinstance(value, (tuple, list)):
        return [packed(one) for one in value]
    if isinstance(value, dict):
        return {str(name): packed(one) for name, one in value.items()}
    return value


def day(said: object) -> date | None:
    """Near enough to count from (bounds.py)."""
    return within_reach(date.fromisoformat(str(said))) if said else None


def moment(said: object) -> datetime | None:
    """Aware, and near enough to count from. Raises ValueError without a zone."""
    if not said:
        return None
    found = datetime.fromisoformat(str(said))
    if found.tzinfo is None:
        raise ValueError(said)
    return within_reach(found)


@contextmanager
def kept_shape() -> Iterator[None]:
    """Raises NotTrusted where a record has another shape than we write."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotTrusted from None
