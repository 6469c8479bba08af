"""Folding anew all that was stored folded: labels, names of places, listings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from django.db import models, transaction

from directory.gazetteer.loading import index_tokens_of_places
from directory.models import Listing, Provider, TermLabel
from directory.models.choices import ProviderStatus
from directory.models.listing import Token
from directory.models.place import PlaceName
from directory.search.folding import KEY_VERSION, fold, place_key, sound
from directory.search.lexemes import sound_class
from directory.services.listing import refresh_listings

BATCH: Final = 2000
# Each batch of listings is a transaction: writers wait for one, not for all.
LISTINGS_A_TURN: Final = 500
Report = Callable[[str], None]
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many labels and names of places changed, and providers were written."""

    labels: int
    places: int
    providers: int


def rebuild_search(*, report: Report) -> Rebuilt:
    """Fold anew whatever is stored folded; safe to repeat and to interrupt.

    Until the end some answers come from old keys. `report` is told each step in a
    line of English.
    """
    report(f"Keys of version {KEY_VERSION}. Labels of terms …")
    with transaction.atomic():
        labels = _changed(TermLabel, _with_new_label_key, ["key"])
    report("Names of places …")
    with transaction.atomic():
        places = _changed(PlaceName, _with_new_place_key, ["key", "sound"])
        index_tokens_of_places()
    providers = _listings(report)
    report("Sounds of the words in names …")
    with transaction.atomic():
        # Counts of words that stay are left alone above, and their sounds with them.
        _changed(Token, _with_new_sound, ["sound"])
    return Rebuilt(labels, places, providers)


def _changed(model: type[Row], anew: Callable[[Row], bool], fields: list[str]) -> int:
    """Save the rows that `anew` changed; how many those were."""
    changed: list[Row] = []
    rows: Iterable[Row] = model._default_manager.order_by("pk").iterator(BATCH)
    for row in rows:
        if anew(row):
            changed.append(row)
    model._default_manager.bulk_update(changed, fields, batch_size=BATCH)
    return len(changed)


def _with_new_label_key(label: TermLabel) -> bool:
    before, label.key = label.key, fold(label.text)
    return label.key != before


def _with_new_place_key(name: PlaceName) -> bool:
    before = (name.key, name.sound)
    name.key = place_key(name.name)
    name.sound = sound(name.key)
    return (name.key, name.sound) != before


def _with_new_sound(token: Token) -> bool:
    before, token.sound = token.sound, sound_class(token.token)
    return token.sound != before


def _listings(report: Report) -> int:
    """Write every listed provider anew, and whoever still has a row."""
    listed = Provider.objects.filter(status=ProviderStatus.LISTED).values("id")
    had = Listing.objects.values("provider_id")
    ids = sorted(set(listed.union(had).values_list("id", flat=True)))
    for start in range(0, len(ids), LISTINGS_A_TURN):
        report(f"Listings {start:,} of {len(ids):,} …")
        with transaction.atomic():
            refresh_listings(ids[start : start + LISTINGS_A_TURN])
    return len(ids)
