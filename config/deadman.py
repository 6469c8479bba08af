"""The dead man's switch: a call outwards that stops when something is wrong.

Whoever is called notices the silence and wakes people; that works also when this
machine is gone.
"""

from __future__ import annotations

import logging
import urllib.request
from http.client import HTTPException

from django.conf import settings

from config.health import states

logger = logging.getLogger("waymark.deadman")

SECONDS = 10


def say_all_is_well() -> bool:
    """GET WAYMARK_DEAD_MAN_URL if every part of /healthz works; whether it was told."""
    url = settings.WAYMARK_DEAD_MAN_URL
    if not url or not all(states().values()):
        return False
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(url, timeout=SECONDS).close()
    except (OSError, HTTPException):
        # The address is a secret of its own: whoever has it can feign our health.
        logger.warning("the dead man's switch was not reached")
        return False
    return True
