"""Real server processes for tests that need more than Django's test client."""

from __future__ import annotations
