"""How often one voucher spoke lately: for verifiers, who ask why so often."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from evacuation.access import OpenCase, visible_cases
from evacuation.clock import this_hour
from evacuation.errors import KeyMissing, NotAllowed, NotTrusted
from evacuation.models import Record
from evacuation.models.choices import RecordKind
from evacuation.vault.cards import Right

if TYPE_CHECKING:
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

# A voucher's words in three months, before somebody asks why so many.
MOST_OF_ONE = 5
_QUARTER = timedelta(days=91)
# The newest: each is opened, and a page must not wait for thousands.
_MOST_OPENED = 500


def track_record(me: Unlocked) -> Counter[tuple[str, str]]:
    """Words of three months by (organisation, voucher), in cases that `me` opens.

    Nothing but the seals knows who vouched where, so it is counted anew each time.
    Raises NotAllowed for who is no verifier.
    """
    if not me.may(Right.VERIFIER):
        raise NotAllowed
    rows = Record.objects.filter(
        kind=RecordKind.VOUCH,
        written_at__gte=this_hour() - _QUARTER,
        case__in=visible_cases(me),
    )
    newest = rows.select_related("case").order_by("-written_at")[:_MOST_OPENED]
    found: Counter[tuple[str, str]] = Counter()
    for _case, of_one in groupby(sorted(newest, key=_case_of), key=_case_of):
        found.update(_vouchers(me, list(of_one)))
    return found


def voucher_of(said: Content) -> tuple[str, str]:
    """Whom a vouch is counted for, however the name was typed."""
    name = "".join(sign for sign in str(said["voucher"]).casefold() if sign.isalnum())
    return str(said["organisation"]), name


def _vouchers(me: Unlocked, rows: list[Record]) -> list[tuple[str, str]]:
    opened, found = OpenCase(me, rows[0].case), []
    for row in rows:
        with suppress(KeyMissing, NotTrusted):
            found.append(voucher_of(opened.content(row)))
    return found


def _case_of(row: Record) -> str:
    return str(row.case_id)
