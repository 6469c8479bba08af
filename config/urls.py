"""Which app answers which address."""

from __future__ import annotations

from django.urls import include, path

from config.health import healthz
from directory.admin import site

handler400 = "config.handlers.unread"
handler500 = "config.handlers.broken"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("config.account_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", site.urls),
    path("", include("evacuation.urls")),
    path("", include("api.urls")),
    path("", include("directory.urls")),
]
