"""Addresses of a case's journey; included under the case."""

from __future__ import annotations

from django.urls import URLPattern, path

from evacuation.views.journeys import page, writing

urlpatterns: list[URLPattern] = [
    path("", page.journey, name="journey"),
    path("plan/", writing.write_plan, name="write_plan"),
    path("person/<slug:number>/", writing.write_traveller, name="write_traveller"),
]
