"""Two databases that never mix: nothing of one is made or read in the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Model

SHRED = "shred"


class ShredRouter:
    """The app `shred` lives in the database `shred`, everything else does not."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        return SHRED if model._meta.app_label == SHRED else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        return SHRED if model._meta.app_label == SHRED else None

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return (db == SHRED) == (app_label == SHRED)
