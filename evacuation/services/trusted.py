"""Which organisations are trusted to vouch: leads say so, and take it back."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from evacuation import audit
from evacuation.clock import this_minute
from evacuation.errors import DeskError, NotAllowed, NotVisible, WrongState
from evacuation.models import Trusted
from evacuation.vault.cards import Right
from evacuation.vault.symbols import spelled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from evacuation.unlocked import Unlocked
    from evacuation.workflow.checked import Stands

_CODE_BYTES = 5


class NameTaken(DeskError):
    """An organisation of this name stands in the list."""

    code = "name_taken"

    def __init__(self) -> None:
        super().__init__("name", _("This organisation is in the list already."))


def add_trusted(*, actor: Unlocked, name: str) -> Trusted:
    """From now on its word counts. Raises NotAllowed, NameTaken."""
    _require_lead(actor)
    with transaction.atomic():
        code = spelled(secrets.token_bytes(_CODE_BYTES)).lower()
        row, made = Trusted.objects.get_or_create(
            name=name.strip(), defaults={"code": code, "added_at": this_minute()}
        )
        if not made:
            raise NameTaken
        audit.write(actor=actor.name, verb="trusted.added")
    return row


def suspend_trusted(*, actor: Unlocked, code: str) -> None:
    """Its word counts no more, also what it said before.

    Raises NotAllowed, NotVisible, WrongState.
    """
    with _changing(actor, code, "trusted.suspended") as row:
        if not row.active:
            raise WrongState
        _stop(row)


def trust_again(*, actor: Unlocked, code: str) -> None:
    """What it says from now on counts; what it said before has to be said anew.

    Raises NotAllowed, NotVisible, WrongState where it was revoked.
    """
    with _changing(actor, code, "trusted.again") as row:
        if row.active or row.revoked_at:
            raise WrongState
        row.active = True


def revoke_trusted(*, actor: Unlocked, code: str) -> None:
    """For good. Raises NotAllowed, NotVisible, WrongState."""
    with _changing(actor, code, "trusted.revoked") as row:
        if row.revoked_at:
            raise WrongState
        row.revoked_at = this_minute()
        _stop(row)


def all_looked_at(*, actor: Unlocked, code: str) -> None:
    """Every open case was opened since it was stopped: the board says it no more.

    Raises NotAllowed, NotVisible.
    """
    with _changing(actor, code, "trusted.looked_at") as row:
        row.looked_at = this_minute()


def standing() -> Stands:
    """Whether an organisation's word of a moment stands now. Asks the database once."""
    rows = {row.code: row for row in Trusted.objects.all()}

    def stands(organisation: str, at: datetime) -> bool:
        row = rows.get(organisation)
        if row is None or not row.active:
            return False
        # The column knows the minute alone: a word in that minute does not count.
        said = at.replace(second=0, microsecond=0)
        return row.suspended_at is None or said > row.suspended_at

    return stands


def not_looked_at() -> list[Trusted]:
    """Those that were stopped, while no lead said that every case was opened since."""
    stopped = Trusted.objects.filter(suspended_at__isnull=False)
    since = Q(looked_at__isnull=True) | Q(looked_at__lt=F("suspended_at"))
    return list(stopped.filter(since))


def _stop(row: Trusted) -> None:
    row.active, row.suspended_at, row.looked_at = False, this_minute(), None


@contextmanager
def _changing(actor: Unlocked, code: str, verb: str) -> Iterator[Trusted]:
    _require_lead(actor)
    with transaction.atomic():
        row = Trusted.objects.select_for_update().filter(pk=code).first()
        if row is None:
            raise NotVisible
        yield row
        row.save()
        audit.write(actor=actor.name, verb=verb)


def _require_lead(actor: Unlocked) -> None:
    if not actor.may(Right.LEAD):
        raise NotAllowed
