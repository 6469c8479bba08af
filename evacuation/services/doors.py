"""Doors for who has no account: a link and a code, five tries, and an end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation.errors import NotVisible, WrongCode
from evacuation.models import HostDoor, VouchDoor
from evacuation.vault.doors import (
    HOSTS,
    VOUCHERS,
    Door,
    DoorKey,
    open_door,
    read_door_key,
    seal_door,
)
from evacuation.vault.secret import CannotOpen

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from evacuation.models.voucher import DoorRow
    from evacuation.vault.doors import DoorKind

MOST_WRONG = 5
_HOUR = timedelta(hours=1)
_ROWS: dict[DoorKind, type[DoorRow]] = {VOUCHERS: VouchDoor, HOSTS: HostDoor}


def make_door(key: DoorKey, door: Door) -> None:
    """In the transaction that asks. Raises TooLong."""
    ends = datetime.fromtimestamp(door.ends, tz=UTC)
    gone_at = ends.replace(minute=0, second=0, microsecond=0) + _HOUR
    _ROWS[key.kind]._default_manager.create(
        lookup=key.lookup, sealed=seal_door(key, door), gone_at=gone_at
    )


def is_there(link: str, kind: DoorKind) -> bool:
    """Whether there is a door behind this link; unknown and over look alike."""
    try:
        return _rows(_key(link, "", kind)).exists()
    except NotVisible:
        return False


def knock(link: str, typed: str, kind: DoorKind) -> tuple[Door, DoorKey]:
    """Raises NotVisible, WrongCode, which is counted: the fifth closes the door."""
    key = _key(link, typed, kind)
    with transaction.atomic():
        row = _rows(key).select_for_update().first()
        if row is None:
            raise NotVisible
        try:
            door = open_door(key, bytes(row.sealed))
        except CannotOpen:
            door = None
            _count_wrong(row)
    if door is None:
        raise WrongCode
    if door.ends <= timezone.now().timestamp():
        raise NotVisible
    return door, key


def close_door(key: DoorKey) -> bool:
    """Whether it was open still. In the caller's transaction."""
    gone, _by_model = _rows(key).filter(pk=key.lookup).delete()
    return bool(gone)


def close_unanswered(key: DoorKey, before: Door) -> bool:
    """The same, where it says what it said. In the caller's transaction."""
    return _as_it_was(key, before) is not None and close_door(key)


def seal_anew(key: DoorKey, before: Door, door: Door) -> bool:
    """Another word in it, where it says what it said. In the caller's transaction."""
    row = _as_it_was(key, before)
    if row is None:
        return False
    row.sealed = seal_door(key, door)
    row.save(update_fields=["sealed"])
    return True


def _as_it_was(key: DoorKey, before: Door) -> DoorRow | None:
    """The row, locked; None where somebody else answered meanwhile."""
    row = _rows(key).select_for_update().first()
    if row is None or open_door(key, bytes(row.sealed)) != before:
        return None
    return row


def forget_closed_doors() -> None:
    """Those whose time is over. For the worker's tick."""
    for rows in _ROWS.values():
        rows._default_manager.filter(gone_at__lte=timezone.now()).delete()


def _key(link: str, typed: str, kind: DoorKind) -> DoorKey:
    try:
        return read_door_key(link, typed, kind)
    except CannotOpen:
        raise NotVisible from None


def _rows(key: DoorKey) -> QuerySet[DoorRow]:
    rows = _ROWS[key.kind]._default_manager
    return rows.filter(pk=key.lookup, gone_at__gt=timezone.now())


def _count_wrong(row: DoorRow) -> None:
    row.wrong += 1
    if row.wrong >= MOST_WRONG:
        row.delete()
    else:
        row.save(update_fields=["wrong"])
