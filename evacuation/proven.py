"""Closed cases of which no signed board line says so: somebody set the state by hand.

A line that was verified once need not be verified again for every page. What is kept
of it is a digest of the sealed line together with its case, for one process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.db.models import BinaryField, F, Func, OuterRef, Q, Subquery

from evacuation.models import Note
from evacuation.models.choices import NoteKind, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django_stubs_ext import WithAnnotations

    from evacuation.models import Case

_MOST_KEPT = 50_000
_proven: set[bytes] = set()


class Seal(TypedDict):
    """What `remember` takes: a digest of the case's line, None where there is none."""

    seal: bytes | None


def open_or_unproven(
    cases: QuerySet[Case], recipients: Iterable[str]
) -> QuerySet[WithAnnotations[Case, Seal]]:
    """Those that are open, those closed ones whose line was not yet verified, and
    those to whom we owe something: they wrote since.

    `recipients`: whose board lines count.
    """
    lines = Note.objects.filter(
        case=OuterRef("pk"), kind=NoteKind.BOARD, recipient__in=list(recipients)
    )
    seal = lines.values(seal=_digest()).order_by("seal")[:1]
    unproven = Q(seal=None) | ~Q(seal__in=list(_proven))
    ours = ~Q(state=State.CLOSED) | Q(next_due_at__isnull=False)
    return cases.annotate(seal=Subquery(seal)).filter(ours | unproven)


def remember(seals: Iterable[bytes | None]) -> None:
    """These lines say "closed" and were verified."""
    if len(_proven) > _MOST_KEPT:
        _proven.clear()
    _proven.update(bytes(seal) for seal in seals if seal is not None)


def _digest() -> Func:
    # With the case: a line that was copied from another case proves nothing.
    case = Func(F("case_id"), function="uuid_send", output_field=BinaryField())
    return Func(
        F("sealed"),
        case,
        template="sha256(%(expressions)s)",
        arg_joiner=" || ",
        output_field=BinaryField(),
    )
