"""What a case page says of safe contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment
from evacuation.services import contacting
from evacuation.services.ways import next_window

if TYPE_CHECKING:
    from evacuation.access import OpenCase


@dataclass(frozen=True, slots=True)
class SafeContact:
    """`how`, `at`, `by`: of the last word, "" and None before the first.

    `unsafe`: why nobody is to be reached directly now; `opens`: when their hours begin.
    """

    how: Any
    at: datetime | None
    text: str
    until: datetime | None
    holds: bool
    unsafe: list[Any]
    opens: datetime | None
    phrases: bool


def safe_contact(opened: OpenCase, now: datetime) -> SafeContact | None:
    """None where the member cannot read it, or it is not what was written."""
    if not opened.holds(Compartment.INBOX):
        return None
    try:
        said = contacting.newest(opened)
        return SafeContact(
            how=contacting.Confirmed(said["how"]).label if said else "",
            at=datetime.fromisoformat(str(said["at"])) if said else None,
            text=str(said["text"]) if said else "",
            until=contacting.confirmed_until(opened),
            holds=contacting.is_confirmed(opened, now),
            unsafe=[one.label for one in contacting.unsafe_now(opened, now)],
            opens=next_window(opened, now),
            phrases=contacting.phrases(opened) is not None,
        )
    except (KeyMissing, NotTrusted):
        return None
