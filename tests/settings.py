"""config.settings in test mode, whatever the shell says; for pytest alone."""

from __future__ import annotations

import os

os.environ["WAYMARK_MODE"] = "test"
os.environ.pop("DATABASE_URL", None)

from config.settings import *  # noqa: F403

# Every test makes a browser of its own, for which WhiteNoise would read all files.
WHITENOISE_AUTOREFRESH = True
