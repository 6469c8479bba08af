"""Statistics: what is kept of a case when it closes, for the stewards alone.

Where the person has their request erased nothing is written: nobody who could seal a
fact about it is there, and they asked for everything to go.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation.deadlines import provisional_level
from evacuation.errors import KeyMissing, NotTrusted
from evacuation.figures import quarter_of
from evacuation.models import DeskDate, Fact
from evacuation.models.choices import Compartment, RecordKind
from evacuation.steps import Status
from evacuation.vault.cards import TEAM_RIGHTS, Team
from evacuation.vault.facts import seal_fact

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.services.writing import Content

EVERY = timedelta(days=7)
# Codes are short; a text in the place of one must not keep a case from closing.
_LONGEST = 40


def write_fact(opened: OpenCase, outcome: str) -> bool:
    """One fact about a case that closes now, as `outcome` says; whether it was written.

    In the transaction that closes it, before the person is told. A case that was
    closed before is not counted again. While the roster names no steward nothing is
    written, since nobody could ever read it.
    """
    card = opened.me.trust.roster.team(Team.STEWARDS)
    rights = TEAM_RIGHTS[Team.STEWARDS]
    read = any(one.rights & rights for one in opened.me.trust.roster.members)
    if card is None or not read or _was_closed(opened):
        return False
    codes = {**_codes(opened), "outcome": outcome[:_LONGEST]}
    Fact.objects.create(sealed=seal_fact(card.box, quarter_of(timezone.now()), codes))
    return True


def shuffle_facts() -> int:
    """The worker's tick, once a week: every fact in a new row; how many.

    The rows of one transaction bear its number, and so does the case that closed in
    it: afterwards all facts bear the same one, in an order that says nothing.
    """
    now = timezone.now()
    done = DeskDate.objects.filter(name=DeskDate.Name.SHUFFLED)
    if done.filter(at__gt=now - EVERY, at__lte=now).exists():
        return 0
    with transaction.atomic():
        rows = list(Fact.objects.select_for_update())
        Fact.objects.filter(pk__in=[row.pk for row in rows]).delete()
        fresh = [Fact(sealed=bytes(row.sealed)) for row in rows]
        random.SystemRandom().shuffle(fresh)
        Fact.objects.bulk_create(fresh)
        DeskDate.objects.update_or_create(
            name=DeskDate.Name.SHUFFLED, defaults={"at": now}
        )
    return len(fresh)


def _codes(opened: OpenCase) -> dict[str, str]:
    """As the person told it; "" for what nobody knows any more."""
    try:
        said = opened.only(Compartment.TRIAGE, RecordKind.ACCOUNT)
    except (KeyMissing, NotTrusted):
        said = {}
    found = {name: _code(said, name) for name in ("country", "language")}
    told = {name: _code(said, name) for name in ("danger", "safe_now")}
    return {**found, "level": provisional_level(**told).value if said else ""}


def _code(said: Content, name: str) -> str:
    return str(said.get(name, ""))[:_LONGEST]


def _was_closed(opened: OpenCase) -> bool:
    """Whether the person was told before that it is closed."""
    told = opened.readable(Compartment.REPLIES, RecordKind.STATUS).values()
    return any(said.get("code") == Status.CLOSED for said in told)
