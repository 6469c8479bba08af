from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from evacuation import ledger
from evacuation.errors import TooLate, WrongCode
from evacuation.models import AuditRow, Case, CaseFile, CaseKey, Mailbox, Record
from evacuation.models.choices import Urgency
from evacuation.services.erasure import ask_erasure, keep_after_all, shred_case
from evacuation.services.expiry import forget_what_is_due
from evacuation.services.files import attach, folder_of
from evacuation.services.forgetting import wrong_ends
from evacuation.services.letters import write_letter
from evacuation.services.mailbox import read_mail, sign_in
from evacuation.shred.models import ShredRow
from evacuation.vault.receipts import decoy_of
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import asked, letters, replied


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: object) -> None:
    settings.WAYMARK_VAR = tmp_path
    settings.WAYMARK_HEADS_FILE = f"{tmp_path}/heads"


def test_erasure_leaves_nothing_of_the_case_in_either_database(desk: Desk) -> None:
    kept, _other = asked()
    case, receipt = asked()
    person = sign_in(typed=receipt.shown())
    attach(actor=person, files=[SimpleUploadedFile("a.txt", b"abc")], text="")
    assert folder_of(case.pk).is_dir()
    assert ask_erasure(actor=person)
    assert not ShredRow.objects.filter(scope=f"case:{case.pk}").exists()
    assert list(Case.objects.values_list("pk", flat=True)) == [kept.pk]
    for model in (CaseFile, CaseKey, Record):
        assert not model.objects.filter(case=case.pk).exists()
    assert Mailbox.objects.count() == 5
    assert not folder_of(case.pk).exists()
    assert case.pk in ledger.read().shredded
    assert AuditRow.objects.filter(actor="requester", verb="case.erased").count() == 1
    for code in (receipt, decoy_of(receipt)):
        with pytest.raises(WrongCode):
            sign_in(typed=code.shown())


def test_a_critical_request_waits_a_day_and_can_be_kept(desk: Desk) -> None:
    case, receipt = asked(Urgency.CRITICAL)
    person = sign_in(typed=receipt.shown())
    assert not ask_erasure(actor=person)
    until = Case.objects.get(pk=case.pk).erase_at
    assert until is not None
    assert timedelta(hours=24) <= until - timezone.now() <= timedelta(hours=25)
    assert read_mail(actor=person).erase_at == until
    assert letters(desk["coordinator_one"], case)[-1]["kind"] == "erase"
    forget_what_is_due()
    keep_after_all(actor=person)
    assert read_mail(actor=person).erase_at is None
    with pytest.raises(TooLate):
        keep_after_all(actor=person)


def test_asking_twice_does_not_put_it_off(desk: Desk) -> None:
    case, receipt = asked(Urgency.CRITICAL)
    person = sign_in(typed=receipt.shown())
    ask_erasure(actor=person)
    first = Case.objects.get(pk=case.pk).erase_at
    assert not ask_erasure(actor=person)
    assert Case.objects.get(pk=case.pk).erase_at == first


def test_the_worker_erases_what_is_due_and_nothing_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, receipt = asked(Urgency.CRITICAL)
    ask_erasure(actor=sign_in(typed=receipt.shown()))
    # Not sooner than the person was told, whatever the column says.
    Case.objects.filter(pk=case.pk).update(erase_at=timezone.now())
    forget_what_is_due()
    assert Case.objects.filter(pk=case.pk).exists()
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: later)
    kept, kept_receipt = asked(Urgency.CRITICAL)
    ask_erasure(actor=sign_in(typed=kept_receipt.shown()))
    forget_what_is_due()
    assert list(Case.objects.values_list("pk", flat=True)) == [kept.pk]
    assert AuditRow.objects.filter(actor="worker", verb="case.erased").count() == 1


