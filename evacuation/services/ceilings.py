"""How much interim help a case, a payee and a giver may see in seven days."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext_lazy as _

from evacuation.access import OpenCase, visible_cases
from evacuation.errors import DeskError, KeyMissing, NotTrusted, NotVisible
from evacuation.models import Record
from evacuation.models.choices import RecordKind
from evacuation.services.given import ASKED, HELP, is_agreed, measure_of, measures
from evacuation.workflow import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from evacuation.services.given import Measure
    from evacuation.submissions import BudgetLine

# One number for one lock: "waymark help". Sums run over cases that are not locked.
_LOCK = 0x5741_4850


class CeilingReached(DeskError):
    """`over`: case, payee or person, over seven days. `left`: euro cents."""

    code = "ceiling"
    status = 409

    def __init__(self, over: str, left: int) -> None:
        self.over, self.left = over, max(0, left)
        super().__init__("amount", _CEILINGS[over] % (self.left / 100))


_CEILINGS = {
    "case": _(
        "With this, the case would get more than € 1,000 in seven days: € %.2f is left."
        " More takes a decision."
    ),
    "payee": _(
        "With this, the payee would get more than € 1,000 in seven days: € %.2f is "
        "left. More takes a decision."
    ),
    "person": _(
        "With this, you would have given more than € 1,000 in seven days: € %.2f is "
        "left. Another coordinator or a lead who holds the case may give it."
    ),
}


def require_below_ceilings(
    opened: OpenCase, line: BudgetLine, now: datetime, *, by: str
) -> None:
    """`by`: the name of who gives it. Raises CeilingReached.

    Counted are cases whose decisions this member opens. Whoever gives in another case
    waits until this transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    here, everywhere = _lately(opened, now)
    payee = [one for one in everywhere if same_payee(one.line.payee, line.payee)]
    mine = [one for one in everywhere if one.by == by]
    for over, given in (("case", here), ("payee", payee), ("person", mine)):
        if line.cents > _left(given):
            raise CeilingReached(over, _left(given))


def left_in_case(opened: OpenCase, now: datetime) -> tuple[int, int]:
    """Euro cents that may be given still: to this case, by this member."""
    here, everywhere = _lately(opened, now)
    mine = [one for one in everywhere if one.by == opened.me.name]
    return max(0, _left(here)), max(0, _left(mine))


def _lately(opened: OpenCase, now: datetime) -> tuple[list[Measure], list[Measure]]:
    """Within seven days: in this case, and in all that the member opens."""
    since = now - money.CEILING_OVER
    here = [one for one in measures(opened) if one.at > since]
    others = [one for one in _elsewhere(opened, since) if one.at > since]
    return here, [*here, *others]


def _left(given: Iterable[Measure]) -> int:
    return money.CEILING - sum(one.line.cents for one in given)


def same_payee(one: str, other: str) -> bool:
    """Whether two people may have meant the same, however they wrote it."""
    return _plain(one) == _plain(other) != ""


def _plain(payee: str) -> str:
    folded = unicodedata.normalize("NFKC", payee).casefold()
    return "".join(symbol for symbol in folded if symbol.isalnum())


def _elsewhere(opened: OpenCase, since: datetime) -> Iterator[Measure]:
    """Help in the member's other cases, as far as their keys open it."""
    me = opened.me
    rows = Record.objects.filter(
        kind=RecordKind.MEASURE,
        # Rows know the hour alone.
        written_at__gte=since - timedelta(hours=1),
        case__in=visible_cases(me).exclude(pk=opened.case.pk),
    ).select_related("case")
    for row in rows:
        with suppress(KeyMissing, NotTrusted, NotVisible):
            there = OpenCase(me, row.case)
            said = there.content(row)
            agreed = said.get("what") == ASKED and is_agreed(there, row.pk)
            if said.get("what") == HELP or agreed:
                yield measure_of(row.pk, said, ratified=False)
