"""A case in the hands of one member: read at once, written under its own rules."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from evacuation.access import open_case
from evacuation.models import Record
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import Change
from evacuation.services.compartments import ensure_compartment
from tests.evacuation.desk import Desk
from tests.evacuation.services.test_triage import claimed

ONE = "coordinator_one"
TRIAGE = Compartment.TRIAGE


def test_what_is_kept_for_reading_is_never_written_under(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    opened = open_case(desk[ONE], case.pk)
    assert opened.writing_key(TRIAGE)
    opened.keep()
    with pytest.raises(RuntimeError, match="stale"):
        opened.writing_key(TRIAGE)


def test_whoever_reads_a_kept_content_cannot_change_it_for_others(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    opened = open_case(desk[ONE], case.pk).keep()
    opened.only(TRIAGE, RecordKind.ACCOUNT).clear()
    assert opened.only(TRIAGE, RecordKind.ACCOUNT)["story"]


def test_a_spoilt_record_hides_no_other(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    spoilt = case.records.get(compartment=TRIAGE, kind=RecordKind.ACCOUNT)
    Record.objects.create(
        case=case,
        compartment=TRIAGE,
        kind=spoilt.kind,
        epoch=spoilt.epoch,
        sealed=bytes(len(spoilt.sealed)),
        written_at=spoilt.written_at,
    )
    found = open_case(desk[ONE], case.pk).readable(TRIAGE, RecordKind.ACCOUNT)
    assert list(found) == [spoilt.pk]
    assert found[spoilt.pk]["story"]


def test_while_it_is_locked_it_is_written_under_what_was_read(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    with transaction.atomic():
        opened = open_case(desk[ONE], case.pk, lock=True)
        with opened.held():
            assert opened.holds(TRIAGE)
            with CaptureQueriesContext(connection) as asked:
                assert opened.writing_key(TRIAGE)
            assert not asked.captured_queries


def test_what_was_written_meanwhile_is_asked_for_again(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    with transaction.atomic():
        opened = open_case(desk[ONE], case.pk, lock=True)
        with opened.held():
            assert not opened.holds(Compartment.DECISION)
            ensure_compartment(Change(opened, "case.tried"), Compartment.DECISION)
            assert opened.holds(Compartment.DECISION)


def test_a_line_that_was_rewritten_is_read_anew(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    with transaction.atomic():
        opened = open_case(desk[ONE], case.pk, lock=True)
        with opened.held():
            before = opened.line()
            Change(opened, "case.tried").mark("invented")
            now = opened.line()
    assert before is not None
    assert now is not None
    assert (before.marks, now.marks) == ((), ("invented",))


def test_no_key_is_written_under_once_the_lock_is_gone(desk: Desk) -> None:
    case, _receipt = claimed(desk)
    with transaction.atomic():
        opened = open_case(desk[ONE], case.pk, lock=True)
        with opened.held():
            opened.keep()
    opened.keep()
    with pytest.raises(RuntimeError, match="stale"):
        opened.writing_key(TRIAGE)