@pytest.mark.parametrize("taken_back", [False, True])
def test_nothing_is_erased_for_which_nobody_asked(
    desk: Desk, taken_back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, receipt = asked(Urgency.CRITICAL)
    if taken_back:
        person = sign_in(typed=receipt.shown())
        ask_erasure(actor=person)
        keep_after_all(actor=person)
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    Case.objects.filter(pk=case.pk).update(erase_at=later)
    forget_what_is_due()
    assert Case.objects.filter(pk=case.pk).exists()
    assert [one.pk for one in wrong_ends()] == [case.pk]


def test_an_erasure_that_was_cut_off_is_finished_by_the_worker(desk: Desk) -> None:
    case, receipt = asked()
    Case.objects.filter(pk=case.pk).update(erase_at=timezone.now())
    ShredRow.objects.filter(scope=f"case:{case.pk}").delete()
    forget_what_is_due()
    assert not Case.objects.filter(pk=case.pk).exists()
    with pytest.raises(WrongCode):
        sign_in(typed=receipt.shown())


def test_a_decoy_seems_to_erase(desk: Desk) -> None:
    case, receipt = asked()
    decoy = decoy_of(receipt)
    rows = Mailbox.objects.count()
    assert ask_erasure(actor=sign_in(typed=decoy.shown()))
    with pytest.raises(WrongCode):
        sign_in(typed=decoy.shown())
    assert Mailbox.objects.count() == rows
    assert sign_in(typed=receipt.shown()).case == case.pk
    newest = letters(desk["coordinator_one"], case)[-1]
    assert (newest["kind"], newest["done"]) == ("duress", "erase")


def test_replies_go_when_their_time_is_over(desk: Desk) -> None:
    case, receipt = asked()
    me = desk["coordinator_one"]
    replied(me, case, "read long ago").delete()
    old, unread = replied(me, case, "read"), replied(me, case, "unread")
    Record.objects.filter(pk=old.pk).update(gone_at=timezone.now())
    forget_what_is_due()
    assert not Record.objects.filter(pk=old.pk).exists()
    assert Record.objects.filter(pk=unread.pk).exists()
    answers = read_mail(actor=sign_in(typed=receipt.shown())).answers
    assert [answer.text for answer in answers] == ["unread"]


def test_an_erasure_locks_the_case_before_what_hangs_on_it(desk: Desk) -> None:
    case, _receipt = asked()
    with CaptureQueriesContext(connection) as queries:
        shred_case(case_id=case.pk, actor="worker")
    said = [one["sql"] for one in queries]
    locking = next(i for i, sql in enumerate(said) if "FOR UPDATE" in sql)
    deleting = next(
        i for i, sql in enumerate(said) if 'DELETE FROM "evacuation_a' in sql
    )
    assert '"evacuation_case"' in said[locking]
    assert locking < deleting


@pytest.mark.parametrize("times", [1, 2])
def test_an_erasure_that_somebody_is_in_the_way_of_is_no_error(
    desk: Desk, times: int
) -> None:
    case, _receipt = asked()
    cut_off = iter([True] * times)

    def deadlocked(execute: Any, sql: str, *rest: Any) -> Any:
        if 'DELETE FROM "evacuation_case"' in sql and next(cut_off, False):
            raise OperationalError
        return execute(sql, *rest)

    with connection.execute_wrapper(deadlocked):
        shred_case(case_id=case.pk, actor="requester")
    assert Case.objects.filter(pk=case.pk).exists() == (times == 2)
    forget_what_is_due()
    assert not Case.objects.filter(pk=case.pk).exists()


def test_a_letter_to_a_request_that_is_being_erased_is_not_called_sent(
    desk: Desk,
) -> None:
    for gone in ("due", "shredded"):
        case, receipt = asked()
        person = sign_in(typed=receipt.shown())
        if gone == "due":
            Case.objects.filter(pk=case.pk).update(erase_at=timezone.now())
        else:
            ShredRow.objects.filter(scope=f"case:{case.pk}").delete()
        with pytest.raises(WrongCode):
            write_letter(actor=person, text="Hello")
        assert not Record.objects.filter(case=case, kind="letter").exists()


def test_erasing_twice_at_once_is_written_once(desk: Desk) -> None:
    case, _receipt = asked()
    shred_case(case_id=case.pk, actor="requester")
    shred_case(case_id=case.pk, actor="worker")
    assert AuditRow.objects.filter(verb="case.erased").count() == 1
