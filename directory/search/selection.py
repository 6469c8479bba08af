"""Criteria into one tsquery, and how fresh an entry must be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from directory.search import lexemes as lex
from directory.search.criteria import Criteria, Preset
from directory.search.tsquery import all_of, any_of, one

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from directory.viewer import Viewer

# "Tonight" needs somebody who was reached this season (domain.md 4.3, M1).
DETENTION_FRESH_DAYS = 90


def facts_wanted(criteria: Criteria) -> str:
    """The tsquery of everything that lexemes can say; "" where nothing is asked."""
    return all_of(_parts(criteria))


def scope_wanted(criteria: Criteria, viewer: Viewer) -> str:
    """The tsquery for the country asked for as the viewer sees it, "" for none.

    It repeats what plain columns say and is for answers that no index has in order:
    the lexeme index can then intersect inside one country. Of a list it would hide
    from the planner how many entries there are to come across on the way.
    """
    if not criteria.country:
        return ""
    return one(lex.scope(viewer.level_in(criteria.country), criteria.country))


def _parts(criteria: Criteria) -> Iterable[str]:
    for area in criteria.practice_area:
        yield _area(area, criteria.service_level)
    if not criteria.practice_area:
        yield _codes(lex.SERVICE_LEVEL, criteria.service_level)
    yield _codes(lex.LANGUAGE, criteria.language)
    yield _codes(lex.KIND, criteria.kind)
    yield _codes(lex.COST, criteria.cost)
    yield _codes(lex.FRIENDLY, criteria.friendly_to)
    yield _flag(lex.REMOTE, criteria.remote)
    yield _flag(lex.ROUND_THE_CLOCK, criteria.available_24_7)
    yield _flag(lex.CROSS_BORDER, criteria.cross_border)
    yield _codes(lex.LOCATED, [criteria.located_in] if criteria.located_in else [])
    yield _codes(lex.SERVES, [criteria.serves] if criteria.serves else [])
    if criteria.region:
        yield any_of(
            [
                one(lex.lexeme(lex.LOCATED, criteria.region)),
                one(lex.lexeme(lex.SERVES, criteria.region)),
            ]
        )
    if criteria.preset == Preset.DETENTION_NOW:
        yield one(lex.ROUND_THE_CLOCK)
        yield one(lex.BAR_ADMITTED)
        if not criteria.remote:
            yield one(lex.ON_SITE)


def _area(area: str, levels: tuple[str, ...]) -> str:
    # With a service level the level must be given in that very area.
    if not levels:
        return one(lex.lexeme(lex.AREA, area))
    return any_of(one(lex.lexeme(lex.AREA_LEVEL, f"{area}.{s}")) for s in levels)


def _codes(prefix: str, codes: Iterable[str]) -> str:
    return any_of(one(lex.lexeme(prefix, code)) for code in codes)


def _flag(name: str, wanted: bool | None) -> str:
    if wanted is None:
        return ""
    return one(name) if wanted else f"!{one(name)}"


def oldest_verification(criteria: Criteria, on: date) -> date | None:
    """The earliest day of a check that still counts; None when any does."""
    days = criteria.verified_within_days
    if criteria.preset == Preset.DETENTION_NOW:
        days = min(days or DETENTION_FRESH_DAYS, DETENTION_FRESH_DAYS)
    return None if days is None else on - timedelta(days=days)
