"""The plan of a journey: legs and borders, and what must be there before it begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.journeys.packing import kept_shape, moment, packed
from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.going import Device
from evacuation.workflow.movement.legs import BorderCheck, Leg, Means

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOST_LEGS = 20


class Companion(Coded):
    GOES = "goes", _("A companion goes with them")
    AGREED = "agreed", _("Agreed: they go without")
    OPEN = "open", _("Not settled yet")


class Departure(Coded):
    """A statement that they leave freely, for the police that relatives send."""

    NOT_NEEDED = "not_needed", _("Nobody searches for them")
    MADE = "made", _("Made, and with the lawyer")
    MISSING = "missing", _("Relatives search, and it is not made")


@dataclass(frozen=True, slots=True)
class PlannedLeg:
    """`begins_at`, `ends_at`: where, in words (a station, a crossing); never a home."""

    leg: Leg
    begins_at: str = ""
    ends_at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """An obstacle (findings.Obstacle) that the legal focal let pass, and why."""

    what: str
    why: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """`safeguarding`: a note; who looks after the minors is a focal point of the case.

    `lawful_by`: who signed that every crossing is lawful, a name of vault/cards.py.

    `host`: who receives them, in words; `host_said_at`: when they confirmed.
    `last_yes`: when the person last said that they go.
    """

    legs: tuple[PlannedLeg, ...] = ()
    lawful_by: str = ""
    device: Device = Device.UNKNOWN
    money: bool = False
    money_note: str = ""
    companion: Companion = Companion.OPEN
    host: str = ""
    host_said_at: datetime | None = None
    abort_words: str = ""
    fallback: str = ""
    departure: Departure = Departure.MISSING
    safeguarding: str = ""
    last_yes: datetime | None = None
    passed: tuple[Passed, ...] = field(default=())

    @property
    def countries(self) -> frozenset[str]:
        """Of every leg, both ends (ISO 3166-1 alpha-2)."""
        ends = ((one.leg.origin, one.leg.target) for one in self.legs)
        return frozenset(country for pair in ends for country in pair)

    def packed(self) -> dict[str, Any]:
        found: dict[str, Any] = packed(self)
        return found

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Plan:
        """Raises NotTrusted for another shape."""
        with kept_shape():
            found = dict(kept)
            return cls(
                legs=tuple(_planned(one) for one in found.pop("legs")),
                device=Device(found.pop("device")),
                companion=Companion(found.pop("companion")),
                departure=Departure(found.pop("departure")),
                host_said_at=moment(found.pop("host_said_at")),
                last_yes=moment(found.pop("last_yes")),
                passed=tuple(_passed(one) for one in found.pop("passed")),
                **found,
            )


def _planned(kept: Mapping[str, Any]) -> PlannedLeg:
    said = dict(kept["leg"])
    check = said.pop("check")
    begins, ends = moment(said.pop("begins")), moment(said.pop("ends"))
    if begins is None or ends is None:
        raise ValueError(kept)
    leg = Leg(
        means=Means(said.pop("means")),
        begins=begins,
        ends=ends,
        check=_check(check) if check else None,
        **said,
    )
    return PlannedLeg(
        leg, str(kept["begins_at"]), str(kept["ends_at"]), str(kept["note"])
    )


def _check(kept: Mapping[str, Any]) -> BorderCheck:
    at = moment(kept["at"])
    if at is None:
        raise ValueError(kept)
    return BorderCheck(at, passes=bool(kept["passes"]), by=str(kept["by"]))


def _passed(kept: Mapping[str, Any]) -> Passed:
    at = moment(kept["at"])
    if at is None:
        raise ValueError(kept)
    return Passed(str(kept["what"]), str(kept["why"]), str(kept["by"]), at)
