"""What is publicly known of countries on the way: dated, sourced, owned, expiring.

No case stands here and none is named: a rule says how it is at a border for anybody.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from evacuation.workflow.movement.contexts import (
    PathwayKind,
    PathwayStatus,
    Says,
    Subject,
)


class CountryRule(models.Model):
    """One fact. Another one replaces it and it stays, so that the past can be read.

    `of`: which papers, country or medicine, "" for any; `days`: of a stay.
    """

    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    subject = models.CharField(max_length=12, choices=Subject.choices())
    of = models.CharField(max_length=20, blank=True)
    says = models.CharField(max_length=12, choices=Says.choices())
    days = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=500)
    checked_on = models.DateField()
    good_until = models.DateField()
    # Who looks at it again; None where they have left.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True)  # the minute

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="country_rule_once",
                fields=["country", "subject", "of"],
                condition=models.Q(replaced_at__isnull=True),
            )
        ]


class Pathway(models.Model):
    """A lawful way into a country. A record of a day, never a promise."""

    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=20, choices=PathwayKind.choices())
    status = models.CharField(max_length=12, choices=PathwayStatus.choices())
    legal_base = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=300, blank=True)  # who can nominate or ask
    wait = models.CharField(max_length=120, blank=True)  # as the field says it
    note = models.CharField(max_length=1000, blank=True)
    source = models.CharField(max_length=500)
    checked_on = models.DateField()
    good_until = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    replaced_at = models.DateTimeField(null=True)  # the minute

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="pathway_once",
                fields=["country", "kind"],
                condition=models.Q(replaced_at__isnull=True),
            )
        ]


class CountryAlert(models.Model):
    """Something changed there: every plan is looked at again, whichever way it goes."""

    country = models.CharField(max_length=2)
    text = models.CharField(max_length=1000)
    source = models.CharField(max_length=500)
    # Exactly: a look at a route in the minute before does not count.
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)  # the minute
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
