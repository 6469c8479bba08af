"""Addresses of a case's journey."""

from __future__ import annotations

from django.urls import URLPattern, path

from api.v1 import journey_people, journeys

_DOORS = {
    "plan": journeys.Plan,
    "people": journeys.People,
    "borders": journeys.Borders,
    "last-yes": journeys.LastYes,
    "host-said": journeys.HostSaid,
    "lawful": journeys.Lawful,
    "passes": journeys.Passes,
    "route-seen": journeys.RouteSeen,
    "focals": journey_people.Focals,
    "interviews": journey_people.Interviews,
    "medicines": journey_people.Medicines,
}


def journey_patterns(case: str) -> list[URLPattern]:
    """`case`: the address of one."""
    return [
        path(f"{case}journey/", journeys.Journey.as_view(), name="case-journey"),
        *(
            path(
                f"{case}journey/{where}/", door.as_view(), name=f"case-journey-{where}"
            )
            for where, door in _DOORS.items()
        ),
    ]
