"""Offices and the ways to reach a provider."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.choices import ChannelKind, Level
from directory.models.provider import Provider, level_field
from directory.models.sealed import SealedTextField


class Office(models.Model):
    """Where a provider can be met: "located in", apart from "serves"."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="offices"
    )
    label = models.CharField(max_length=120, blank=True)
    place = models.ForeignKey(
        "directory.Place",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    region = models.ForeignKey(
        "directory.Region",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # Below this level the office is known by its city alone.
    shared = level_field(Level.PUBLIC)
    external_id = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="office_point_whole_and_not_null_island",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | (
                    Q(latitude__gte=-90, latitude__lte=90)
                    & Q(longitude__gte=-180, longitude__lte=180)
                    & ~Q(latitude=0, longitude=0)
                ),
            )
        ]


class Contact(models.Model):
    """One channel. In clear only where everybody may read it; sealed otherwise.

    `mark` is a keyed HMAC of the normalised value: it finds duplicates and nothing
    else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="contacts"
    )
    office = models.ForeignKey(
        Office, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=ChannelKind.choices)
    shared = models.PositiveSmallIntegerField(
        choices=Level.choices, default=Level.MONITORS
    )
    value = models.CharField(max_length=300, blank=True)
    sealed = SealedTextField(blank=True)
    mark = models.CharField(max_length=64, db_index=True)
    say_first = models.CharField(max_length=300, blank=True)
    note = models.CharField(
        max_length=200, blank=True, help_text=_("Leave no message, ask for …")
    )
    available_24_7 = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="contact_clear_only_when_public",
                condition=(Q(shared=Level.PUBLIC) & ~Q(value="") & Q(sealed=""))
                | (Q(shared__gt=Level.PUBLIC) & Q(value="") & ~Q(sealed="")),
            ),
            models.CheckConstraint(
                name="contact_level_known",
                condition=Q(shared__lte=Level.RELAY),
            ),
        ]
