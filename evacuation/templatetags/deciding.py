"""Money in words, and what a case's page says of its decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.formats import number_format

from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models.choices import Compartment
from evacuation.services import authority, measures, submitted
from evacuation.services.changing import may_act
from evacuation.services.deciding import WRITTEN_IN
from evacuation.services.measures import GIVEN_IN, Unratified
from evacuation.services.place import person_of
from evacuation.services.under_review import UnderReview, is_under_review
from evacuation.showing.submission import euro as in_euro
from evacuation.workflow.people import By

if TYPE_CHECKING:
    from evacuation.access import OpenCase

register = template.Library()


@register.filter
def euro(cents: int) -> str:
    """Euro cents as "€ 1,250.00"."""
    return in_euro(cents)


@register.filter
def thousands(euros: int) -> str:
    """Whole euro as "3,000", as the reader's language writes numbers."""
    return str(number_format(euros, force_grouping=True))


@register.inclusion_tag("evacuation/deciding/_case.html")
def decision_block(opened: OpenCase) -> dict[str, Any]:
    """The ways to proposal, decision, help and money, for whom they are."""
    held = opened.holds(Compartment.DECISION)
    desk = may_act(opened.me) and opened.holds(Compartment.TRIAGE)
    state = opened.case.state
    owner = person_of(opened).may_be(By.OWNER)
    return {
        "case": opened.case,
        "unsigned": not authority.decision_holds(opened),
        "may_write": desk and owner and state in WRITTEN_IN,
        "may_read": held and bool(_read(opened)),
        "may_give": desk and state in GIVEN_IN,
        "has_money": held and state in authority.DECIDED,
        "late": held and _is_late(opened),
        "review": UnderReview.message if is_under_review(opened) else "",
    }


def _read(opened: OpenCase) -> bool:
    try:
        return bool(submitted.versions(opened))
    except (KeyMissing, NotTrusted):
        return False


def _is_late(opened: OpenCase) -> bool:
    try:
        measures.require_ratified(opened, timezone.now())
    except Unratified:
        return True
    except (KeyMissing, NotTrusted):
        return False
    return False
