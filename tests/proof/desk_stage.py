"""A founded desk on committed databases that real processes share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from pytest_django import DjangoDbBlocker

from config.database import EmbeddedPostgres, point_django_at
from evacuation.vault.sealing import box_public, new_key
from evacuation.vault.secret import Secret
from tests.database import MAIN
from tests.evacuation.desk import Desk, make_desk


@dataclass
class DeskStage:
    """The desk, the DATABASE_URL it stands on, folders of its own, the backup key."""

    desk: Desk
    database_url: str
    var: Path
    backup_key: Secret
    move_to: Callable[[str], None]

    def environment(self, **more: str) -> dict[str, str]:
        """For server processes on the same desk, with its keys and folders."""
        temporary = self.var.parent / "temporary"
        temporary.mkdir(exist_ok=True)
        secrets = ("WAYMARK_PEPPER", "WAYMARK_HOUSE_KEY", "WAYMARK_HMAC_KEY")
        return {
            "WAYMARK_VAR": str(self.var),
            "WAYMARK_ORGANISATION_KEY": settings.WAYMARK_ORGANISATION_KEY,
            "WAYMARK_SECRET_KEY": settings.SECRET_KEY,
            "WAYMARK_CONTACT_KEYS": " ".join(settings.WAYMARK_CONTACT_KEYS),
            "WAYMARK_MFA_KEYS": " ".join(settings.WAYMARK_MFA_KEYS),
            "TMPDIR": str(temporary),
            **{name: getattr(settings, name) for name in secrets},
            **more,
        }


@pytest.fixture
def desk_stage(
    postgres: EmbeddedPostgres,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    cloned_database: str,
    settings: Any,
    tmp_path: Path,
) -> Iterator[DeskStage]:
    """Everything written here is committed; the databases go with the test."""

    def move_to(url: str) -> None:
        connections.close_all()
        point_django_at(url)

    key = new_key()
    var = tmp_path / "var"
    settings.WAYMARK_VAR = var
    settings.WAYMARK_HEADS_FILE = str(var / "audit-heads")
    settings.WAYMARK_BACKUP_FOLDER = str(var / "backups")
    settings.WAYMARK_BACKUP_KEY = box_public(key).hex()
    with django_db_blocker.unblock():
        move_to(cloned_database)
        yield DeskStage(make_desk(settings), cloned_database, var, key, move_to)
        move_to(postgres.url(MAIN))
