"""Which doors of a host were made in a case, as its route says, and closing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models import HostDoor
from evacuation.models.choices import RecordKind
from evacuation.services.journeys.rooms import ROUTE

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

# What the record of one says in `what`.
HOST_DOOR = "host_door"
# What the record of an answer says that is over: it lies over no plan.
BEFORE = "host_before"


def asked_hosts(opened: OpenCase) -> list[Content]:
    """Every door that was made, as far as the member's keys open it."""
    said = opened.readable(ROUTE, RecordKind.CHECK_IN).values()
    return [one for one in said if one.get("what") == HOST_DOOR]


def close_host_doors(opened: OpenCase) -> None:
    """None opens any more. In the caller's change."""
    doors = [bytes.fromhex(str(one["door"])) for one in asked_hosts(opened)]
    HostDoor.objects.filter(pk__in=doors).delete()
