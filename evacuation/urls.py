from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from evacuation.urls_members import urlpatterns as members_urls

app_name = "evacuation"

urlpatterns: list[URLPattern | URLResolver] = [
    # Members' own keys and sessions.
    path("desk/", include(members_urls)),
]
