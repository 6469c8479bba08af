"""What a key may do: its scopes. What it may see is the viewer's matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

from api.authentication import app_of
from api.models import PartnerApp

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class ReadsDirectory(BasePermission):
    """The public, and keys with `directory:read`."""

    message = _("This key lacks the scope directory:read.")
    code = "scope_missing"

    def has_permission(self, request: Request, view: APIView) -> bool:
        app = app_of(request)
        return app is None or PartnerApp.Scope.DIRECTORY_READ in app.scopes


class ReadsContacts(BasePermission):
    """Keys with `contacts:read`; never the public."""

    message = _("This key lacks the scope contacts:read.")
    code = "scope_missing"

    def has_permission(self, request: Request, view: APIView) -> bool:
        app = app_of(request)
        return app is not None and PartnerApp.Scope.CONTACTS_READ in app.scopes


class WritesRequests(BasePermission):
    """Keys with `requests:write`; never the public."""

    message = _("This key lacks the scope requests:write.")
    code = "scope_missing"

    def has_permission(self, request: Request, view: APIView) -> bool:
        app = app_of(request)
        return app is not None and PartnerApp.Scope.REQUESTS_WRITE in app.scopes
