"""The keeper of the evacuation desk's roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from directory.roles import Access, Grant, Role
from evacuation.models.member import Member
from evacuation.services.sessions import close_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.contrib.auth.models import User


# Codes are unique in the house, and the directory has an administrator of its own.
_CODES = {Member.Role.ADMINISTRATOR: "desk_administrator"}
_ROLES = {_CODES.get(role, role.value): role for role in Member.Role}


def roles() -> tuple[Role, ...]:
    return tuple(
        Role(code, role.label, by_country=False) for code, role in _ROLES.items()
    )


def grant(given: Grant) -> None:
    Member.objects.create(
        user=given.user,
        roles=[_ROLES[given.role]],
        sponsor=given.sponsor,
        starts_at=given.starts_at,
        ends_at=given.ends_at,
    )


def renew(*, user: User, by: User, until: datetime) -> bool:
    running = Member.objects.filter(user=user, ended_at__isnull=True)
    return bool(running.update(ends_at=until, renewed_by=by))


def end(*, user: User, by: User, at: datetime) -> bool:
    close_all(user)
    running = Member.objects.filter(user=user, ended_at__isnull=True)
    return bool(running.update(ended_at=at, ended_by=by))


def accesses() -> Iterator[Access]:
    for member in Member.objects.select_related("user", "sponsor", "renewed_by"):
        for role in member.roles:
            yield Access(
                user_id=member.user_id,
                code_name=member.user.username,
                role=Member.Role(role).label,
                countries=(),
                sponsor=member.sponsor.username if member.sponsor else "",
                renewed_by=member.renewed_by.username if member.renewed_by else "",
                ends_at=member.ends_at,
                ended_at=member.ended_at,
            )
