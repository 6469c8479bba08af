"""Addresses of a case's journey; included under the case."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from evacuation.views.guarding import hidden
from evacuation.views.journeys import alone, check_ins, medicine, page, told, writing

_PATTERNS: list[URLPattern | URLResolver] = [
    path("", page.journey, name="journey"),
    path("plan/", writing.write_plan, name="write_plan"),
    path("told/", told.told, name="journey_told"),
    path("host/", told.host_door, name="ask_host"),
    path("check-ins/", check_ins.waiting, name="check_ins"),
    path("protocol/", check_ins.protocol, name="protocol"),
    path("medicine/", medicine.medicine, name="medicine"),
    path(
        "medicine/<slug:number>/",
        medicine.write_medicine,
        name="write_medicine",
    ),
    path("person/<slug:number>/", writing.write_traveller, name="write_traveller"),
    path("interview/<slug:number>/", alone.interview, name="write_interview"),
    path("identity/<slug:number>/", alone.identity, name="write_identity"),
]
# What includes another list hides that list's own addresses from nobody.
urlpatterns = hidden(_PATTERNS)
