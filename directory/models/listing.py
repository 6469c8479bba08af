"""The read model: each entry exactly as each level sees it.

A provider has one `Listing` per level that may see it, holding only what that level
may see. What is hidden from a level is not in its row, so it can neither be shown,
matched, counted, ordered by nor measured from. Rows are written by services/listing.py
in the transaction of the change, and nowhere else.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from directory.models.fields import CubeField
from directory.models.provider import Provider
from directory.models.visibility import ListingManager


class Listing(models.Model):
    """What one level sees of one provider.

    `facts` are lexemes for filters and names (search/lexemes.py); `names` says what a
    name lexeme came from: [field, script, original, folded tokens]; `summary` and
    `detail` are finished JSON objects, sent as they stand.
    """

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="listings"
    )
    level = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    verified_on = models.DateField()
    next_due = models.DateField()
    listed_until = models.DateField()
    sort_name = models.CharField(max_length=300, db_collation="C")
    facts = SearchVectorField()
    keys = ArrayField(models.TextField(), default=list)
    names = models.JSONField(default=list)
    summary = models.TextField()
    detail = models.TextField()

    objects = ListingManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="listing_once_per_level", fields=["provider", "level"]
            )
        ]
        indexes = [
            models.Index(
                fields=["level", "country", "-verified_on", "provider"],
                name="listing_country_fresh",
            ),
            models.Index(
                fields=["level", "-verified_on", "provider"], name="listing_fresh"
            ),
            models.Index(
                fields=["level", "country", "sort_name", "provider"],
                name="listing_country_name",
            ),
            models.Index(
                fields=["level", "sort_name", "provider"], name="listing_name"
            ),
            GinIndex(fields=["facts"], name="listing_facts", fastupdate=False),
        ]


class ListingPoint(models.Model):
    """Where a level sees the provider: as precise as that level may know."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="points"
    )
    level = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    latitude = models.FloatField()
    longitude = models.FloatField()
    earth = CubeField()

    class Meta:
        indexes = [
            models.Index(fields=["provider", "level"], name="point_of_listing"),
            GistIndex(fields=["earth"], name="point_earth"),
        ]


class Token(models.Model):
    """A distinct word of names, per level and country, with how often it stands.

    Typing errors are corrected against this table, which grows far slower than the
    listings; at no uses the row is deleted, so that a hidden word corrects nothing.
    """

    token = models.CharField(max_length=80, db_collation="C")
    level = models.PositiveSmallIntegerField()
    country = models.CharField(max_length=2)
    sound = models.CharField(max_length=80, db_collation="C")
    uses = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="token_once_per_level_and_country",
                fields=["token", "level", "country"],
            )
        ]
        indexes = [
            GinIndex(
                OpClass(models.F("token"), name="gin_trgm_ops"), name="token_trigrams"
            ),
            GinIndex(
                OpClass(models.F("sound"), name="gin_trgm_ops"), name="token_sounds"
            ),
            models.Index(fields=["sound"], name="token_heard"),
        ]


class Change(models.Model):
    """The latest change of each entry, numbered in commit order.

    The number is drawn under a lock held to the end of the transaction, so no smaller
    number can appear after a larger one was read (OpenActive RPDE 1.0, ordering).
    """

    provider = models.OneToOneField(
        Provider, on_delete=models.CASCADE, related_name="change"
    )
    number = models.BigIntegerField(unique=True)
    at = models.DateTimeField()
