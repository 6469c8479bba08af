"""The page of a journey: the list, the legs with what speaks against each, who goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from evacuation.board import case_code
from evacuation.errors import KeyMissing
from evacuation.forms.journeys.countries import country_words
from evacuation.journeys.plan import Plan
from evacuation.models.choices import Compartment, State
from evacuation.reading import CasePage
from evacuation.services.changing import may_act
from evacuation.services.journeys import going, identities, interviews, medicine, plans
from evacuation.services.journeys.alerts import alerts_on
from evacuation.services.journeys.focals import is_legal
from evacuation.services.journeys.rechecking import ROUTE_LOOKED_AT_IN
from evacuation.services.journeys.signed import lines_seen
from evacuation.services.journeys.travellers import next_number, travellers
from evacuation.services.moving import may_take, steps_for
from evacuation.services.place import person_of
from evacuation.showing.countries.overview import ShownAlert
from evacuation.showing.journeys.check_ins import CheckInsPage
from evacuation.showing.steps import shown_waiting
from evacuation.workflow.movement import devices
from evacuation.workflow.movement.findings import Weight
from evacuation.workflow.movement.going import (
    SAFE_PHONES,
    Item,
    Line,
    Readiness,
    may_go,
)
from evacuation.workflow.movement.health import Medicine
from evacuation.workflow.movement.houses import Need
from evacuation.workflow.people import By
from evacuation.workflow.table import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evacuation.access import OpenCase
    from evacuation.journeys.plan import PlannedLeg
    from evacuation.journeys.travellers import Person
    from evacuation.showing.steps import WaitingStep
    from evacuation.workflow.movement.devices import Advice
    from evacuation.workflow.movement.findings import Finding

# Which tag each is shown with.
WEIGHTS = {Weight.BLOCKS: "bad", Weight.OVERRIDE: "warn", Weight.WARNS: "info"}
READY = {
    Readiness.DONE: "good",
    Readiness.BLOCKED: "bad",
    Readiness.NOT_NEEDED: "quiet",
}
# Where a line of the list is mended: on a page of its own, or here below.
PAGES = {
    **dict.fromkeys(
        (
            Item.LEGS,
            Item.DEVICE,
            Item.TELLABLE,
            Item.MONEY,
            Item.COMPANION,
            Item.HOUSE,
            Item.ABORT,
            Item.DEPARTURE,
        ),
        "write_plan",
    ),
    Item.MEDICINE: "medicine",
    Item.HOST: "journey_told",
    Item.PROTOCOL: "protocol",
    Item.HEARD: "check_ins",
}
PLACES = {
    Item.BORDERS: "legs",
    Item.RISKS: "legs",
    Item.CONTEXT: "route",
    Item.PAPERS: "people",
    Item.DEPENDANTS: "people",
    Item.LAWFUL: "focals",
    Item.MINORS: "focals",
    Item.LAST_YES: "last-yes",
}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """`who`: what the person is called, "" for all. `passed`: why it may go on.

    `leg`: from 0, None for papers. `others`: how many more of its kind nobody let pass.
    """

    finding: Finding
    kind: str
    who: str
    passed: str
    leg: int | None
    others: int


@dataclass(frozen=True, slots=True)
class ShownLeg:
    """`number`: from 0."""

    number: int
    planned: PlannedLeg
    origin: str
    target: str
    checked_by: str
    found: list[ShownFinding]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """`where`: an address at which it is mended, "" for on this list itself."""

    line: Line
    kind: str
    where: str


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """`medicines`: None where nobody asked yet, or the member holds no key.

    `heard`: alone, by somebody; `may_hear`: the member reads it, or writes it first.
    """

    person: Person
    home: str
    medicines: list[Medicine] | None
    found: list[ShownFinding]
    heard: bool
    may_hear: bool
    may_identify: bool


class JourneyPage:
    """What one member reads of one journey. Raises KeyMissing, NotTrusted."""

    def __init__(self, opened: OpenCase) -> None:
        self.opened = opened
        self.case = opened.case
        self.page = CasePage(opened)
        self.now = timezone.now()

    @property
    def code(self) -> str:
        return case_code(self.case.pk)

    @cached_property
    def plan(self) -> Plan:
        return plans.plan_of(self.opened)

    @property
    def phone_advice(self) -> tuple[Advice, ...]:
        """What to do about their phone next."""
        return devices.advice(self.plan.device, self.plan.phone_signs)

    @property
    def phone_signs(self) -> list[devices.PhoneSign]:
        """In their order."""
        return [one for one in devices.PhoneSign if one in self.plan.phone_signs]

    @property
    def phone_is_safe(self) -> bool:
        return self.plan.phone in SAFE_PHONES

    @property
    def needs(self) -> list[Need]:
        """Of a house: by the plan, who goes, and what medicine can be read."""
        people = [one for one in self.people if one.going == "together"]
        found = going.needs_of(self.plan, self._taken or {}, people)
        return [one for one in Need if one in found]

    @property
    def house_takes(self) -> list[Need]:
        return [one for one in Need if one in self.plan.house.takes]

    @cached_property
    def people(self) -> list[Person]:
        return travellers(self.opened)

    @cached_property
    def lines(self) -> list[ShownLine]:
        """The list; of what this member cannot read, as the owner signed it."""
        return [
            ShownLine(one, READY[one.readiness], self._where(one.item))
            for one in lines_seen(self.opened, self.now)
        ]

    def _where(self, item: Item) -> str:
        if item in PLACES:
            return f"#{PLACES[item]}"
        name = PAGES.get(item, "")
        if item == Item.TELLABLE and self.phone_is_safe:
            name = "verification"
        planned = name == "write_plan" and not self.may_plan
        if not name or planned or (name == "medicine" and not self.has_medicine):
            return ""
        return reverse(f"evacuation:{name}", args=[self.case.pk])

    @property
    def may_depart(self) -> bool:
        """Whether they can set out now, by this member."""
        if self.case.state != State.READY or not self.holds_check_ins:
            return False
        return CheckInsPage(self.opened).may_depart

    @property
    def stops(self) -> list[str]:
        """Names of the steps by which this member says that it stops on the way."""
        ways = [BY_NAME[name] for name in ("put_off", "turn_back")]
        if self.case.state != State.IN_TRANSIT:
            return []
        return [one.name for one in ways if may_take(self.opened, one.who)]

    @property
    def stopping(self) -> list[ShownLine]:
        """Lines that nobody has cleared yet."""
        return [one for one in self.lines if one.line.readiness == Readiness.BLOCKED]

    @property
    def settled(self) -> list[ShownLine]:
        return [one for one in self.lines if one.line.readiness != Readiness.BLOCKED]

    @property
    def as_seen(self) -> bool:
        """Whether the list is what the owner's session saw."""
        return bool(going.unread(self.opened))

    @property
    def may_go(self) -> bool:
        return may_go([one.line for one in self.lines])

    @cached_property
    def legs(self) -> list[ShownLeg]:
        found = self._on_legs
        return [
            ShownLeg(
                number=number,
                planned=one,
                origin=country_words(one.leg.origin),
                target=country_words(one.leg.target),
                checked_by=self._checked_by(one),
                found=self._shown(found[number], number),
            )
            for number, one in enumerate(self.plan.legs)
        ]

    @cached_property
    def travellers(self) -> list[ShownPerson]:
        taken, on_people = (
            self._taken,
            going.on_people(self.plan, self._together, self.now),
        )
        return [
            ShownPerson(
                person=one,
                home=country_words(one.home),
                medicines=None if taken is None else taken.get(one.number),
                found=self._shown([f for f in on_people if f.person == one.number]),
                heard=interviews.is_heard(self.opened, one.number),
                may_hear=interviews.may_hear(self.opened, one.number),
                may_identify=identities.may_identify(self.opened, one.number),
            )
            for one in self.people
        ]

    @cached_property
    def alerts(self) -> list[ShownAlert]:
        found = alerts_on(self.opened, self.plan)
        return [ShownAlert(one, country_words(one.country)) for one in found]

    @cached_property
    def waiting(self) -> WaitingStep | None:
        return shown_waiting(self.opened, self.page.name_of)

    @cached_property
    def waits(self) -> CheckInsPage | None:
        """Who is to be heard next, and what is done if not; None without the keys."""
        found = CheckInsPage(self.opened)
        try:
            says = found.expected is not None or found.steps or found.is_lost
            return found if says else None
        except KeyMissing:
            return None

    @property
    def holds_check_ins(self) -> bool:
        """Whether the member opens the page of check-ins."""
        parts = (Compartment.TRIAGE, Compartment.INBOX)
        return may_act(self.opened.me) and all(map(self.opened.holds, parts))

    @property
    def has_medicine(self) -> bool:
        return medicine.may_see_medicine(self.opened)

    @property
    def heard_before(self) -> list[str]:
        """Whom the member heard and who stands in no list of who goes any more."""
        return interviews.left_without_route(self.opened)

    @property
    def next_number(self) -> str:
        return next_number(self.opened)

    @property
    def may_plan(self) -> bool:
        return self._is_planner and self.case.state in plans.WRITTEN_IN

    @property
    def may_look(self) -> bool:
        return self._is_planner and self.case.state in plans.LOOKED_AT_IN

    @property
    def may_look_at_route(self) -> bool:
        """After an alert, also while it rests or was stopped."""
        return self._is_planner and self.case.state in ROUTE_LOOKED_AT_IN

    @property
    def _is_planner(self) -> bool:
        return person_of(self.opened).may_be_any(frozenset({By.OWNER, By.VERIFIER}))

    @property
    def may_sign(self) -> bool:
        """Whether this member can sign the list now, as the first of two."""
        if self.case.state != State.PLANNING or self.waiting:
            return False
        return any(
            one.name == "ready" and not lacking
            for one, lacking in steps_for(self.opened)
        )

    @property
    def is_legal(self) -> bool:
        return is_legal(self.opened) and self.case.state in plans.WRITTEN_IN

    @property
    def lawful_by(self) -> str:
        return self.page.name_of(self.plan.lawful_by) if self.plan.lawful_by else ""

    @cached_property
    def _taken(self) -> dict[str, list[Medicine]] | None:
        try:
            return medicine.medicines(self.opened)
        except KeyMissing:
            return None

    @property
    def _together(self) -> list[Person]:
        return [one for one in self.people if one.going == "together"]

    def _checked_by(self, one: PlannedLeg) -> str:
        return self.page.name_of(one.leg.check.by) if one.leg.check else ""

    @cached_property
    def _on_legs(self) -> tuple[tuple[Finding, ...], ...]:
        return going.findings(
            self.plan,
            self._together,
            self._taken or {},
            self.now,
            goes_from=going.goes_from(self.opened, self.plan),
        )

    @cached_property
    def _asking(self) -> Counter[str]:
        """How many of each kind wait for the legal focal's reason."""
        found = (one for _leg, one in going.asking(self.opened, self.now))
        return Counter(str(one.what) for one in found if not one.passed)

    def _shown(
        self, found: Sequence[Finding], leg: int | None = None
    ) -> list[ShownFinding]:
        called = {one.number: one.called for one in self.people}
        asking = self._asking if self.is_legal else Counter[str]()
        return [
            ShownFinding(
                finding=one,
                kind=WEIGHTS[one.weight],
                who=called.get(one.person, ""),
                passed=one.passed,
                leg=leg,
                others=max(asking[str(one.what)] - 1, 0),
            )
            for one in found
        ]
