"""Sums as they stand in JSON: decimal text, so that no reader rounds them."""

from __future__ import annotations

from decimal import Decimal

from rest_framework import serializers

DIGITS, PLACES = 12, 2
_HUNDRED = Decimal(100)


def euro(cents: int) -> str:
    """ "250.00"; of another currency's hundredths, too."""
    return f"{Decimal(cents) / _HUNDRED:.2f}"


def sum_field(**named: object) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=DIGITS, decimal_places=PLACES, **named)  # type: ignore[arg-type]
