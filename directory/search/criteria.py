"""What is asked for: the cleaned form of a search, whichever door it came through."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

# Farther than this nobody drives tonight; also bounds what an index scan reads.
WIDEST_KM = 500
DEFAULT_KM = 50


class Preset(models.TextChoices):
    DETENTION_NOW = "detention_now", _("Detention now")


class Ordering(models.TextChoices):
    FRESHEST = "-verified", _("Checked last")
    NAME = "name", _("Name")
    DISTANCE = "distance", _("Nearest")
    RELEVANCE = "relevance", _("Best match")


@dataclass(frozen=True, slots=True)
class Near:
    """A point in WGS 84 degrees, with the place it was read from, if any.

    `match` says how: point, id, exact, prefix, typo or sound; `matched` is the name by
    which the place was found, as it is written.
    """

    latitude: float
    longitude: float
    geonameid: int | None = None
    name: str = ""
    country: str = ""
    region: str = ""
    match: str = ""
    matched: str = ""


@dataclass(frozen=True, slots=True)
class Criteria:
    """Codes as in the taxonomies; empty means not asked for.

    `practice_area` are all of, every other tuple any of. `serves` and `located_in`
    hold a country, a region (ISO 3166-2) or a geonameid, as text.
    """

    q: str = ""
    country: str = ""
    region: str = ""
    practice_area: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    service_level: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    remote: bool | None = None
    available_24_7: bool | None = None
    friendly_to: tuple[str, ...] = ()
    verified_within_days: int | None = None
    near: Near | None = None
    within_km: float | None = None
    serves: str = ""
    located_in: str = ""
    preset: str = ""
    ordering: str = ""
    cross_border: bool | None = None

    @property
    def country_meant(self) -> str:
        """The country asked about, whichever filter names it; "" for none."""
        area = self.serves or self.located_in
        return self.country or ("" if area.isdecimal() else area[:2])

    @property
    def order(self) -> Ordering:
        """The order asked for, else the natural one of what is asked."""
        if self.ordering:
            return Ordering(self.ordering)
        if self.near is not None:
            return Ordering.DISTANCE
        return Ordering.RELEVANCE if self.q else Ordering.FRESHEST

    @property
    def radius_km(self) -> float:
        return min(self.within_km or DEFAULT_KM, WIDEST_KM)
