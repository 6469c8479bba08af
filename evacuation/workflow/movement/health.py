"""Medicine on the way: its kind and its days, never a diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.findings import Finding, Obstacle, Weight

if TYPE_CHECKING:
    from collections.abc import Iterator

# Source: field practice: 30 days over the journey, better 90 (docs/movement.md).
RESERVE = timedelta(days=30)
# The first supply on arrival is settled a week before what is in hand runs out.
FIRST_SUPPLY_BEFORE = timedelta(days=7)


class MedicineKind(Coded):
    """A class, as a pharmacist at a border would ask; no regimen, no diagnosis."""

    ART = "art", _("Antiretrovirals")
    OAT = "oat", _("Opioid agonist therapy")
    HORMONES = "hormones", _("Hormones")
    PREP = "prep", _("Prevention (PrEP)")
    PSYCHIATRIC = "psychiatric", _("Psychiatric")
    OTHER = "other", _("Another one that they cannot go without")


@dataclass(frozen=True, slots=True)
class Medicine:
    """`days`: in hand on the day it was `counted_on`. `supplier`: one on arrival."""

    kind: MedicineKind
    days: int
    counted_on: date
    supplier: bool = False
    letter_needed: bool = False
    letter: bool = False

    @property
    def lasts_until(self) -> date:
        return self.counted_on + timedelta(days=self.days)

    @property
    def supply_by(self) -> date:
        """By when the first supply on arrival must be settled."""
        return self.lasts_until - FIRST_SUPPLY_BEFORE


def against_going(medicine: Medicine, person: str, *, ends: date) -> Iterator[Finding]:
    """`ends`: the day on which they arrive."""
    if medicine.lasts_until < ends + RESERVE:
        if medicine.supplier and medicine.lasts_until >= ends:
            yield Finding(Obstacle.SHORT, Weight.WARNS, person)
        else:
            yield Finding(Obstacle.RUNS_OUT, Weight.BLOCKS, person)
    if medicine.letter_needed and not medicine.letter:
        yield Finding(Obstacle.LETTER, Weight.OVERRIDE, person)


def against_staying(
    medicine: Medicine, person: str, *, today: date
) -> Iterator[Finding]:
    """Once they are there: nothing is stopped, and somebody sees that there is more."""
    due = medicine.supply_by if medicine.supplier else medicine.lasts_until - RESERVE
    if today >= due:
        yield Finding(Obstacle.REFILL, Weight.WARNS, person)
