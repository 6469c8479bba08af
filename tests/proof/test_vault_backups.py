"""Backups on real servers: what was lost is read again, what was shredded never."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.utils import timezone

from config.database import EmbeddedPostgres
from evacuation import archives, dumping
from evacuation.access import OpenCase, open_case
from evacuation.errors import NotTrusted, NotVisible
from evacuation.models import Case, CaseWrap
from evacuation.services.auditing import verify_audit
from evacuation.services.backups import (
    STAMP,
    BackupFailed,
    drop_old,
    last_checked,
    make_backup,
)
from evacuation.services.canary import sings
from evacuation.services.erasure import shred_case
from evacuation.services.files import path_of
from evacuation.services.granting import grant_key
from evacuation.services.opening import open_request
from evacuation.services.removing import renew_shred_keys
from evacuation.services.restoring import RestoreRefused, restore_backup
from evacuation.shred.models import ShredRow
from evacuation.shredding import case_scope
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import box_public, new_key
from evacuation.vault.secret import CannotOpen
from tests.evacuation.services.test_opening import REQUEST
from tests.proof.desk_stage import DeskStage

pytestmark = pytest.mark.proof


@pytest.fixture
def empty_databases(postgres: EmbeddedPostgres) -> Callable[[], str]:
    """Databases without a table, main and shred."""

    def make() -> str:
        name = f"clone_{secrets.token_hex(6)}"
        postgres.ensure_databases(name)
        return postgres.url(name)

    return make


def _request() -> UUID:
    made = open_request(
        actor="public", request=REQUEST, receipt=make_receipt(new_key())
    )
    assert made.case is not None
    return made.case


def _story(stage: DeskStage, case: UUID) -> str:
    opened = open_case(stage.desk["coordinator_one"], case)
    return str(opened.only("triage", "account")["story"])


def _folder(stage: DeskStage) -> Path:
    return stage.var / "backups"


def test_a_checked_backup_opens_its_canary_and_says_when(
    desk_stage: DeskStage,
) -> None:
    assert last_checked() is None
    case = _request()
    made = make_backup(check=True)
    checked = last_checked()
    assert checked is not None
    assert timezone.now() - checked < timedelta(minutes=2)
    assert {path.name for path in _folder(desk_stage).iterdir()} == {
        "canary",
        *(f"{part}-{made.stamp}.sealed" for part in ("main", "files", "shred")),
    }
    assert sings(main="default", shred="shred")
    ShredRow.objects.exclude(pk=case_scope(case)).filter(
        scope__startswith="case:"
    ).delete()
    assert not sings(main="default", shred="shred")


def test_the_shred_database_lost_and_restored_reads_yesterdays_case(
    desk_stage: DeskStage, postgres: EmbeddedPostgres
) -> None:
    case = _request()
    make_backup()
    after = _request()
    name = connections["shred"].settings_dict["NAME"]
    connections.close_all()
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name}")
    done = restore_backup(
        folder=_folder(desk_stage), secret=desk_stage.backup_key, only_shred=True
    )
    assert _story(desk_stage, case) == REQUEST.account["story"]
    assert (done.cases, done.lost) == (3, 1)
    with pytest.raises(NotVisible):
        _story(desk_stage, after)


def test_a_case_shredded_today_stays_shut_after_restoring_yesterday(
    desk_stage: DeskStage, empty_databases: Callable[[], str]
) -> None:
    kept, shredded = _request(), _request()
    file = path_of(kept, UUID(int=7))
    file.parent.mkdir(parents=True)
    file.write_bytes(b"sealed already")
    make_backup()
    assert _story(desk_stage, shredded)
    shred_case(case_id=shredded, actor="requester")
    file.unlink()
    desk_stage.move_to(empty_databases())
    done = restore_backup(folder=_folder(desk_stage), secret=desk_stage.backup_key)
    assert (done.shredded, done.lost) == (1, 0)
    assert _story(desk_stage, kept) == REQUEST.account["story"]
    assert file.read_bytes() == b"sealed already"
    assert not Case.objects.filter(pk=shredded).exists()
    assert not ShredRow.objects.filter(pk=case_scope(shredded)).exists()
    assert verify_audit().good


def test_yesterdays_main_dump_says_nothing_more_of_a_case_shredded_today(
    desk_stage: DeskStage, empty_databases: Callable[[], str]
) -> None:
    kept, shredded = _request(), _request()
    yesterday = make_backup().archives["main"]
    shred_case(case_id=shredded, actor="requester")
    _thief(desk_stage, empty_databases(), yesterday)
    # All rows are there again, and the member is unlocked.
    assert Case.objects.filter(pk=shredded).exists()
    assert _story(desk_stage, kept)
    with pytest.raises(NotVisible):
        _story(desk_stage, shredded)


def test_yesterdays_main_dump_opens_nothing_for_a_member_removed_today(
    desk_stage: DeskStage, empty_databases: Callable[[], str]
) -> None:
    case = _request()
    lead = desk_stage.desk["lead_one"]
    removed = desk_stage.desk["coordinator_two"]
    grant_key(actor=lead, case_id=case, compartment="triage", user_id=removed.user.pk)
    # What they hold themselves, not through their team.
    CaseWrap.objects.filter(key__case=case, recipient__startswith="team:").exclude(
        recipient__startswith="team:identity"
    ).delete()
    yesterday = make_backup().archives["main"]
    opened = OpenCase(removed, Case.objects.get(pk=case))
    assert opened.only("triage", "account")["story"] == REQUEST.account["story"]
    with transaction.atomic():
        CaseWrap.objects.filter(key__case=case, recipient=removed.name).delete()
        renew_shred_keys(actor=lead.name, cases=[case])
    _thief(desk_stage, empty_databases(), yesterday)
    row = Case.objects.get(pk=case)
    assert CaseWrap.objects.filter(key__case=row, recipient=removed.name).exists()
    with pytest.raises(NotTrusted):
        OpenCase(removed, row).only("triage", "account")


def _thief(stage: DeskStage, url: str, main: archives.Archive) -> None:
    """From now on: that main dump beside the shred rows of this moment."""
    shred = make_backup(only_shred=True).archives["shred"]
    stage.move_to(url)
    dumping.restore("shred", archives.read_archive(shred))
    dumping.restore("default", archives.read_archive(main))


def test_nothing_is_restored_over_something_or_with_another_key(
    desk_stage: DeskStage, empty_databases: Callable[[], str]
) -> None:
    _request()
    made = make_backup()
    with pytest.raises(RestoreRefused, match="not empty"):
        restore_backup(folder=_folder(desk_stage), secret=desk_stage.backup_key)
    desk_stage.move_to(empty_databases())
    with pytest.raises(RestoreRefused, match="does not open"):
        restore_backup(folder=_folder(desk_stage), secret=new_key())
    main = made.archives["main"].path
    whole = main.read_bytes()
    for broken in (whole[:-1], whole[:-70_000], whole[:999] + b"!" + whole[1000:]):
        main.write_bytes(broken)
        with pytest.raises(RestoreRefused, match="does not open"):
            restore_backup(folder=_folder(desk_stage), secret=desk_stage.backup_key)
    assert "evacuation_case" not in connections["default"].introspection.table_names()


def test_old_backups_go_main_after_thirty_days_and_shred_after_seven(
    tmp_path: Path,
) -> None:
    for part in ("main", "files", "shred"):
        for days in (1, 8, 29, 31):
            stamp = (timezone.now() - timedelta(days=days)).strftime(STAMP)
            (tmp_path / f"{part}-{stamp}.sealed").touch()
    (tmp_path / "something-else.sealed").touch()
    assert drop_old(tmp_path) == 1 + 1 + 3
    left = [path.name.partition("-")[0] for path in tmp_path.iterdir()]
    assert sorted(left) == ["files"] * 3 + ["main"] * 3 + ["shred", "something"]


def test_an_archive_gives_back_what_it_took_whatever_its_length(
    tmp_path: Path,
) -> None:
    secret = new_key()
    for pieces in ([], [b"x"], [b"a" * 65_532], [b"b" * 200_000, b"", b"c" * 3]):
        path = tmp_path / "archive"
        archives.write_archive(path, box_public(secret), pieces)
        found = archives.find_key(path, secret)
        assert b"".join(archives.read_archive(found)) == b"".join(pieces)
        path.write_bytes(path.read_bytes() + b"more")
        with pytest.raises(CannotOpen):
            archives.verify(found)


def test_without_a_key_there_is_no_backup(
    desk_stage: DeskStage, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings.WAYMARK_BACKUP_KEY = ""  # type: ignore[attr-defined]
    with pytest.raises(BackupFailed):
        make_backup()
    with pytest.raises(CommandError, match="WAYMARK_BACKUP_KEY"):
        call_command("backup")
    call_command("backup", make_key=tmp_path / "key")
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", make_key=tmp_path / "key")
