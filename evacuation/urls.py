from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from evacuation.urls_cases import urlpatterns as cases_urls
from evacuation.urls_duty import urlpatterns as duty_urls
from evacuation.urls_members import urlpatterns as members_urls
from evacuation.views import asking

app_name = "evacuation"

urlpatterns: list[URLPattern | URLResolver] = [
    # Cases.
    path("cases/", include(cases_urls)),
    # Asking for help.
    path(settings.WAYMARK_HELP_PATH, asking.ask, name="ask"),
    # Members' own keys and sessions.
    path("desk/", include(members_urls)),
    # Who is on duty.
    path("desk/", include(duty_urls)),
]
