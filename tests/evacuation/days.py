"""Days that go by, with what the worker does on each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evacuation.services.auditing import sign_daily_head
from evacuation.services.expiry import forget_what_is_due

DAY = timedelta(days=1)


class Days:
    """The time goes as far as a test says; the worker ticks on the way."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead, real = timedelta(0), timezone.now
        monkeypatch.setattr(timezone, "now", lambda: real() + self.ahead)
        tick()

    def go(self, days: int) -> None:
        for _day in range(days):
            self.ahead += DAY
            tick()


def tick() -> None:
    forget_what_is_due()
    sign_daily_head()
