"""The service's own gunicorn configuration, with outgoing connections refused."""

from __future__ import annotations

from config.gunicorn_conf import *  # noqa: F403
from tests import offline

offline.install()
