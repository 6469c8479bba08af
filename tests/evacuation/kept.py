"""The founded desk, written again row by row: founding it anew takes tests too long."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import connection, router

from evacuation.models import AuditRow, Member, SignedDocument, TeamWrap
from evacuation.shred.models import HighWater, ShredRow
from evacuation.trusting import trust_now
from tests.replaying import Replay

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.evacuation.desk import Desk

# In the order of their relations.
_TABLES: tuple[Any, ...] = (
    User,
    Authenticator,
    Member,
    SignedDocument,
    TeamWrap,
    AuditRow,
    ShredRow,
    HighWater,
)
# With rows in these the kept ones would clash: then a desk is founded as ever.
_FOUNDED = """
SELECT EXISTS (SELECT FROM evacuation_auditrow)
OR EXISTS (SELECT FROM evacuation_signeddocument)"""


class KeptDesk:
    """One desk for a whole run, made by the first test that asks."""

    def __init__(self) -> None:
        self._desk: Desk | None = None
        self._writings: dict[str, Replay] = {}

    def give(self, settings: Any, make: Callable[[Any], Desk]) -> Desk:
        """The desk, in this test's databases; users are read anew."""
        if _is_founded():
            return make(settings)
        if self._desk is None:
            self._keep(settings, make)
        else:
            self._write()
        return self._fresh(settings)

    def _keep(self, settings: Any, make: Callable[[Any], Desk]) -> None:
        before = {m: set(m.objects.values_list("pk", flat=True)) for m in _TABLES}
        self._desk = make(settings)
        # Whoever believes the documents first writes down which they saw.
        trust_now()
        rows = {m: list(m.objects.exclude(pk__in=before[m])) for m in _TABLES}
        for alias in {router.db_for_write(model) for model in _TABLES}:
            found = {m: r for m, r in rows.items() if router.db_for_write(m) == alias}
            self._writings[alias] = Replay(partial(_write, found), alias)

    def _write(self) -> None:
        for writing in self._writings.values():
            writing()

    def _fresh(self, settings: Any) -> Desk:
        kept = self._desk
        assert kept is not None
        settings.WAYMARK_ORGANISATION_KEY = kept.organisation.signing_public.hex()
        found = {user.username: user for user in User.objects.all()}
        users = {part: found[user.username] for part, user in kept.users.items()}
        return type(kept)(kept.organisation, users, dict(kept.seeds), dict(kept.codes))


def _is_founded() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_FOUNDED)
        (found,) = cursor.fetchone()
    return bool(found) or HighWater.objects.exists()


def _write(rows: dict[Any, list[Any]]) -> None:
    for model, found in rows.items():
        model.objects.bulk_create(found)


KEPT = KeptDesk()
