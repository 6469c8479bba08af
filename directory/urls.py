from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from directory.views import calling, connecting, printing, provider, revealing, search

app_name = "directory"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", search.search, name="search"),
    path("found/<str:token>/", search.found, name="found"),
    path("found/<str:token>/print/", printing.results_sheet, name="found_print"),
    path("found/<str:token>/<uuid:provider_id>/", provider.entry, name="entry_found"),
    path("entry/<uuid:provider_id>/", provider.entry, name="entry"),
    path("entry/<uuid:provider_id>/print/", printing.entry_sheet, name="entry_print"),
    path("entry/<uuid:provider_id>/call/", calling.note_call, name="call"),
    path("entry/<uuid:provider_id>/connect/", connecting.ask, name="connect"),
    path(
        "entry/<uuid:provider_id>/contacts/<uuid:contact_id>/reveal/",
        revealing.reveal,
        name="reveal",
    ),
    path("requests/", connecting.requests, name="requests"),
    path("time-zone/", provider.choose_zone, name="choose_zone"),
    path("", include("directory.urls_editing")),
    path("", include("directory.urls_importing")),
]
