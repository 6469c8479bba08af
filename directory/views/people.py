"""Who has access, until when, and who vouches; and the way in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directory.errors import DirectoryError, InvitationSpent, NotAllowed, NotVisible
from directory.forms.people import InvitationForm
from directory.services import people as service
from directory.views.doors import add_refusal, do, for_administrators

if TYPE_CHECKING:
    from directory.models import Invitation, Monitor

# Long enough for a second person to find the time.
SOON = timedelta(days=30)
PEOPLE = "directory:people"


@require_GET
@for_administrators
def people(request: HttpRequest, profile: Monitor) -> HttpResponse:
    """Who, in which role, where, until when, vouched for by whom."""
    actor, now = profile.user, timezone.now()
    found = service.people(actor)
    context = {
        "running": [a for a in found if a.ended_at is None],
        "ended": [a for a in found if a.ended_at is not None],
        "invitations": service.waiting_invitations(actor),
        "soon": now + SOON,
        "now": now,
        "months": settings.WAYMARK_ACCESS_MONTHS,
    }
    return render(request, "directory/people/people.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@for_administrators
def invite(request: HttpRequest, profile: Monitor) -> HttpResponse:
    """The link is shown on the answer to the form, this once."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invited = service.invite_person(actor=profile.user, **form.cleaned_data)
        except (NotAllowed, NotVisible):
            raise
        except DirectoryError as refusal:
            add_refusal(form, refusal)
        else:
            return _show_link(request, invited)
    return render(request, "directory/people/invite.html", {"form": form})


@never_cache
@require_POST
@for_administrators
def invite_back(request: HttpRequest, profile: Monitor, user_id: int) -> HttpResponse:
    """A new link for somebody who lost their password or device."""
    links: list[service.Invited] = []
    answer = do(
        request,
        lambda: links.append(service.invite_back(actor=profile.user, user_id=user_id)),
        done="",
        back=PEOPLE,
    )
    return _show_link(request, links[0]) if links else answer


def _show_link(request: HttpRequest, invited: service.Invited) -> HttpResponse:
    path = reverse("directory:invitation") + "?" + urlencode({"key": invited.token})
    context = {
        "invitation": invited.invitation,
        "link": request.build_absolute_uri(path),
    }
    return render(request, "directory/people/invited.html", context)


@require_POST
@for_administrators
def renew(request: HttpRequest, profile: Monitor, user_id: int) -> HttpResponse:
    return do(
        request,
        lambda: service.renew_access(actor=profile.user, user_id=user_id),
        done=_("The access has been renewed."),
        back=PEOPLE,
    )


@require_POST
@for_administrators
def end(request: HttpRequest, profile: Monitor, user_id: int) -> HttpResponse:
    return do(
        request,
        lambda: service.end_access(actor=profile.user, user_id=user_id),
        done=_("The access has ended, and every session with it."),
        back=PEOPLE,
    )


@require_POST
@for_administrators
def withdraw(
    request: HttpRequest, profile: Monitor, invitation_id: int
) -> HttpResponse:
    return do(
        request,
        lambda: service.withdraw_invitation(
            actor=profile.user, invitation_id=invitation_id
        ),
        done=_("The link no longer works."),
        back=PEOPLE,
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Choose a password; the second factor comes next.

    The key travels in the query, which no log keeps, and only the form uses it up:
    messengers open links to preview them.
    """
    posted = request.method == "POST"
    key = (request.POST if posted else request.GET).get("key", "")
    try:
        found = service.open_invitation(key)
        form = _password_form(request, found)
        if posted and form.is_valid():
            return _come_in(request, key, form.cleaned_data["new_password1"])
    except InvitationSpent as spent:
        return render(request, "directory/people/spent.html", status=spent.status)
    context = {"form": form, "key": key, "invitation": found}
    return render(request, "directory/people/invitation.html", context)


def _password_form(request: HttpRequest, found: Invitation) -> SetPasswordForm[User]:
    data = request.POST if request.method == "POST" else None
    return SetPasswordForm(User(username=found.code_name), data)


def _come_in(request: HttpRequest, key: str, password: str) -> HttpResponse:
    user = service.accept_invitation(token=key, password=password)
    # Fresh enough to set up the second factor without typing the password again.
    record_authentication(request, user, "password", reauthenticated=True)
    answer: HttpResponse = perform_login(
        request, user, redirect_url=reverse("mfa_index")
    )
    return answer
