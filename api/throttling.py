"""How often a caller may ask, counted once for all processes and machines.

One statement per request counts and reads: two workers cannot both take the last
place, as they could with a read and a write of a cache. The window is fixed and
begins on the database's clock. RateLimit and RateLimit-Policy are those of
draft-ietf-httpapi-ratelimit-headers-10.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone
from rest_framework.throttling import BaseThrottle

from api.authentication import app_of
from api.models import RequestCount
from evacuation.unlocked import Unlocked

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
_COUNT = """
INSERT INTO api_requestcount AS known (caller, window_start, count)
SELECT %s, now - now %% %s, 1
  FROM (SELECT extract(epoch FROM now())::bigint AS now) AS clock
ON CONFLICT (caller) DO UPDATE SET window_start = EXCLUDED.window_start,
    count = CASE WHEN known.window_start = EXCLUDED.window_start
                 THEN known.count + 1 ELSE 1 END
RETURNING count, window_start + %s - extract(epoch FROM now())::bigint"""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `requests` in `seconds`."""

    requests: int
    seconds: int


@cache
def read_rate(text: str) -> Rate:
    """The rate in "600/minute". Raises ImproperlyConfigured."""
    number, _slash, unit = text.partition("/")
    if not number.isdecimal() or unit not in _SECONDS:
        raise ImproperlyConfigured(f"{text!r} is not a rate such as 600/minute.")
    return Rate(int(number), _SECONDS[unit])


class CallerThrottle(BaseThrottle):
    """Partners by their key, members as themselves, the public by address, strictly."""

    def __init__(self) -> None:
        self._seconds_left = 0

    def allow_request(self, request: Request, view: APIView) -> bool:
        if isinstance(request.auth, Unlocked):
            member = f"member:{request.auth.user.pk}"
            return self._count(view, "member", member)
        app = app_of(request)
        if app is None:
            return self._count(view, "anonymous", _hashed_address(request))
        return not app.throttled or self._count(view, "partner", f"key:{app.key_id}")

    def wait(self) -> float:
        return float(self._seconds_left)

    def _count(self, view: APIView, policy: str, caller: str) -> bool:
        rate = read_rate(_rates()[policy])
        count, self._seconds_left = count_request(caller, rate.seconds)
        left = max(rate.requests - count, 0)
        said = view.headers
        said["RateLimit-Policy"] = f'"{policy}";q={rate.requests};w={rate.seconds}'
        said["RateLimit"] = f'"{policy}";r={left};t={self._seconds_left}'
        return count <= rate.requests


def count_request(caller: str, seconds: int) -> tuple[int, int]:
    """Count one more request; (requests in this window, seconds left of it)."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [caller, seconds, seconds])
        count, left = cursor.fetchone()
    return count, left


def forget_old_counts() -> None:
    """Drop the counts of windows that ended; addresses' hashes go with them."""
    longest = max(_SECONDS.values())
    oldest = int(timezone.now().timestamp()) - longest
    RequestCount.objects.filter(window_start__lt=oldest).delete()


def _rates() -> dict[str, str]:
    return {
        "partner": settings.WAYMARK_THROTTLE_PARTNER,
        # A tool works for one person who waits for it, as a partner's does for many.
        "member": settings.WAYMARK_THROTTLE_PARTNER,
        "anonymous": settings.WAYMARK_THROTTLE_ANONYMOUS,
    }


def _hashed_address(request: Request) -> str:
    """The caller's address, keyed with a secret and the day: it cannot be read back.

    The proxy in front is the one that DRF's NUM_PROXIES counts.
    """
    address = CallerThrottle().get_ident(request)
    words = f"{timezone.localdate():%Y-%m-%d} {address}"
    key = settings.WAYMARK_HMAC_KEY.encode()
    return f"at:{hmac.digest(key, words.encode(), 'sha256').hex()[:40]}"
