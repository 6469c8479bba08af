from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from evacuation import ledger
from evacuation.services import sweeping
from evacuation.services.opening import open_request
from evacuation.services.sweeping import sweep_shred_rows
from evacuation.shred.models import ShredRow
from evacuation.shredding import case_scope, make_shred_row
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from tests.evacuation.desk import Desk
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
