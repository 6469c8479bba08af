"""Writing the read model: called by every service that changes an entry."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extras import execute_values

from directory import sharing
from directory.documents import detail_of, points_of, summary_of
from directory.models import Listing, ListingPoint, Provider
from directory.models.choices import ProviderStatus
from directory.search.folding import script_of
from directory.search.lexemes import (
    facts_of,
    name_key,
    name_lexemes,
    name_words,
    names_of,
    sound_class,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from uuid import UUID

    from directory.models.choices import Level

# Held from drawing a change number to the commit, so that numbers commit in order.
CHANGE_LOCK = 0x5741_594D_0001
_BATCH = 500

_INSERT_LISTINGS = """
INSERT INTO directory_listing (provider_id, level, country, verified_on, next_due,
    listed_until, sort_name, facts, keys, names, summary, detail) VALUES %s"""
_LISTING_ROW = "(%s,%s,%s,%s,%s,%s,%s,array_to_tsvector(%s),%s,%s,%s,%s)"
_INSERT_POINTS = """
INSERT INTO directory_listingpoint
    (provider_id, level, country, latitude, longitude, earth) VALUES %s"""
_POINT_ROW = "(%s,%s,%s,%s,%s,ll_to_earth(%s,%s))"
# Rows are touched in one order by every transaction, so that none deadlocks.
_COUNT_TOKENS = """
INSERT INTO directory_token (token, level, country, sound, uses) VALUES %s
ON CONFLICT (token, level, country)
DO UPDATE SET uses = directory_token.uses + EXCLUDED.uses"""
_DISCOUNT_TOKENS = """
UPDATE directory_token AS t SET uses = t.uses - gone.uses
FROM (VALUES %s) AS gone (token, level, country, uses)
WHERE t.token = gone.token AND t.level = gone.level AND t.country = gone.country"""
_DROP_TOKENS = """
DELETE FROM directory_token WHERE uses = 0 AND token = ANY(%s)"""
_NUMBER_CHANGES = """
INSERT INTO directory_change (provider_id, number, at)
SELECT id, nextval('directory_change_number'), %s FROM unnest(%s::uuid[]) AS id
ON CONFLICT (provider_id)
DO UPDATE SET number = EXCLUDED.number, at = EXCLUDED.at"""

TokenKey = tuple[str, int, str]


def refresh_listings(provider_ids: Collection[UUID]) -> None:
    """Write anew what each level sees of these providers and of their staff.

    Runs inside the caller's transaction, last but for the audit: the number of the
    change is drawn under a lock that is held until the commit.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("refresh_listings belongs into the change's transaction")
    ids = sorted({*provider_ids, *_staff_of(provider_ids)})
    for start in range(0, len(ids), _BATCH):
        number_changes(_rewrite(ids[start : start + _BATCH]))


def number_changes(ids: Collection[UUID]) -> None:
    """Give each provider the next change number, in commit order."""
    if not ids:
        return
    _take_turn()
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER_CHANGES, [timezone.now(), [str(i) for i in ids]])


def latest_change() -> int:
    """The highest change number; 0 for an empty directory."""
    # Asked by every conditional request: the ORM would cost more than the answer.
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) FROM directory_change")
        (number,) = cursor.fetchone()
    return int(number)


def _take_turn() -> None:
    """One writer of the read model at a time, to the end of its transaction.

    Numbers then commit in order, and two writers that share words never deadlock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHANGE_LOCK])


def _staff_of(provider_ids: Collection[UUID]) -> Iterable[UUID]:
    # A member of staff carries the organisation's name in its own listing.
    return Provider.objects.filter(organisation__in=provider_ids).values_list(
        "id", flat=True
    )


def _rewrite(ids: list[UUID]) -> set[UUID]:
    """Write the rows anew; who was or is listed comes back."""
    listings: list[tuple[object, ...]] = []
    points: list[tuple[object, ...]] = []
    come: Counter[TokenKey] = Counter()
    listed: set[UUID] = set()
    today = timezone.localdate()
    for provider in _whole(ids):
        if sharing.listed_until(provider) <= today:
            continue
        listed.add(provider.id)
        for level in sharing.levels_that_see(provider):
            listings.append(_listing_row(provider, level))
            points += _point_rows(provider, level)
            come.update(_tokens_of(provider, level))
    _take_turn()
    before = Listing.objects.filter(provider__in=ids)
    listed |= set(before.values_list("provider_id", flat=True))
    gone = _count_tokens(before)
    before._raw_delete("default")
    ListingPoint.objects.filter(provider__in=ids)._raw_delete("default")
    with connection.cursor() as cursor:
        if listings:
            execute_values(cursor, _INSERT_LISTINGS, listings, _LISTING_ROW, _BATCH)
        if points:
            execute_values(cursor, _INSERT_POINTS, points, _POINT_ROW, _BATCH)
    _settle_tokens(come, gone)
    return listed


def _whole(ids: list[UUID]) -> Iterable[Provider]:
    return (
        Provider.objects.filter(id__in=ids, status=ProviderStatus.LISTED)
        .select_related("organisation")
        .prefetch_related(
            "names",
            "practices__area",
            "languages__language",
            "friendliness",
            "hours",
            "offices__place",
            "countries",
            "regions",
            "cities",
            "contacts",
        )
    )


def _listing_row(provider: Provider, level: Level) -> tuple[object, ...]:
    names = names_of(provider, level)
    facts = facts_of(provider, level).union(*(name_lexemes(t) for _, t in names))
    if provider.verified_at is None:
        raise ValueError("a listed provider has been verified")
    return (
        provider.id,
        int(level),
        provider.home_country_id,
        provider.verified_at.date(),
        provider.next_due,
        sharing.listed_until(provider),
        name_key(provider.latin_name or provider.display_name),
        sorted(facts),
        sorted({name_key(text) for _, text in names}),
        json.dumps([[f, script_of(t), t, name_words(t)] for f, t in names]),
        _json(summary_of(provider, level)),
        _json(detail_of(provider, level)),
    )


def _point_rows(provider: Provider, level: Level) -> Iterable[tuple[object, ...]]:
    for p in points_of(provider, level):
        at = (p.latitude, p.longitude)
        yield (provider.id, int(level), provider.home_country_id, *at, *at)


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _tokens_of(provider: Provider, level: Level) -> set[TokenKey]:
    country = provider.home_country_id
    return {
        (word, int(level), country)
        for _, text in names_of(provider, level)
        for word in name_words(text)
    }


def _count_tokens(listings: object) -> Counter[TokenKey]:
    """What the rows that are about to go had put into the token table."""
    counted: Counter[TokenKey] = Counter()
    rows = listings.values_list("level", "country", "names")  # type: ignore[attr-defined]
    for level, country, names in rows:
        words = {word for *_, name_tokens in names for word in name_tokens}
        counted.update((word, level, country) for word in words)
    return counted


def _settle_tokens(come: Counter[TokenKey], gone: Counter[TokenKey]) -> None:
    more = sorted((key, n) for key, n in (come - gone).items())
    less = sorted((key, n) for key, n in (gone - come).items())
    with connection.cursor() as cursor:
        if more:
            rows = [(*key, sound_class(key[0]), uses) for key, uses in more]
            execute_values(cursor, _COUNT_TOKENS, rows, page_size=_BATCH)
        if less:
            gone_rows = [(*key, uses) for key, uses in less]
            execute_values(cursor, _DISCOUNT_TOKENS, gone_rows, page_size=_BATCH)
            cursor.execute(_DROP_TOKENS, [sorted({key[0] for key, _ in less})])
