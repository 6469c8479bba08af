"""The service's own gunicorn configuration, with outgoing connections refused and a
clock that tests can move."""

from __future__ import annotations

from config.gunicorn_conf import *  # noqa: F403
from tests import moved_clock, offline

offline.install()
moved_clock.install()
