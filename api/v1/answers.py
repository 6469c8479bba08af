"""Answers to searches, spliced from the finished texts of the read model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.views import written

if TYPE_CHECKING:
    from directory.search.criteria import Near
    from directory.search.query import Hit
    from directory.search.relax import Answer

# Most results have neither reason nor distance: nothing is written out for them.
_NEITHER = ',"match":[],"distance_km":null}'


def search_answer(
    answer: Answer, near: Near | None, following: str | None, previous: str | None
) -> str:
    """The JSON text of one page; `following` and `previous` lead to its neighbours.

    `near` is the place or point that the question was understood to mean.
    """
    results = ",".join(map(_result, answer.page.hits))
    tail = written(
        {
            "next": following,
            "previous": previous,
            "relaxed": answer.relaxed or None,
            "near": None if near is None else _understood(near),
        }
    )
    return f'{{"results":[{results}],{tail[1:]}'


def _understood(near: Near) -> dict[str, object]:
    return {
        "geonameid": near.geonameid,
        "name": near.name or None,
        "country": near.country or None,
        "match": near.match,
        "latitude": near.latitude,
        "longitude": near.longitude,
    }


def _result(hit: Hit) -> str:
    """The entry's own object, continued by why and how far."""
    if not hit.match and hit.distance_km is None:
        return hit.summary[:-1] + _NEITHER
    reasons = [
        {"field": m.field, "how": m.how, "script": m.script, "original": m.original}
        for m in hit.match
    ]
    added = written({"match": reasons, "distance_km": hit.distance_km})
    return f"{hit.summary[:-1]},{added[1:]}"
