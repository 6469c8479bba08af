from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from evacuation import audit, ledger
from evacuation.models import AuditHead, AuditRow, Case, Record
from evacuation.services.auditing import (
    Break,
    houses,
    prune_audit,
    sign_daily_head,
    sign_head,
    verify_audit,
)
from evacuation.services.opening import open_request
from evacuation.shredding import case_scope, drop_shred_row, shred_keys
from evacuation.vault import chain
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from tests.evacuation.desk import Desk
from tests.evacuation.services.test_opening import REQUEST

MONTH = 31 * 24 * 60


def _request() -> Case:
    made = open_request(
        actor="public", request=REQUEST, receipt=make_receipt(new_key())
    )
    assert made.case is not None
    return Case.objects.get(pk=made.case)


def _as_owner(statement: str, *values: Any) -> None:
    """What somebody does who owns the tables and lifts the guard."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE evacuation_auditrow DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE evacuation_auditrow ENABLE TRIGGER USER")


def _why(record: Record) -> list[str]:
    return [f.why for f in verify_audit().faults if f.record == record.pk]


def test_an_untouched_audit_holds(desk: Desk) -> None:
    _request()
    found = verify_audit()
    assert found.good
    assert found.rows == AuditRow.objects.count()
    assert (found.records, found.gone, found.shut) == (4, 0, 0)


@pytest.mark.parametrize(
    ("statement", "row", "why"),
    [
        ("UPDATE evacuation_auditrow SET verb = 'x' WHERE number = 5", 5, "digest"),
        ("DELETE FROM evacuation_auditrow WHERE number = 5", 5, "gap"),
        (
            "UPDATE evacuation_auditrow SET previous = 'x' WHERE number = 5",
            5,
            "previous",
        ),
    ],
)
def test_the_first_broken_row_is_named_with_its_reason(
    desk: Desk, statement: str, row: int, why: str
) -> None:
    _request()
    _as_owner(statement)
    assert verify_audit().broken == Break(row, why)


def test_a_row_with_a_fitting_digest_of_its_own_breaks_the_next(desk: Desk) -> None:
    _request()
    row = AuditRow.objects.get(number=3)
    forged = chain.Link(3, bytes(row.previous), "member:9", row.verb, row.minute)
    _as_owner(
        "UPDATE evacuation_auditrow SET actor = %s, pseudonym = '', reference = '',"
        " record = '', digest = %s WHERE number = 3",
        "member:9",
        forged.digest(),
    )
    assert verify_audit().broken == Break(4, "previous")


def test_a_record_that_was_altered_or_slipped_in_is_named(desk: Desk) -> None:
    case = _request()
    record = Record.objects.filter(case=case).earliest("pk")
    Record.objects.filter(pk=record.pk).update(sealed=b"\x01" + bytes(1100))
    assert _why(record) == ["altered"]
    slipped = Record.objects.filter(case=case).latest("pk")
    Record.objects.filter(pk=slipped.pk).update(version=7)
    assert _why(slipped) == ["unrecorded"]


def test_a_look_vouches_for_nothing_that_it_looked_at(desk: Desk) -> None:
    case = _request()
    record = Record.objects.filter(case=case).earliest("pk")
    record.sealed = b"\x01" + bytes(1100)
    record.save()
    key = shred_keys(case_scope(case.pk)).audit
    said: dict[str, Any] = {"case": case.pk, "audit_key": key, "looked_at": record}
    audit.write(actor="member:7", verb="interview.opened", **said)
    assert _why(record) == ["altered"]
    row = AuditRow.objects.order_by("-number")[0]
    assert bytes(row.reference) == chain.reference(key, record.pk, record.version)
    assert verify_audit().shut == 0


def test_a_whole_row_set_back_to_an_older_version_is_named(desk: Desk) -> None:
    case = _request()
    record = Record.objects.filter(case=case).earliest("pk")
    old = bytes(record.sealed)
    record.version, record.sealed = 2, b"\x01" + bytes(1100)
    record.save()
    key = shred_keys(case_scope(case.pk)).audit
    audit.write(actor="worker", verb="x", case=case.pk, audit_key=key, records=[record])
    assert verify_audit().good
    Record.objects.filter(pk=record.pk).update(version=1, sealed=old)
    assert _why(record) == ["set_back"]


def test_what_is_sealed_anew_counts_as_it_was_recorded_last(desk: Desk) -> None:
    case = _request()
    record = Record.objects.filter(case=case).earliest("pk")
    record.sealed = b"\x01" + bytes(1100)
    record.save()
    key = shred_keys(case_scope(case.pk)).audit
    audit.write(actor="worker", verb="x", case=case.pk, audit_key=key, records=[record])
    assert verify_audit().good


def test_deleted_records_and_shredded_cases_are_counted_and_no_fault(
    desk: Desk,
) -> None:
    kept, shredded = _request(), _request()
    Record.objects.filter(case=kept).earliest("pk").delete()
    drop_shred_row(case_scope(shredded.pk))
    found = verify_audit()
    assert found.good
    assert (found.records, found.gone, found.shut) == (3, 1, 4)


def test_the_end_cut_off_is_found_by_a_head_kept_elsewhere(desk: Desk) -> None:
    _request()
    audit.write(actor="worker", verb="x")
    head = sign_head()
    assert head is not None
    kept = ledger.read().heads
    assert [h.number for h in kept] == [head.number]
    assert verify_audit(heads=kept).good
    _as_owner("DELETE FROM evacuation_auditrow WHERE number = %s", head.number)
    assert verify_audit().cut == [head.number]
    AuditHead.objects.all().delete()
    assert verify_audit().good
    assert verify_audit(heads=kept).cut == [head.number]


def test_a_head_that_the_house_did_not_sign_is_named(desk: Desk) -> None:
    _request()
    AuditHead.objects.create(number=1, digest=b"x" * 32, minute=1, signature=b"s" * 64)
    assert verify_audit().false_heads == [1]


def test_the_head_is_signed_once_a_day_and_lies_outside_the_database(
    desk: Desk, settings: Any
) -> None:
    _request()
    sign_daily_head()
    _request()
    sign_daily_head()
    assert AuditHead.objects.count() == 1
    path = Path(settings.WAYMARK_HEADS_FILE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert set(ledger.read().documents) == {("charter", 1), ("roster", 1)}


def test_pruning_drops_whole_months_and_leaves_a_head_that_the_rest_hangs_on(
    desk: Desk,
) -> None:
    _request()
    total = AuditRow.objects.count()
    now = ledger.this_unix_minute()
    assert prune_audit() == 0
    _as_owner(
        "UPDATE evacuation_auditrow SET minute = %s WHERE number <= 3", now - 26 * MONTH
    )
    assert prune_audit() == 3
    assert AuditRow.objects.count() == total - 3 + 1
    assert AuditHead.objects.filter(pk=3).exists()
    assert verify_audit().broken is None
    with pytest.raises(Exception, match="append-only"):
        AuditRow.objects.filter(number=4).delete()


def test_pruned_rows_without_their_head_are_a_break(desk: Desk) -> None:
    _request()
    _as_owner("DELETE FROM evacuation_auditrow WHERE number <= 3")
    assert verify_audit().broken == Break(4, "previous")


def test_the_command_fails_where_the_audit_does_not_hold(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    case = _request()
    call_command("verify_audit")
    assert "The audit holds." in capsys.readouterr().out
    record = Record.objects.filter(case=case).earliest("pk")
    Record.objects.filter(pk=record.pk).update(sealed=b"\x01" + bytes(1100))
    with pytest.raises(CommandError, match="does not hold") as failure:
        call_command("verify_audit")
    assert failure.value.returncode == 1
    assert str(record.pk) in capsys.readouterr().out


def test_a_file_without_heads_is_no_proof(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no head"):
        call_command("verify_audit", head=str(tmp_path / "nothing"))


def test_the_list_of_shredded_cases_counts_only_what_the_house_signed(
    desk: Desk, settings: Any
) -> None:
    case = _request()
    ledger.keep_shredded(case.pk)
    path = Path(settings.WAYMARK_HEADS_FILE)
    other = '{"kind": "shredded", "case": "%s", "minute": 1, "signature": "%s"}'
    forged = other % ("00000000-0000-4000-8000-000000000001", "00" * 64)
    path.write_text(path.read_text() + forged + "\n{cut")
    assert ledger.read().shredded_by(houses()) == [case.pk]
