from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from evacuation import ledger
from evacuation.access import open_case
from evacuation.models import CaseWrap
from evacuation.models.choices import RecordKind
from evacuation.services import sweeping
from evacuation.services.opening import open_request
from evacuation.services.sweeping import sweep_shred_rows
from evacuation.services.writing import sealed_letter
from evacuation.shred.models import ShredRow
from evacuation.shredding import (
    begin_new_keys,
    case_scope,
    make_shred_row,
    shred_keys,
)
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from evacuation.vault.slips import Slot, rewrap
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import inbox_of
from tests.evacuation.services.test_opening import REQUEST


def _grow_old() -> None:
    ShredRow.objects.update(made_at=timezone.now() - timedelta(hours=25))


def _scopes() -> set[str]:
    return set(ShredRow.objects.values_list("scope", flat=True))


def test_an_orphan_goes_after_a_day_and_what_protects_something_stays(
    desk: Desk,
) -> None:
    open_request(actor="public", request=REQUEST, receipt=make_receipt(new_key()))
    standing = _scopes()
    orphan = case_scope(uuid.uuid4())
    make_shred_row(orphan)
    assert sweep_shred_rows() == 0
    _grow_old()
    make_shred_row(young := case_scope(uuid.uuid4()))
    assert sweep_shred_rows() == 1
    assert _scopes() == {*standing, young}


def test_nothing_goes_while_the_main_database_is_older_than_a_signed_head(
    desk: Desk,
) -> None:
    make_shred_row(case_scope(uuid.uuid4()))
    _grow_old()
    ledger.keep_head(ledger.Head(10**6, b"d" * 32, 1, b"s" * 64), charter=1, roster=1)
    assert sweep_shred_rows() == 0


def test_nothing_goes_where_more_is_missing_than_crashes_explain(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "MOST_ORPHANS", 2)
    for _ in range(3):
        make_shred_row(case_scope(uuid.uuid4()))
    _grow_old()
    assert sweep_shred_rows() == 0
    ShredRow.objects.filter(scope__startswith="case:").first().delete()  # type: ignore[union-attr]
    assert sweep_shred_rows() == 2


def test_a_new_key_that_was_cut_off_is_finished_and_everything_still_opens(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    receipt = make_receipt(new_key())
    case = open_request(actor="public", request=REQUEST, receipt=receipt).case
    assert case is not None
    inbox = inbox_of(open_case(desk["coordinator_one"], case))
    said = {"name": "Passport of an invented heron"}
    shred = shred_keys(case_scope(case)).writing
    file = sealed_letter(shred, inbox, said, case=case, kind=RecordKind.FILE)
    file.save(force_insert=True)
    # As after a death between the two commits, on either side of main's.
    old, new = begin_new_keys([case_scope(case)])[case_scope(case)]
    row = CaseWrap.objects.filter(key__case=case, key__compartment="triage").earliest(
        "pk"
    )
    slot = Slot(case, "triage", 1)
    row.sealed = rewrap(old, new, bytes(row.sealed), slot, row.recipient)
    row.save()
    with django_capture_on_commit_callbacks(execute=True):
        sweep_shred_rows()
    left = ShredRow.objects.get(pk=case_scope(case))
    assert left.next_key is None
    assert bytes(left.key) == new.reveal()
    opened = open_case(desk["coordinator_one"], case)
    assert opened.only("triage", "account")["story"] == REQUEST.account["story"]
    assert opened.only("inbox", "contact")["handle"] == REQUEST.contact["handle"]
    assert opened.only("inbox", "file") == said
    assert opened.line() is not None
