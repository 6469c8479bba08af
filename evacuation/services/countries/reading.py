"""What stands of countries now, what stood before, and what somebody looks at again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.models import CountryAlert, CountryRule, Pathway
from evacuation.services.countries.keeping import may_keep
from evacuation.services.duty import active_members
from evacuation.vault.cards import Right
from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from evacuation.unlocked import Unlocked

SOON = timedelta(days=14)


class Age(Coded):
    """How much a record is worth today."""

    FRESH = "fresh", _("Fresh")
    SOON = "soon", _("Runs out soon")
    OLD = "old", _("Ran out: check it again")


def age(good_until: date, today: date) -> Age:
    if good_until < today:
        return Age.OLD
    return Age.SOON if good_until <= today + SOON else Age.FRESH


def rules(country: str = "") -> QuerySet[CountryRule]:
    """Those that stand now; of every country without one."""
    rows = CountryRule.objects.filter(replaced_at__isnull=True)
    rows = rows.select_related("owner").order_by("country", "subject", "of")
    return rows.filter(country=country) if country else rows


def pathways(country: str = "") -> QuerySet[Pathway]:
    """The same of ways in."""
    rows = Pathway.objects.filter(replaced_at__isnull=True)
    rows = rows.select_related("owner").order_by("country", "kind")
    return rows.filter(country=country) if country else rows


def past_rules(country: str) -> QuerySet[CountryRule]:
    """Those that were replaced, the newest first."""
    rows = CountryRule.objects.filter(country=country, replaced_at__isnull=False)
    return rows.order_by("-replaced_at", "-pk")


def past_pathways(country: str) -> QuerySet[Pathway]:
    rows = Pathway.objects.filter(country=country, replaced_at__isnull=False)
    return rows.order_by("-replaced_at", "-pk")


def open_alerts(country: str = "") -> QuerySet[CountryAlert]:
    """The newest first."""
    rows = CountryAlert.objects.filter(ended_at__isnull=True)
    rows = rows.select_related("raised_by").order_by("-raised_at", "-pk")
    return rows.filter(country=country) if country else rows


def ran_out(me: Unlocked) -> list[str]:
    """Countries of which this member looks at something again that ran out.

    Leads hear of what nobody keeps: who wrote it has left, or it came with the house.
    """
    if not may_keep(me):
        return []
    mine = Q(owner=me.user)
    if me.may(Right.LEAD):
        here = active_members(timezone.now()).values("user")
        mine |= Q(owner__isnull=True) | ~Q(owner__in=here)
    old = Q(good_until__lt=timezone.localdate(), replaced_at__isnull=True)
    found = CountryRule.objects.filter(mine, old).values_list("country")
    also = Pathway.objects.filter(mine, old).values_list("country")
    return sorted(country for (country,) in found.union(also))
