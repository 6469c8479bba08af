"""What was agreed with them for the day on which they are not heard, as records say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from evacuation.journeys.packing import kept_shape
from evacuation.models.choices import Compartment, RecordKind
from evacuation.workflow.movement.check_ins import Deed, Step

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

PHRASES = "phrases"
_MINUTE = timedelta(minutes=1)


def protocol(opened: OpenCase) -> list[Step]:
    """What holds now; none where nothing was agreed. Raises KeyMissing, NotTrusted."""
    said = agreed_protocol(opened)
    if said is None:
        return []
    with kept_shape():
        return [_step(one) for one in said["steps"]]


def is_agreed(opened: OpenCase) -> bool:
    """What is done, and the phrases: without them nobody is heard, nor under duress."""
    said = agreed_phrases(opened)
    spoken = all(str(said.get(one, "")).strip() for one in ("theirs", "duress"))
    return spoken and bool(protocol(opened))


def public_agreed(opened: OpenCase) -> bool:
    """Whether they agreed to a public appeal. Raises KeyMissing, NotTrusted."""
    said = agreed_protocol(opened)
    return said is not None and bool(said.get("public_agreed"))


def agreed_protocol(opened: OpenCase) -> Content | None:
    """The newest record. Raises KeyMissing, NotTrusted."""
    said = _said(opened, RecordKind.PROTOCOL)
    return said[-1] if said else None


def agreed_phrases(opened: OpenCase) -> Content:
    """The newest: ours, theirs, duress; {} where none are. Raises as protocol."""
    said = _said(opened, RecordKind.SAFE_CONTACT)
    found = [one for one in said if one.get("what") == PHRASES]
    return found[-1] if found else {}


def kept(step: Step) -> dict[str, Any]:
    """How a step lies in its record."""
    return {
        "deed": str(step.deed),
        "after": step.after // _MINUTE,
        "whom": step.whom,
        "say": step.say,
    }


def _step(said: dict[str, Any]) -> Step:
    return Step(
        Deed(str(said["deed"])),
        int(said["after"]) * _MINUTE,
        str(said["whom"]),
        str(said["say"]),
    )


def _said(opened: OpenCase, kind: str) -> list[Content]:
    rows = opened.records(Compartment.INBOX, kind)
    return sorted((opened.content(row) for row in rows), key=lambda one: str(one["at"]))
