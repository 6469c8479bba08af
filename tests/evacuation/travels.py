"""Cases that travel, made through the services; people and ways are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from evacuation.answers import ContactVia
from evacuation.journeys.plan import Companion, Departure, Plan, PlannedLeg
from evacuation.journeys.reception import Company, Item
from evacuation.journeys.travellers import Person
from evacuation.models import CountryRule
from evacuation.services.contacting import agree_phrases
from evacuation.services.journeys.arrivals import confirm_arrival
from evacuation.services.journeys.first_days import SeenTo, see_to_first_days
from evacuation.services.journeys.medicine import save_medicines
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
from evacuation.unlocked import Unlocked
from evacuation.workflow.movement.check_ins import Heard, Through, usual
from evacuation.workflow.movement.contexts import Says, Subject
from evacuation.workflow.movement.going import Device
from evacuation.workflow.movement.legs import Leg, Means
from tests.evacuation.decisions import ONE, approved_case, step, version
from tests.evacuation.desk import Desk
from tests.evacuation.kept_cases import kept
from tests.evacuation.workflow.movement.people import GOOD

WORDS = {"called": "Invented Wren", "home": "GE"}
H = timedelta(hours=1)


def known_countries() -> None:
    """From Georgia to Armenia and Germany, by an invented rule of the day."""
    today = timezone.now().date()
    for country in ("AM", "DE"):
        CountryRule.objects.get_or_create(
            country=country,
            subject=Subject.ENTRY,
            of="international",
            defaults={
                "says": Says.FREE,
                "days": 90,
                "source": "Invented source.",
                "checked_on": today,
                "good_until": today + timedelta(days=30),
            },
        )


def two_legs(**said: Any) -> Plan:
    """Over two borders, tomorrow; nothing lacks but looks and words of others."""
    first = timezone.now().replace(second=0, microsecond=0) + 20 * H
    legs = (
        PlannedLeg(
            Leg("GE", "AM", Means.BUS, first, first + 6 * H), "Station", "Crossing"
        ),
        PlannedLeg(
            Leg("AM", "DE", Means.PLANE, first + 10 * H, first + 15 * H),
            "Airport",
            "Airport",
        ),
    )
    whole = Plan(
        legs=legs,
        device=Device.NEW,
        money=True,
        companion=Companion.AGREED,
        host="Invented House",
        needs_none=True,
        abort_words="Invented: the parcel is late.",
        fallback="Invented: back to the guesthouse.",
        departure=Departure.NOT_NEEDED,
    )
    return replace(whole, **said)


def one_goes(me: Unlocked, case: UUID, **said: Any) -> None:
    person = replace(
        Person("1", papers=GOOD, consents=True, called=WORDS["called"], home="GE"),
        **said,
    )
    save_traveller(actor=me, case_id=case, version=version(case), person=person)


@kept
def in_planning(desk: Desk, case: UUID | None = None, **said: Any) -> UUID:
    """Approved and planned: who goes, the plan, and what is done in silence.

    `case`: one that came in.
    """
    known_countries()
    case, me = approved_case(desk, case=case), desk[ONE]
    assert step(me, case, "plan", text="Invented: a bus and a plane.")
    one_goes(me, case)
    save_medicines(
        actor=me,
        case_id=case,
        version=version(case),
        person="1",
        medicines=[],
        none=True,
    )
    save_plan(actor=me, case_id=case, version=version(case), plan=two_legs(**said))
    agree_protocol(
        actor=me,
        case_id=case,
        version=version(case),
        steps=[
            replace(one, whom="Invented number")
            for one in usual(host=True, lawyer=False, public=False)
        ],
        public_agreed=False,
    )
    agree_phrases(
        actor=me,
        case_id=case,
        version=version(case),
        ours="Invented: is the parcel there?",
        theirs="Invented: it came on Tuesday.",
        duress="Invented: it came broken.",
    )
    return case


def cleared(desk: Desk, case: UUID) -> None:
    """Everything that is looked at and said by others."""
    sign_lawful(actor=desk["lead_one"], case_id=case, version=version(case))
    looked_at(desk, case)


def looked_at(desk: Desk, case: UUID) -> None:
    """Both borders, their last yes and the host's word: a stop asks for them again."""
    for leg in (0, 1):
        check_border(
            actor=desk[ONE], case_id=case, version=version(case), leg=leg, passes=True
        )
    heard_anew(desk, case)


def heard_anew(desk: Desk, case: UUID) -> None:
    """The last yes and the host's word."""
    for says, via in ((hear_host, ContactVia.PHONE), (say_last_yes, ContactVia.SIGNAL)):
        says(actor=desk[ONE], case_id=case, version=version(case), via=via)


def listed(desk: Desk, case: UUID) -> None:
    sign_list(actor=desk[ONE], case_id=case, version=version(case))


@kept
def ready_case(desk: Desk, case: UUID | None = None, **said: Any) -> UUID:
    """Signed by the owner and a verifier."""
    case = in_planning(desk, case, **said)
    cleared(desk, case)
    listed(desk, case)
    confirm_step(actor=desk["verifier"], case_id=case, version=version(case))
    return case


@kept
def travelling_case(desk: Desk) -> UUID:
    case = ready_case(desk)
    depart(actor=desk[ONE], case_id=case, version=version(case))
    return case


@kept
def arrived_case(desk: Desk) -> UUID:
    case = travelling_case(desk)
    received(desk, case)
    return case


def received(desk: Desk, case: UUID) -> None:
    """The host said that everybody is there, with the phrase."""
    confirm_arrival(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        through=Through.HOST,
        heard=Heard.PHRASE,
        company=Company.ALL,
    )
    assert step(desk[ONE], case, "arrive")


def seen_to(desk: Desk, case: UUID) -> None:
    """Of the first days, one thing."""
    housing = {Item.HOUSING: SeenTo("Invented Robin", done=True)}
    see_to_first_days(
        actor=desk[ONE], case_id=case, version=version(case), seen_to=housing
    )
