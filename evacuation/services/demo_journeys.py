"""Demo cases that travel: planned, ready, on the way, arrived. All is invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.journeys.plan import Companion, Departure, Plan, PlannedLeg
from evacuation.journeys.travellers import Band, Person
from evacuation.services.demo_walk import VERIFIER
from evacuation.services.journeys.arrivals import confirm_arrival
from evacuation.services.journeys.focals import Focal
from evacuation.services.journeys.medicine import save_medicines
from evacuation.services.journeys.naming import name_focal
from evacuation.services.journeys.plans import (
    check_border,
    hear_host,
    let_pass,
    save_plan,
    say_last_yes,
    sign_lawful,
)
from evacuation.services.journeys.protocols import agree_protocol
from evacuation.services.journeys.setting_out import depart
from evacuation.services.journeys.signing import sign_list
from evacuation.services.journeys.travellers import save_traveller
from evacuation.services.moving import confirm_step
from evacuation.workflow.dangers import Source
from evacuation.workflow.money import Line
from evacuation.workflow.movement.check_ins import Deed, Heard, Step, Through
from evacuation.workflow.movement.findings import Obstacle
from evacuation.workflow.movement.going import Device
from evacuation.workflow.movement.health import Medicine, MedicineKind
from evacuation.workflow.movement.legs import Leg, Means
from evacuation.workflow.movement.papers import (
    Known,
    Military,
    Papers,
    Passport,
    Scope,
    WantedCheck,
)
from evacuation.workflow.rubric import Facts

if TYPE_CHECKING:
    from evacuation.services.demo_walk import Walk

LEGAL = "demo-osprey"
_H = timedelta(hours=1)
_AFRAID = Facts(sources=frozenset({Source.UNKNOWN}))
_VALID = date(2031, 5, 31)


def travel_planned(walk: Walk) -> None:
    """Two go, a plan is written, and much of the list is open."""
    walk.begin(_AFRAID)
    walk.submit(Line.TRANSPORT, 450)
    walk.approve()
    walk.step("plan", text="Invented: a bus, then a plane; the host knows the day.")
    save_traveller(**walk.by(), person=_person("1", "Wren"))
    save_traveller(**walk.by(), person=_person("2", "Little Wren", Band.CHILD))
    today = timezone.localdate()
    medicine = Medicine(MedicineKind.HORMONES, 90, today)
    save_medicines(**walk.by(), person="1", medicines=[medicine])
    save_medicines(**walk.by(), person="2", medicines=[])
    save_plan(**walk.by(), plan=_plan())
    lead = walk.people[LEGAL].user.pk
    name_focal(**walk.by(), what=Focal.SAFEGUARDING, user=lead)
    agree_protocol(**walk.by(), steps=_PROTOCOL, public_agreed=False)


def ready_to_go(walk: Walk) -> None:
    travel_planned(walk)
    sign_lawful(**walk.by(LEGAL))
    for what in (Obstacle.ENTRY_UNKNOWN, Obstacle.RULE_OLD, Obstacle.SHARED_BASE):
        let_pass(**walk.by(LEGAL), what=str(what), why="Invented: asked the lawyer.")
    for leg in (0, 1):
        check_border(**walk.by(), leg=leg, passes=True)
    hear_host(**walk.by())
    say_last_yes(**walk.by())
    sign_list(**walk.by())
    confirm_step(**walk.by(VERIFIER))


def on_the_way(walk: Walk) -> None:
    ready_to_go(walk)
    depart(**walk.by())


def arrived(walk: Walk) -> None:
    on_the_way(walk)
    confirm_arrival(**walk.by(), through=Through.HOST, heard=Heard.PHRASE)
    walk.step("arrive")


_PROTOCOL = (
    Step(Deed.WRITE, timedelta(0)),
    Step(Deed.HOST, _H),
    Step(Deed.LEAD, 2 * _H),
    Step(Deed.LAWYER, 3 * _H, "Invented lawyer, +995 000 000"),
)


def _person(number: str, called: str, band: Band = Band.ADULT) -> Person:
    today = timezone.localdate()
    minor = band != Band.ADULT
    papers = Papers(
        passport=Passport.INTERNATIONAL,
        valid_until=_VALID,
        exit_ban=Known.NO,
        criminal_case=Known.NO,
        military=Military.NONE,
        minor=minor,
        parent_consents=minor,
        wanted=(
            WantedCheck(Scope.NATIONAL, Known.NO, today),
            WantedCheck(Scope.INTERSTATE, Known.NO, today),
        ),
    )
    return Person(
        number, called=called, band=band, home="KG", consents=True, papers=papers
    )


def _plan() -> Plan:
    first = timezone.now().replace(minute=0, second=0, microsecond=0) + 18 * _H
    bus = Leg("KG", "KZ", Means.BUS, first, first + 5 * _H)
    plane = Leg("KZ", "DE", Means.PLANE, first + 9 * _H, first + 16 * _H)
    return Plan(
        legs=(
            PlannedLeg(bus, "Invented bus station", "Invented crossing"),
            PlannedLeg(plane, "Invented airport", "Invented airport"),
        ),
        device=Device.NEW,
        money=True,
        money_note="Invented: with Wren, for ten days.",
        companion=Companion.AGREED,
        host="Invented Heron House",
        abort_words="Invented: grandmother is ill again.",
        fallback="Invented: back to the guesthouse, then call the desk.",
        departure=Departure.NOT_NEEDED,
        safeguarding="Invented: Little Wren sleeps in the same room.",
    )
