"""Addresses of the stewards' figures and of what is gone, below desk/."""

from __future__ import annotations

from django.urls import URLPattern, path

from evacuation.views import figures, retaining

urlpatterns: list[URLPattern] = [
    path("figures/", figures.figures, name="figures"),
    path("forgotten/", retaining.forgotten_cases, name="forgotten"),
    path("figures/download/", figures.download, name="download_figures"),
]
