"""config.settings in test mode, whatever the shell says; for pytest alone."""

from __future__ import annotations

import os

os.environ["WAYMARK_MODE"] = "test"
os.environ.pop("DATABASE_URL", None)

from config.settings import *  # noqa: F403
