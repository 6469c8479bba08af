"""Who looks, asked once for each request; and refusals turned into pages."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.views.decorators.cache import cache_control

from directory.errors import DirectoryError, NotAllowed, NotVisible
from directory.viewer import Viewer, viewer_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

# A phone is searched, a computer is shared: no page of a search stays behind, whoever
# asked. Signed-in pages are kept nowhere by the middleware.
kept_nowhere = cache_control(no_store=True)
_HELD = "_directory_viewer"


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of the person signed in, or the public's."""
    held: Viewer | None = getattr(request, _HELD, None)
    if held is None:
        held = viewer_for(request.user)
        setattr(request, _HELD, held)
    return held


def viewer_if_asked(request: HttpRequest) -> Viewer | None:
    """The viewer where this request has asked for one: a menu asks nothing itself."""
    return getattr(request, _HELD, None)


def hides_what_is_not_visible(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Not there and not for you look alike: a 404. Other refusals are 403 and 400."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotVisible:
            raise Http404 from None
        except NotAllowed:
            raise PermissionDenied from None
        except DirectoryError as refusal:
            raise BadRequest(refusal.code) from None

    return answer
