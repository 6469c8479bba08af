"""Currencies that a budget may be written in, and rates that can be meant.

Codes of ISO 4217 that are money somewhere today, as CLDR lists them: no metals, no
test codes, none that was replaced.
"""

from __future__ import annotations

from decimal import Decimal

from babel.core import get_global
from babel.numbers import get_territory_currencies

EURO = "EUR"
CURRENCIES = frozenset(
    code
    for territory in get_global("territory_currencies")
    for code in get_territory_currencies(territory)
)
# Euro for one of it: below the least lies no currency, and none is worth as much as
# the most (the Kuwaiti dinar, some 3 euro).
LEAST, MOST = Decimal("0.0000005"), Decimal(5)


def is_plausible(currency: str, rate: Decimal) -> bool:
    """Whether `rate` can be meant: 1 is the euro itself, and nothing else."""
    if currency == EURO:
        return rate == 1
    return currency in CURRENCIES and LEAST <= rate <= MOST and rate != 1
