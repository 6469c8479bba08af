from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from api.index import Docs, Index, Schema
from api.v1 import (
    case_urls,
    cases,
    countries,
    places,
    providers,
    requests,
    reveals,
    terms,
)
from api.views import NothingHere

app_name = "api"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", Index.as_view(), name="index"),
    path("api/docs/", Docs.as_view(), name="docs"),
    path("api/v1/openapi.json", Schema.as_view(), name="schema"),
    path("api/v1/providers/", providers.Providers.as_view(), name="providers"),
    path(
        "api/v1/providers/search/",
        providers.ProviderSearch.as_view(),
        name="providers-search",
    ),
    path(
        "api/v1/providers/<uuid:provider_id>/",
        providers.Provider.as_view(),
        name="provider",
    ),
    path(
        "api/v1/providers/<uuid:provider_id>/contacts/<uuid:contact_id>/reveal/",
        reveals.Reveal.as_view(),
        name="reveal",
    ),
    path("api/v1/places/", places.Places.as_view(), name="places"),
    path("api/v1/places/search/", places.PlaceSearch.as_view(), name="places-search"),
    path(
        "api/v1/practice-areas/", terms.PracticeAreas.as_view(), name="practice-areas"
    ),
    path("api/v1/languages/", terms.Languages.as_view(), name="languages"),
    path("api/v1/countries/", terms.Countries.as_view(), name="countries"),
    path(
        "api/v1/evacuation-requests/",
        requests.Requests.as_view(),
        name="requests",
    ),
    path(
        "api/v1/evacuation-requests/<uuid:request_id>/",
        requests.RequestStatus.as_view(),
        name="request",
    ),
    path(
        "api/v1/country-rules/", countries.CountryRules.as_view(), name="country-rules"
    ),
    path("api/v1/pathways/", countries.Pathways.as_view(), name="pathways"),
    path(
        "api/v1/country-alerts/",
        countries.CountryAlerts.as_view(),
        name="country-alerts",
    ),
    path(
        "api/v1/country-alerts/<int:alert_id>/end/",
        countries.CountryAlertEnd.as_view(),
        name="country-alerts-end",
    ),
    *case_urls.urlpatterns,
    re_path(r"^api/v1/cases/.*", cases.NothingAmongCases.as_view(), name="no-case"),
    re_path(r"^api/.*", NothingHere.as_view(), name="nothing"),
]
