"""Addresses of the stewards' figures, below desk/."""

from __future__ import annotations

from django.urls import URLPattern, path

from evacuation.views import figures

urlpatterns: list[URLPattern] = [
    path("figures/", figures.figures, name="figures"),
    path("figures/download/", figures.download, name="download_figures"),
]
