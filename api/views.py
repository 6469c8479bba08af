"""What every view of the API does before and after its own work."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework.views import APIView

from api.authentication import KeyAuthentication, app_of, key_of
from api.authority import viewer_of_app
from api.conditional import etag_of, marked, not_modified
from api.negotiation import BoundedJSONParser, JSONNegotiation
from api.permissions import ReadsDirectory
from api.throttling import CallerThrottle
from directory.errors import NotVisible
from directory.services.listing import latest_change
from directory.viewer import PUBLIC_VIEWER

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from directory.viewer import Viewer

_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


class ApiView(APIView):
    """A door to the directory: key, scope, throttle, then the view's own work."""

    authentication_classes = [KeyAuthentication]
    permission_classes: Any = [ReadsDirectory]
    throttle_classes = [CallerThrottle]
    parser_classes = [BoundedJSONParser]
    content_negotiation_class = JSONNegotiation
    http_method_names = ["get", "head", "post"]

    @cached_property
    def viewer(self) -> Viewer:
        """What the key reads; the public's view without one."""
        app = app_of(self.request)
        return PUBLIC_VIEWER if app is None else viewer_of_app(app, self.actor)

    @property
    def actor(self) -> User:
        """The app's service user; only where the permission asks for a key."""
        return cast("User", self.request.user)

    @cached_property
    def latest_change(self) -> int:
        """The directory's highest change number."""
        key = key_of(self.request)
        return latest_change() if key is None else key.latest_change

    def unchanged_since(self, *also: str) -> tuple[str, HttpResponseBase | None]:
        """This answer's ETag, and the 304 for a caller that holds it."""
        request = self.request._request
        etag = etag_of(request, self.viewer, self.latest_change, *also)
        return etag, not_modified(request, etag)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self._speak(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
        super().initial(request, *args, **kwargs)

    def _speak(self, accepted: str) -> None:
        # The middleware has chosen the default language; a cookie means nothing here.
        if not accepted:
            return
        for tag, _weight in parse_accept_lang_header(accepted):
            code = tag.split("-")[0]
            if code in _LANGUAGES:
                translation.activate(code)
                return


class NothingHere(ApiView):
    """Any other address below /api/: the same answer as for what is hidden."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotVisible


def document(body: str, etag: str) -> HttpResponseBase:
    """A finished JSON text as an answer that may be asked for conditionally."""
    response = HttpResponse(body.encode(), content_type="application/json")
    return marked(response, etag)


def private_document(body: str) -> HttpResponseBase:
    """A finished JSON text that nobody may keep."""
    response = HttpResponse(body.encode(), content_type="application/json")
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept, Accept-Language, Authorization"
    return response


def written(value: object) -> str:
    """JSON text, as compact as the read model's."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
