"""Demo cases that travel, in every stage of it. All is invented.

Planned, ready, on the way, lost on the way, turned back, arrived, settled.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.answers import ContactVia
from evacuation.journeys.plan import Companion, Departure, Plan, PlannedLeg
from evacuation.journeys.reception import Company
from evacuation.journeys.reception import Item as First
from evacuation.journeys.travellers import Band, Person
from evacuation.services.contacting import agree_phrases
from evacuation.services.demo_walk import VERIFIER
from evacuation.services.journeys.arrivals import confirm_arrival
from evacuation.services.journeys.check_ins import hear
from evacuation.services.journeys.first_days import SeenTo, see_to_first_days
from evacuation.services.journeys.focals import Focal
from evacuation.services.journeys.medicine import save_medicines
from evacuation.services.journeys.naming import name_focal
from evacuation.services.journeys.passing import NothingToPass, let_pass
from evacuation.services.journeys.plans import (
    check_border,
    hear_host,
    save_plan,
    say_last_yes,
    sign_lawful,
)
from evacuation.services.journeys.protocols import agree_protocol
from evacuation.services.journeys.setting_out import depart
from evacuation.services.journeys.signing import sign_list
from evacuation.services.journeys.travellers import save_traveller
from evacuation.services.moving import confirm_step
from evacuation.services.returning import assess_return
from evacuation.workflow.dangers import Source
from evacuation.workflow.followed import Returning
from evacuation.workflow.money import Line
from evacuation.workflow.movement.check_ins import Deed, Heard, Step, Through
from evacuation.workflow.movement.findings import Obstacle
from evacuation.workflow.movement.going import Device
from evacuation.workflow.movement.health import Medicine, MedicineKind
from evacuation.workflow.movement.houses import House, Need
from evacuation.workflow.movement.legs import Leg, Means
from evacuation.workflow.movement.papers import (
    Known,
    Military,
    Papers,
    Passport,
    Scope,
    WantedCheck,
)
from evacuation.workflow.movement.returning import (
    Home,
    Lists,
    Outcome,
    ReturnAssessment,
)
from evacuation.workflow.movement.returning import Papers as Returned
from evacuation.workflow.reasons import Breaking, Staying
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
    walk.vouch()
    walk.submit(Line.TRANSPORT, 450)
    walk.approve()
    walk.step("plan", text="Invented: a bus, then a plane; the host knows the day.")
    save_traveller(**walk.by(), person=_person("1", "Wren"))
    save_traveller(**walk.by(), person=_person("2", "Little Wren", Band.CHILD))
    today = timezone.localdate()
    medicine = Medicine(MedicineKind.HORMONES, 90, today)
    save_medicines(**walk.by(), person="1", medicines=[medicine])
    save_medicines(**walk.by(), person="2", medicines=[], none=True)
    save_plan(**walk.by(), plan=_plan())
    lead = walk.people[LEGAL].user.pk
    name_focal(**walk.by(), what=Focal.SAFEGUARDING, user=lead)
    agree_protocol(**walk.by(), steps=_PROTOCOL, public_agreed=False)


def ready_to_go(walk: Walk) -> None:
    travel_planned(walk)
    sign_lawful(**walk.by(LEGAL))
    for what in (Obstacle.ENTRY_UNKNOWN, Obstacle.RULE_OLD, Obstacle.SHARED_BASE):
        why = "Invented: asked the lawyer."
        # What stands depends on what the countries' records say on the day.
        with suppress(NothingToPass):
            let_pass(**walk.by(LEGAL), what=str(what), why=why, everywhere=True)
    agree_phrases(
        **walk.by(),
        ours="Invented: is the heron back?",
        theirs="Invented: since the first snow.",
        duress="Invented: it has flown south.",
    )
    for leg in (0, 1):
        check_border(**walk.by(), leg=leg, passes=True)
    hear_host(**walk.by(), via=ContactVia.PHONE)
    say_last_yes(**walk.by(), via=ContactVia.SIGNAL)
    sign_list(**walk.by())
    confirm_step(**walk.by(VERIFIER))


def on_the_way(walk: Walk) -> None:
    ready_to_go(walk)
    depart(**walk.by())


def lost_on_the_way(walk: Walk) -> None:
    """A check-in was missed, somebody else answered, and contact is lost."""
    on_the_way(walk)
    hear(**walk.by(), heard=Heard.WRONG, through=Through.CHANNEL)
    walk.step("lose_contact", text="Invented: a voice that nobody knows answered.")


def turned_back(walk: Walk) -> None:
    """The border closed before them: they are safe, and it is planned anew."""
    on_the_way(walk)
    walk.step(
        "turn_back",
        breaking=str(Breaking.CLOSED),
        safe_at="Invented region, in a guesthouse.",
        text="Invented: the crossing closed an hour before them.",
    )


def arrived(walk: Walk) -> None:
    on_the_way(walk)
    confirm_arrival(
        **walk.by(), through=Through.HOST, heard=Heard.PHRASE, company=Company.ALL
    )
    walk.step("arrive")


def settled(walk: Walk) -> None:
    """Received and asked how they are; one of them thinks of going back."""
    arrived(walk)
    host = SeenTo("Invented Heron House", done=True)
    see_to_first_days(**walk.by(), seen_to=dict.fromkeys(First, host))
    walk.step(
        "settle_in",
        first_days="Invented: a room, a SIM card, the doctor on Monday.",
        staying=str(Staying.VISA),
        ends="Invented: the room until spring.",
    )
    walk.follow_up(returning=str(Returning.WAVERS))
    assess_return(**walk.by(), assessment=_return())


def _return() -> ReturnAssessment:
    today = timezone.localdate()
    return ReturnAssessment(
        home=Home.SAME,
        lists=Lists.CLEAR,
        papers=Returned.GOOD,
        outcome=Outcome.NOT_NOW,
        review=today + timedelta(days=60),
        changed="Invented: a neighbour says that nobody asks any more.",
        looked_on=today,
        adviser="Invented lawyer",
        wish="Invented: to see their mother, and to come back.",
    )


_PROTOCOL = (
    Step(Deed.WRITE, timedelta(0)),
    Step(Deed.HOST, _H, "Invented Heron House, +49 000 000"),
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
        house=House(frozenset({Need.CHILD})),
        safeguarding="Invented: Little Wren sleeps in the same room.",
    )
