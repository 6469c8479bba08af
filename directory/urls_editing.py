"""People's and editors' pages; included by directory.urls in its namespace."""

from __future__ import annotations

from django.urls import path

from directory.views import people, starting
from directory.views.editing import deciding, entry, lists, writing

_ENTRY = "editing/<uuid:provider_id>/"

urlpatterns = [
    path("start/", starting.start, name="start"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitation/", people.invitation, name="invitation"),
    path(
        "people/invitations/<int:invitation_id>/withdraw/",
        people.withdraw,
        name="withdraw_invitation",
    ),
    path("people/<int:user_id>/renew/", people.renew, name="renew_access"),
    path("people/<int:user_id>/end/", people.end, name="end_access"),
    path("people/<int:user_id>/link/", people.invite_back, name="invite_back"),
    path("editing/", lists.entries, name="edit_entries"),
    path("editing/new/", writing.new, name="new_entry"),
    path("editing/queue/", lists.queue, name="queue"),
    path("editing/alerts/", lists.alerts, name="alerts"),
    path("editing/alerts/<int:alert_id>/", deciding.alert_seen, name="alert_seen"),
    path("editing/incidents/", lists.incidents, name="incidents"),
    path(
        "editing/incidents/<int:incident_id>/", deciding.review, name="review_incident"
    ),
    path("editing/proposals/", deciding.proposals, name="proposals"),
    path(
        "editing/proposals/<int:proposal_id>/", deciding.decide, name="decide_proposal"
    ),
    path("editing/connect/", lists.connect_requests, name="connect_requests"),
    path("editing/connect/<uuid:request_id>/", deciding.answer, name="answer_connect"),
    path("editing/gaps/", lists.gaps, name="gaps"),
    path(_ENTRY, entry.entry, name="edit_entry_page"),
    path(_ENTRY + "change/", writing.change, name="change_entry"),
    path(_ENTRY + "verify/", entry.verify, name="verify_entry"),
    path(_ENTRY + "consent/", entry.agree, name="record_consent"),
    path(_ENTRY + "withdraw/", entry.withdraw, name="withdraw_consent"),
    path(_ENTRY + "list/", entry.list_entry, name="list_entry"),
    path(_ENTRY + "suspend/", entry.suspend, name="suspend_entry"),
    path(_ENTRY + "archive/", entry.archive, name="archive_entry"),
    path("entry/<uuid:provider_id>/propose/", deciding.propose, name="propose"),
]
