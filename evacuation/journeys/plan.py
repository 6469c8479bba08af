"""The plan of a journey: legs and borders, and what must be there before it begins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext_lazy as _

from evacuation.journeys.packing import kept_shape, moment, packed
from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.devices import PhoneSign, phone
from evacuation.workflow.movement.findings import Weight
from evacuation.workflow.movement.going import Device
from evacuation.workflow.movement.houses import House, Need
from evacuation.workflow.movement.legs import BorderCheck, Leg, Means
from evacuation.workflow.movement.papers import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from evacuation.workflow.movement.findings import Finding

MOST_LEGS = 20
_Code = TypeVar("_Code", bound=Coded)


class Companion(Coded):
    GOES = "goes", _("A companion goes with them")
    AGREED = "agreed", _("Agreed: they go without")
    OPEN = "open", _("Not settled yet")


class Departure(Coded):
    """A statement that they leave freely, for the police that relatives send."""

    NOT_NEEDED = "not_needed", _("Nobody searches for them")
    MADE = "made", _("Made, and with the lawyer")
    MISSING = "missing", _("Relatives search, and it is not made")
    UNASKED = "unasked", _("Not asked yet")


class PackPart(Coded):
    """What belongs to it, where relatives search."""

    STATEMENT = "statement", _("A statement in their hand, with day and signature")
    VIDEO = "video", _("A short video in which they say it, without any place")
    LAWYER = "lawyer", _("A lawyer holds both, and answers the police")
    SILENCE = "silence", _("Who goes along and who receives them post nothing")


@dataclass(frozen=True, slots=True)
class PlannedLeg:
    """`begins_at`, `ends_at`: where, in words (a station, a crossing); never a home."""

    leg: Leg
    begins_at: str = ""
    ends_at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """An obstacle (findings.Obstacle) that the legal focal let pass, and why.

    Of one `person` (a number) and one `crossing` (`crossing_of`; empty for papers and
    medicine, which are of the whole way). Where neither stands, nothing passes.
    """

    what: str
    why: str
    by: str
    at: datetime
    person: str = ""
    crossing: tuple[str, ...] = ()

    @property
    def names_one(self) -> bool:
        """Whether it says of whom or where; else it was written before that counted."""
        return bool(self.person or self.crossing)

    def is_of(self, finding: Finding, crossing: tuple[str, ...]) -> bool:
        """Whether it lets just this pass."""
        of = (self.what, self.person, self.crossing)
        return self.names_one and of == (str(finding.what), finding.person, crossing)


@dataclass(frozen=True, slots=True)
class Plan:
    """`phone_signs`: what is so of the phone they have now. `departure_has`: the parts
    of the statement of leaving freely that are there.
    `kin_there`: whether people who could tell relatives live where they arrive.
    `needs`, `stay_days`: what they need of a house, for how long; `needs_none`: they
    were asked, and need nothing of the kind. `house`: its rules.

    `safeguarding`: a note; who looks after the minors is a focal point of the case.

    `lawful_by`: who signed that every crossing is lawful, a name of vault/cards.py.

    `pathway`: the id of the public record of the lawful way in that they use.

    `host`: who receives them, in words; `host_said_at`: when they confirmed.
    `last_yes`: when the person last said that they go.
    """

    legs: tuple[PlannedLeg, ...] = ()
    pathway: int | None = None
    lawful_by: str = ""
    device: Device = Device.UNKNOWN
    phone_signs: frozenset[PhoneSign] = frozenset()
    money: bool = False
    money_note: str = ""
    companion: Companion = Companion.OPEN
    host: str = ""
    host_said_at: datetime | None = None
    abort_words: str = ""
    fallback: str = ""
    departure: Departure = Departure.UNASKED
    departure_has: frozenset[PackPart] = frozenset()
    kin_there: Known = Known.UNKNOWN
    needs: frozenset[Need] = frozenset()
    needs_none: bool = False
    stay_days: int | None = None
    house: House = field(default=House())
    safeguarding: str = ""
    last_yes: datetime | None = None
    passed: tuple[Passed, ...] = field(default=())

    @property
    def phone(self) -> Device:
        """What their phone counts as: one that others had is not clean."""
        return phone(self.device, self.phone_signs)

    @property
    def departure_lacks(self) -> list[PackPart]:
        """What is missing of the statement, where relatives search."""
        if self.departure in (Departure.NOT_NEEDED, Departure.UNASKED):
            return []
        return [one for one in PackPart if one not in self.departure_has]

    def passing(
        self, found: Iterable[Finding], crossing: tuple[str, ...] = ()
    ) -> list[Finding]:
        """The same, each with the reason for which just this one may pass."""
        return [replace(one, passed=self._why(one, crossing)) for one in found]

    def _why(self, one: Finding, crossing: tuple[str, ...]) -> str:
        if one.weight != Weight.OVERRIDE:
            return ""
        return next((p.why for p in self.passed if p.is_of(one, crossing)), "")

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
                phone_signs=_codes(PhoneSign, found.pop("phone_signs", ())),
                departure_has=_codes(PackPart, found.pop("departure_has", ())),
                kin_there=Known(found.pop("kin_there", Known.UNKNOWN)),
                needs=_codes(Need, found.pop("needs", ())),
                house=_house(found.pop("house", {})),
                companion=Companion(found.pop("companion")),
                departure=Departure(found.pop("departure")),
                host_said_at=moment(found.pop("host_said_at")),
                last_yes=moment(found.pop("last_yes")),
                passed=tuple(_passed(one) for one in found.pop("passed")),
                **found,
            )


def crossing_of(one: PlannedLeg) -> tuple[str, ...]:
    """Which border, in a plan: countries, by what, and where it begins and ends."""
    leg = one.leg
    return leg.origin, leg.target, str(leg.means), one.begins_at, one.ends_at


def _codes(codes: type[_Code], kept: Iterable[object]) -> frozenset[_Code]:
    return frozenset(codes(str(one)) for one in kept)


def _house(kept: Mapping[str, Any]) -> House:
    days = kept.get("days")
    takes = _codes(Need, kept.get("takes", ()))
    return House(takes, int(days) if days is not None else None)


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
    return Passed(
        str(kept["what"]),
        str(kept["why"]),
        str(kept["by"]),
        at,
        str(kept.get("person", "")),
        tuple(str(one) for one in kept.get("crossing", ())),
    )
