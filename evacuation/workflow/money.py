"""How much takes how many people, and what a level of verification lets us spend.

Amounts in whole euro cents. The numbers are the network's defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.verification import Verified, at_least

_EURO = 100
ALONE = 300 * _EURO
_WITH_ONE = 500 * _EURO
_ONE_APPROVER = 3000 * _EURO
_TWO_APPROVERS = 10_000 * _EURO
CEILING_OVER = timedelta(days=7)
CEILING = 1000 * _EURO  # of interim help by one person, for one payee or case
PROGRAMME, FINANCE, LEAD = "approver_programme", "approver_finance", "lead"
_ANY_APPROVER = frozenset({PROGRAMME, FINANCE})
# Of a tier: who has to sign, each another person.
_SIGNERS: dict[int, tuple[frozenset[str], ...]] = {
    1: (_ANY_APPROVER,),
    2: (_ANY_APPROVER,),
    3: (_ANY_APPROVER,),
    4: (frozenset({PROGRAMME}), frozenset({FINANCE})),
    5: (frozenset({PROGRAMME}), frozenset({FINANCE}), frozenset({LEAD})),
}
UP_TO = {1: ALONE, 2: _WITH_ONE, 3: _ONE_APPROVER, 4: _TWO_APPROVERS}
_MOST = {
    Verified.V0: 0,
    Verified.V1: 100 * _EURO,
    Verified.V2: _WITH_ONE,
    Verified.V3: _ONE_APPROVER,
    Verified.VX: 0,
}


class Line(Coded):
    """What money is for."""

    TRANSPORT = "transport", _("Transport")
    PHONE = "phone", _("Phone or SIM card")
    LODGING = "lodging", _("Lodging")
    FOOD = "food", _("Food")
    PAPERS = "papers", _("Papers and visa fees")
    MEDICINE = "medicine", _("Medicine")
    LEGAL = "legal", _("Legal fees")
    PSYCHOSOCIAL = "psychosocial", _("Psychosocial support")
    COMPANION = "companion", _("Companion")
    CONTINGENCY = "contingency", _("Contingency")


class Paid(Coded):
    """How it reaches them."""

    CASH = "cash", _("Cash through a partner")
    PREPAID = "prepaid", _("Prepaid card")
    DIRECT = "direct", _("Paid by us directly")


class Receipt(Coded):
    PENDING = "pending", _("Not yet")
    RECEIPT = "receipt", _("Receipt")
    DECLARATION = "declaration", _("Signed declaration")
    UNSAFE = "unsafe", _("Unsafe to obtain")


@dataclass(frozen=True, slots=True)
class Budgeted:
    """One line: `amount` in hundredths of `currency`; `rate`: euro for one of it."""

    line: Line
    currency: str
    amount: int
    rate: Decimal = Decimal(1)
    pledged: int = 0  # of it, by another funder, in the same currency

    @property
    def cents(self) -> int:
        """What we pay, in euro cents, rounded half up."""
        ours = Decimal(max(0, self.amount - self.pledged)) * self.rate
        return int(ours.quantize(Decimal(1), ROUND_HALF_UP))


def total(lines: tuple[Budgeted, ...]) -> int:
    """Euro cents."""
    return sum(line.cents for line in lines)


def tier(cents: int) -> int:
    """1 to 5: how many and who must sign for it."""
    return next((at for at, most in UP_TO.items() if cents <= most), 5)


def signers(of_tier: int) -> tuple[frozenset[str], ...]:
    """Rights, one set for each person who must sign."""
    return _SIGNERS[of_tier]


def quorum(of_tier: int, signed: dict[int, frozenset[str]]) -> bool:
    """Whether different people fill every place. `signed`: rights by person."""
    return _fills(signers(of_tier), list(signed.values()))


def missing_signers(
    of_tier: int, signed: dict[int, frozenset[str]]
) -> list[frozenset[str]]:
    """The places that nobody has filled yet, at best use of who has signed."""
    places, people = signers(of_tier), list(signed.values())
    for size in range(len(places), 0, -1):
        for filled in combinations(range(len(places)), size):
            if _fills(tuple(places[at] for at in filled), people):
                return [p for at, p in enumerate(places) if at not in filled]
    return list(places)


def _fills(places: tuple[frozenset[str], ...], people: list[frozenset[str]]) -> bool:
    if not places:
        return True
    first, rest = places[0], places[1:]
    return any(
        rights & first and _fills(rest, people[:at] + people[at + 1 :])
        for at, rights in enumerate(people)
    )


def alone(level: Verified) -> int:
    """The most that one coordinator spends at once on interim help, euro cents."""
    if at_least(level, Verified.V2):
        return ALONE
    return _MOST[level]


def together(level: Verified) -> int:
    """The most that one coordinator spends at once where a second person agreed."""
    if at_least(level, Verified.V2):
        return _WITH_ONE
    return _MOST[level]


def most(level: Verified) -> int | None:
    """The most that a decision may spend at this level; None: no end."""
    return _MOST.get(level)


def enough(level: Verified, cents: int) -> bool:
    """Whether what was verified is enough for this sum."""
    allowed = most(level)
    return allowed is None or cents <= allowed
