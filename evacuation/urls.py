from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from evacuation.urls_cases import urlpatterns as cases_urls
from evacuation.urls_countries import urlpatterns as countries_urls
from evacuation.urls_duty import urlpatterns as duty_urls
from evacuation.urls_figures import urlpatterns as figures_urls
from evacuation.urls_members import urlpatterns as members_urls
from evacuation.urls_roster import urlpatterns as roster_urls
from evacuation.urls_sheets import urlpatterns as sheets_urls
from evacuation.views import (
    asking,
    mailbox,
    mailbox_changes,
    vouching,
)
from evacuation.views.guarding import hidden
from evacuation.views.journeys import host

app_name = "evacuation"
MAILBOX = settings.WAYMARK_MAILBOX_PATH

urlpatterns: list[URLPattern | URLResolver] = [
    # Cases.
    path("cases/", include(hidden(cases_urls))),
    # Asking for help.
    path(settings.WAYMARK_HELP_PATH, asking.ask, name="ask"),
    path(
        f"{settings.WAYMARK_HELP_PATH}what-happens/",
        asking.what_happens,
        name="what_happens",
    ),
    path(
        f"{settings.WAYMARK_HELP_PATH}for-someone/",
        asking.ask_for_someone,
        name="ask_for_someone",
    ),
    # Coming back with the receipt.
    path(MAILBOX, mailbox.mailbox, name="mailbox"),
    path(f"{MAILBOX}write/", mailbox.write, name="mailbox_write"),
    path(f"{MAILBOX}leave/", mailbox.leave, name="mailbox_leave"),
    path(f"{MAILBOX}exit/", mailbox.leave_fast, name="mailbox_exit"),
    path(f"{MAILBOX}contact/", mailbox_changes.contact, name="mailbox_contact"),
    # One for all that must not be told from a list of visited pages.
    path(f"{MAILBOX}change/", mailbox_changes.change, name="mailbox_change"),
    # Somebody of a trusted organisation answers a question.
    path("vouch/<str:link>/", vouching.vouch, name="vouch"),
    # A host says that they receive, and that somebody arrived.
    path("vouch/at/<str:link>/", host.host, name="host"),
    # The roster, who holds what, leaving.
    path("desk/", include(hidden(roster_urls))),
    # Members' own keys and sessions.
    path("desk/", include(hidden(members_urls))),
    # Statistics.
    path("desk/", include(hidden(figures_urls))),
    # What is known of countries.
    path("desk/", include(hidden(countries_urls))),
    # Sheets to print.
    path("desk/", include(hidden(sheets_urls))),
    # Who is on duty.
    path("desk/", include(hidden(duty_urls))),
]
