from __future__ import annotations

from tests.proof.conftest import stage

__all__ = ["stage"]
