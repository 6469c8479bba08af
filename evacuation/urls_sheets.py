"""Sheets to print; under desk/."""

from __future__ import annotations

from django.urls import path

from evacuation.views import sheets

urlpatterns = [path("sheets/<slug:name>/", sheets.sheet, name="sheet")]
