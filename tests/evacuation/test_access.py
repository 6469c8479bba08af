"""A case in the hands of one member: read at once, written under its own rules."""

from __future__ import annotations

import pytest

from evacuation.access import open_case
from evacuation.models import Record
from evacuation.models.choices import Compartment, RecordKind
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
