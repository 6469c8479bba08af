"""What is known of countries on the way; under desk/."""

from __future__ import annotations

from django.urls import path

from evacuation.views import countries, known

_COUNTRY = "countries/<slug:code>/"

urlpatterns = [
    path("countries/", countries.countries, name="countries"),
    path(_COUNTRY, countries.country, name="country"),
    path(f"{_COUNTRY}rule/<slug:subject>/", known.rule, name="country_rule"),
    path(f"{_COUNTRY}way/<slug:kind>/", known.pathway, name="country_way"),
    path(
        f"{_COUNTRY}alert/<int:alert_id>/end/", countries.end, name="end_country_alert"
    ),
]
