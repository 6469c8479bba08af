"""What every page's template may say about the site itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str | bool]:
    """The site's neutral name, where the quick exit leads, whether all is a demo."""
    return {
        "site_name": settings.WAYMARK_SITE_NAME,
        "exit_url": settings.WAYMARK_EXIT_URL,
        "demo": settings.WAYMARK_MODE == "demo",
    }
