"""What a decision rests on: criteria, options, and who may not decide."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded


class Criterion(Coded):
    """Each yes, no or unclear, with a note. Never looks, sex, health or merit."""

    MANDATE = "C1", _("Is the person in our mandate?")
    LINKED = "C2", _("Is the danger linked to activism or identity?")
    SEVERE = "C3", _("How near and how grave is it?")
    VERIFIED = "C4", _("Is enough verified for what is to be spent?")
    REDUCES = "C5", _("Would what we propose lower the danger?")
    LESS_DRASTIC = "C6", _("Were less drastic ways tried or weighed?")
    WANTED = (
        "C7",
        _("Does the person want it, know its limits, and may change their mind?"),
    )
    DEPENDANTS = "C8", _("Are dependants included?")
    FEASIBLE = "C9", _("Is there a way that works: papers, visa, transit?")
    NOBODY_ELSE = "C10", _("Does nobody else pay for the same?")
    CAPACITY = "C11", _("Are there funds and a place that receives them?")
    OTHERS = "C12", _("Does helping endanger nobody else?")


class Answer(Coded):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNCLEAR = "unclear", _("Unclear")


class Option(Coded):
    """What was weighed. Moving is the last resort."""

    STAY = "stay_safer", _("Staying, safer")
    IN_COUNTRY = "in_country", _("Moving within the country")
    TEMPORARY = "temporary_abroad", _("Abroad for a time")
    ASYLUM = "asylum", _("Asylum abroad")
    REFER = "refer", _("Handing over to others")


def complete(criteria: dict[str, str]) -> bool:
    """Whether every criterion has an answer."""
    return set(criteria) == {str(c) for c in Criterion} and set(criteria.values()) <= {
        str(a) for a in Answer
    }
