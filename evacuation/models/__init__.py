"""The evacuation half's tables."""

from __future__ import annotations

from evacuation.models.member import Member

__all__ = ["Member"]
