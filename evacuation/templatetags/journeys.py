"""What a case's page says of its journey: the ways to it, for whom they are."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone

from evacuation.answers import ContactVia
from evacuation.errors import KeyMissing, NotTrusted
from evacuation.forms.journeys.countries import country_words
from evacuation.models.choices import Compartment, State
from evacuation.reading import CasePage
from evacuation.services.authority import DECIDED
from evacuation.services.changing import OWNED, may_act
from evacuation.services.journeys.countries import way_of
from evacuation.services.journeys.host_answers import to_look_at
from evacuation.services.journeys.interviews import left_without_route
from evacuation.services.journeys.meanwhile import doubted
from evacuation.services.journeys.medicine import may_see_medicine
from evacuation.services.journeys.plans import HOST, YES, way_of_word
from evacuation.services.journeys.rooms import may_open_journey
from evacuation.services.journeys.travellers import of_before
from evacuation.services.under_way import (
    is_looked_for,
    is_on_the_way,
    is_under_way,
)
from evacuation.showing.countries.page import ShownPathway, shown_pathway
from evacuation.showing.journeys.check_ins import CheckInsPage
from evacuation.showing.journeys.focals import own_part
from evacuation.showing.journeys.medicine import THERE, MedicinePage

if TYPE_CHECKING:
    from datetime import date

    from evacuation.access import OpenCase
    from evacuation.models import Case
    from evacuation.services.journeys.host_answers import Answer
    from evacuation.showing.journeys.page import JourneyPage

register = template.Library()
register.filter("country_words", country_words)


@register.filter
def may_travel(opened: OpenCase) -> bool:
    """Whether the member opens the journey, and there can be one."""
    return may_open_journey(opened) and opened.case.state in DECIDED


@register.filter
def word_to_look_at(opened: OpenCase) -> Answer | None:
    """Of who came, where it does not stand as it should; for who opens the journey."""
    return to_look_at(opened) if may_travel(opened) else None


@register.filter
def is_doubted(opened: OpenCase) -> bool:
    """Whether what they wrote as being well waits for somebody who asks them."""
    parts = (Compartment.TRIAGE, Compartment.INBOX)
    if opened.case.state not in OWNED or not all(map(opened.holds, parts)):
        return False
    with suppress(KeyMissing, NotTrusted):
        return doubted(opened) is not None
    return False


@register.filter
def lost_on_the_way(case: Case) -> bool:
    """Whether contact is lost with somebody who set out."""
    return is_looked_for(case) and is_on_the_way(case)


@register.filter
def under_way(case: Case) -> bool:
    """Whether help is under way: then a receipt alone stops nothing."""
    return is_under_way(case)


@register.filter
def going_again(opened: OpenCase) -> list[str]:
    """Numbers of an earlier journey, whose people may be written down once more."""
    return sorted(of_before(opened))


@register.filter
def way_in(page: JourneyPage) -> ShownPathway | None:
    """The record of now of the way in that the plan names."""
    row = way_of(page.plan.pathway)
    return shown_pathway(row, timezone.localdate()) if row else None


@register.filter
def way_of_yes(page: JourneyPage) -> str:
    """By which way, and to whom, they said last that they go; "" where nobody says."""
    return _way(page, YES)


@register.filter
def way_of_host(page: JourneyPage) -> str:
    """The same of the host's word."""
    return _way(page, HOST)


def _way(page: JourneyPage, what: str) -> str:
    found = way_of_word(page.opened, what)
    if found is None:
        return ""
    via, by = found
    return f"{ContactVia(via).label}; {page.page.name_of(by)}"


@register.inclusion_tag("evacuation/journeys/_own.html")
def own_part_block(opened: OpenCase, where: str = "") -> dict[str, Any]:
    """What the member was named for and what of it waits for them.

    `where`: the address of the journey, "" on its own page.
    """
    return {"part": own_part(opened, timezone.now()), "where": where}


def _may_depart(opened: OpenCase) -> bool:
    """Whether the button by which they set out stands on the page of check-ins."""
    parts = (Compartment.TRIAGE, Compartment.INBOX)
    held = may_act(opened.me) and all(map(opened.holds, parts))
    return held and opened.case.state == State.READY and CheckInsPage(opened).may_depart


@register.inclusion_tag("evacuation/desk/_signs.html")
def signs_block(opened: OpenCase, *, says_wishes: bool = False) -> dict[str, Any]:
    """Duress and what else goes first: on each page of a journey, too.

    `says_wishes`: the page itself says what a receipt alone asks for.
    """
    return {"page": CasePage(opened), "case": opened.case, "says_wishes": says_wishes}


def _runs_out(opened: OpenCase) -> date | None:
    """Where they are: before they arrive the list before going says it."""
    with suppress(KeyMissing, NotTrusted):
        return MedicinePage(opened).runs_out if opened.case.state in THERE else None
    return None


@register.inclusion_tag("evacuation/journeys/_case.html")
def journey_block(opened: OpenCase) -> dict[str, Any]:
    """`heard`: persons whose own words the member reads, and no journey with them."""
    reads = may_open_journey(opened)
    held = opened.holds(Compartment.HEALTH) and may_see_medicine(opened)
    return {
        "case": opened.case,
        "may_travel": may_travel(opened),
        "may_depart": reads and _may_depart(opened),
        "has_medicine": held,
        "runs_out": _runs_out(opened) if held else None,
        "heard": [] if reads else left_without_route(opened),
    }
