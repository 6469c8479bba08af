"""What follows when an administrator changes a term or its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from directory.models import Provider, Term
from directory.permissions import require_administrator
from directory.search.codes import forget_codes
from directory.search.vocabulary import forget_vocabulary
from directory.services.journal import record
from directory.services.listing import refresh_listings
from directory.taxonomy.labels import forget_labels

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.contrib.auth.models import User


@transaction.atomic
def follow_term(*, actor: User, term: Term, fields: Collection[str]) -> None:
    """Carry a saved change of `fields` into searches and listings.

    Belongs into the transaction that saved it. After the commit this process reads
    the words anew; every other does within a minute. Entries of an area that became
    sensitive, or is no more, are listed anew at once. Raises NotAllowed.
    """
    require_administrator(actor)
    if "sensitive" in fields:
        using = Provider.objects.filter(practices__area=term).values("id")
        locked = Provider.objects.select_for_update().filter(id__in=using)
        refresh_listings(list(locked.order_by("id").values_list("id", flat=True)))
    # Before the commit another thread would read, and keep, the old words.
    transaction.on_commit(_forget_words)
    record("term.changed", actor=actor, fields=fields)


def _forget_words() -> None:
    forget_labels()
    forget_vocabulary()
    forget_codes()
