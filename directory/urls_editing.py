"""People's and editors' pages; included by directory.urls in its namespace."""

from __future__ import annotations

from django.urls import path

from directory.views import people

urlpatterns = [
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
]
