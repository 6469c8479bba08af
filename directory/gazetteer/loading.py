"""Loading the gazetteer: what the sources say, put into the tables, again and again.

Each call leaves the tables as the sources have them: rows are added, changed and,
unless something refers to them, removed. Names and tokens are written by COPY.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final, TypeVar

from django.db import connection, models, transaction

from directory.gazetteer import sources
from directory.gazetteer.sources import PlaceRow
from directory.models.place import Country, Place, PlaceName, Region
from directory.search.folding import place_key, script_of, sound

BATCH: Final = 2000
Report = Callable[[str], None]
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of each table the gazetteer holds for the countries loaded."""

    countries: int
    regions: int
    places: int
    names: int
    removed: int


def load_gazetteer(*, countries: Sequence[str] | None, report: Report) -> Loaded:
    """Load the places of `countries` (ISO codes; None for all of them).

    All countries and regions are loaded whatever is asked. Raises ValueError for a
    code that is no country. `report` is told each step in a line of English.
    """
    report("Reading GeoNames …")
    known = sources.countries()
    unknown = set(countries or ()) - {row.code for row in known}
    if unknown:
        raise ValueError(f"No such country: {', '.join(sorted(unknown))}")
    rows = sources.places(countries)
    with transaction.atomic():
        _upsert(Country, [Country(**asdict(row)) for row in known])
        regions = _load_regions()
        report(f"Writing {len(rows):,} places …")
        removed = _load_places(rows, countries, regions)
        report("Writing their names …")
        names = _load_names(rows, countries)
        report("Writing what typing errors are corrected against …")
        index_tokens_of_places()
    _analyze()
    return Loaded(
        countries=len(known),
        regions=Region.objects.count(),
        places=len(rows),
        names=names,
        removed=removed,
    )


def _load_regions() -> dict[tuple[str, str], str]:
    """Write the regions; give back their code by country and GeoNames admin1."""
    rows = sources.regions()
    _upsert(
        Region,
        [
            Region(
                code=row.code,
                country_id=row.country,
                name_en=row.name_en,
                name_ru=row.name_ru,
                name_uk=row.name_uk,
                name_local=row.name_local,
                geonames_admin1=row.geonames_admin1,
            )
            for row in rows
        ],
    )
    _remove_unreferenced(Region.objects.exclude(code__in=[row.code for row in rows]))
    return {
        (row.country, row.geonames_admin1): row.code
        for row in rows
        if row.geonames_admin1
    }


def _load_places(
    rows: Sequence[PlaceRow],
    countries: Sequence[str] | None,
    regions: dict[tuple[str, str], str],
) -> int:
    """Write the places; give back how many are gone."""
    _upsert(
        Place,
        [
            Place(
                geonameid=row.geonameid,
                name=row.name,
                country_id=row.country,
                region_id=regions.get((row.country, row.admin1)),
                admin1=row.admin1,
                latitude=row.latitude,
                longitude=row.longitude,
                population=row.population,
            )
            for row in rows
        ],
    )
    kept = {row.geonameid for row in rows}
    before = Place.objects.all()
    if countries is not None:
        before = before.filter(country__in=countries)
    gone = set(before.values_list("pk", flat=True)) - kept
    return _remove_unreferenced(Place.objects.filter(pk__in=gone))


def _load_names(rows: Sequence[PlaceRow], countries: Sequence[str] | None) -> int:
    """Replace all names of the countries; give back how many there are."""
    names = PlaceName.objects.all()
    if countries is not None:
        names = names.filter(place__country__in=countries)
    # Not through the ORM's collector: it would fetch a quarter of a million rows.
    names._raw_delete(names.db)
    return sum(
        _copy_names(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH)
    )


def _copy_names(rows: Iterable[PlaceRow]) -> int:
    lines = [line for row in rows for line in _name_lines(row)]
    buffer = io.StringIO()
    csv.writer(buffer).writerows(lines)
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY directory_placename (place_id, name, script, key, sound, kind)"
            " FROM STDIN WITH (FORMAT csv)",
            buffer,
        )
    return len(lines)


def _name_lines(row: PlaceRow) -> list[tuple[int, str, str, str, str, str]]:
    kinds = dict.fromkeys(row.aliases, PlaceName.Kind.ALIAS)
    kinds[row.name] = PlaceName.Kind.MAIN
    keyed = [(name, place_key(name), kind) for name, kind in kinds.items()]
    return [
        (row.geonameid, name, script_of(name), key, sound(key), kind.value)
        for name, key, kind in keyed
        if key
    ]


def index_tokens_of_places() -> None:
    """Make the distinct keys of all names the tokens, and no others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO directory_placetoken (token, sound)"
            " SELECT DISTINCT key, sound FROM directory_placename"
            " ON CONFLICT (token) DO UPDATE SET sound = EXCLUDED.sound"
            " WHERE directory_placetoken.sound <> EXCLUDED.sound"
        )
        cursor.execute(
            "DELETE FROM directory_placetoken token WHERE NOT EXISTS"
            " (SELECT FROM directory_placename name WHERE name.key = token.token)"
        )


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE directory_place, directory_placename")
        cursor.execute("ANALYZE directory_placetoken")


def _upsert(model: type[Row], rows: list[Row]) -> None:
    key = model._meta.pk.name
    fields = [field.name for field in model._meta.concrete_fields if field.name != key]
    model._default_manager.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=[key],
        update_fields=fields,
    )


def _remove_unreferenced(gone: models.QuerySet[Row]) -> int:
    """Delete the rows of `gone` that no other table refers to; names do not count."""
    for relation in gone.model._meta.related_objects:
        if relation.related_model in {PlaceName, Place}:
            continue
        referring = relation.field.model._default_manager.filter(
            **{relation.field.name: models.OuterRef("pk")}
        )
        gone = gone.exclude(models.Exists(referring))
    return gone.delete()[0]
