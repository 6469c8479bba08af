"""Who writes what is known of countries, and that nobody writes over another unseen."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from directory.errors import StaleVersion
from evacuation import audit
from evacuation.clock import this_minute
from evacuation.errors import DeskError, NotAllowed
from evacuation.models import CountryRule, Pathway
from evacuation.plain_text import plain
from evacuation.services.journeys.rooms import PLANNERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from evacuation.services.countries.pathways import Way
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.movement.contexts import Rule

_Row = TypeVar("_Row", CountryRule, Pathway)
_Said = TypeVar("_Said", "Rule", "Way")
_STALE = _("Somebody wrote this anew. Look at what stands now, then save yours again.")


class DoesNotFit(DeskError):
    """A field of what was to be kept says what it cannot."""

    code = "does_not_fit"


def may_keep(me: Unlocked) -> bool:
    """Whoever plans journeys, or checks the plans, keeps what they rest on."""
    return me.may(*PLANNERS)


@contextmanager
def keeping(actor: Unlocked, verb: str) -> Iterator[None]:
    """One transaction, audit last. Raises NotAllowed."""
    if not may_keep(actor):
        raise NotAllowed
    with transaction.atomic():
        yield
        audit.write(actor=actor.name, verb=verb)


def in_plain_text(said: _Said) -> _Said:
    """The same, its words without the signs that nobody sees: these records are not
    sealed, where what is sealed loses them by itself.
    """
    found = {one.name: getattr(said, one.name) for one in fields(said)}
    # Codes are strings, too, and stay codes.
    words = {name: plain(value) for name, value in found.items() if type(value) is str}
    return replace(said, **words)


def require_fit(faults: Iterable[tuple[str, _StrPromise]]) -> None:
    """Raises DoesNotFit with the first of them."""
    for field, why in faults:
        raise DoesNotFit(field, why)


def origin(said: Rule | Way, note: str, actor: Unlocked) -> dict[str, Any]:
    """The columns that say where a record is from and who looks at it again."""
    return {
        "note": note.strip(),
        "source": said.source.strip(),
        "checked_on": said.checked_on,
        "good_until": said.good_until,
        "owner": actor.user,
    }


def replace_row(rows: QuerySet[_Row], row: _Row, replaces: int | None) -> _Row:
    """`row` in place of the one of `rows` that stands now, which becomes the past.

    `replaces`: the id of the one that the writer saw, None for none. Inside `keeping`.
    Raises StaleVersion where another one stands.
    """
    now = rows.select_for_update().filter(replaced_at__isnull=True).first()
    if (now.pk if now else None) != replaces:
        raise StaleVersion(message=_STALE)
    if now is not None:
        now.replaced_at = this_minute()
        now.save(update_fields=["replaced_at"])
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Two wrote the first one at once.
        raise StaleVersion(message=_STALE) from None
    return row
