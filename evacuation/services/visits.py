"""Visits to a mailbox: begun with a receipt, over after fifteen idle minutes."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from evacuation.clock import this_minute
from evacuation.errors import WrongCode
from evacuation.models import MailboxVisit
from evacuation.services.mailbox import come_back
from evacuation.vault.sealing import KEY_BYTES, new_key
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.visits import Visit, open_visit, seal_visit

if TYPE_CHECKING:
    from evacuation.services.mailbox import Requester

IDLE = timedelta(minutes=15)
_UUID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Visiting:
    """A visit that is open. `token`: what its forms carry, in hex."""

    requester: Requester = field(repr=False)
    token: str = field(repr=False)


def begin_visit(*, actor: Requester) -> tuple[str, Visiting]:
    """(cookie, visit). The row alone opens nothing and says nothing of whose it is."""
    row, key, token = uuid.uuid4(), new_key(), new_key()
    sealed = seal_visit(key, Visit(actor.receipt, token), row)
    MailboxVisit.objects.create(id=row, sealed=sealed, seen_at=this_minute())
    cookie = base64.urlsafe_b64encode(row.bytes + key.reveal()).decode()
    return cookie, Visiting(actor, token.reveal().hex())


def continue_visit(*, cookie: str) -> Visiting | None:
    """The visit of this cookie, or None where it is over."""
    parts = _parts(cookie)
    if parts is None:
        return None
    row_id, key = parts
    row = MailboxVisit.objects.filter(pk=row_id).first()
    now = this_minute()
    if row is None or row.seen_at < now - IDLE:
        return None
    try:
        visit = open_visit(key, bytes(row.sealed), row_id)
        requester = come_back(receipt=visit.receipt)
    except (CannotOpen, WrongCode):
        return None
    MailboxVisit.objects.filter(pk=row_id).update(seen_at=now)
    return Visiting(requester, visit.token.reveal().hex())


def end_visit(*, cookie: str) -> None:
    """Leave: the row goes at once. Only whoever has the cookie ends a visit."""
    parts = _parts(cookie)
    if parts is not None:
        MailboxVisit.objects.filter(pk=parts[0]).delete()


def forget_idle_visits() -> None:
    MailboxVisit.objects.filter(seen_at__lt=this_minute() - IDLE).delete()


def _parts(cookie: str) -> tuple[uuid.UUID, Secret] | None:
    try:
        found = base64.urlsafe_b64decode(cookie.encode())
    except ValueError:
        return None
    if len(found) != _UUID_BYTES + KEY_BYTES:
        return None
    return uuid.UUID(bytes=found[:_UUID_BYTES]), Secret(found[_UUID_BYTES:])
