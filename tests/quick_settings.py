"""config.settings with a worker that looks every second; for real workers in tests.

It does what it does every half minute elsewhere, so that no test waits for the next.
Its clock can be moved by the test that starts it.
"""

from __future__ import annotations

from config.settings import *  # noqa: F403
from tests import moved_clock

WAYMARK_TICK_SECONDS = 1
moved_clock.install()
