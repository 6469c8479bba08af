"""Django's PostgreSQL backend, which trusts a connection that was just in use.

A health check is a whole round trip; of a request for one entry it was the third.
A connection breaks while nobody uses it (a restart, a proxy's time limit), so only one
that has rested is asked. Where it breaks in between, one request fails and Django opens
a new connection after it.
"""

from __future__ import annotations

import time
from typing import Any, Final

from django.db.backends.postgresql import base

TRUSTED_SECONDS: Final = 5


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._last_used = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """Called before each statement; checks once a request, after a rest."""
        now = time.monotonic()
        if now - self._last_used < TRUSTED_SECONDS:
            self.health_check_done = True
        self._last_used = now
        super().close_if_health_check_failed()
