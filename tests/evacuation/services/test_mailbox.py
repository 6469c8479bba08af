from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from evacuation.access import open_case
from evacuation.errors import NotAllowed, NotTrusted, WrongCode
from evacuation.models import Alert, AuditRow, Case, CaseWrap, Mailbox, Record
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.decoys import make_decoy, replace_receipt
from evacuation.services.letters import change_contact, pause, withdraw, write_letter
from evacuation.services.mailbox import read_mail, sign_in
from evacuation.services.opening import mailbox_row
from evacuation.services.removing import renew_shred_keys
from evacuation.services.writing import sealed_record
from evacuation.shredding import case_scope, finish_new_keys
from evacuation.steps import Status
from evacuation.vault.mailboxes import Kind
from evacuation.vault.receipts import decoy_of, make_receipt
from evacuation.vault.sealing import box_public, new_key
from tests.evacuation.desk import Desk
from tests.evacuation.mailboxes import asked, letters, replied


def test_a_receipt_typed_by_a_tired_hand_opens_the_mailbox(desk: Desk) -> None:
    case, receipt = asked()
    typed = " " + receipt.shown().lower().replace("-", " ").replace("0", "о") + "\n"
    requester = sign_in(typed=typed)
    assert requester.case == case.pk
    assert not requester.quiet
    assert str(case.pk) not in repr(requester)


def test_a_wrong_code_opens_nothing_and_says_no_more(desk: Desk) -> None:
    _case, receipt = asked()
    unknown = make_receipt(new_key()).shown()
    for typed in ("", "nonsense", receipt.shown()[:-1], unknown, "A" * 500):
        with pytest.raises(WrongCode):
            sign_in(typed=typed)


def test_signing_in_leaves_no_trace(desk: Desk) -> None:
    _case, receipt = asked()
    before = AuditRow.objects.count()
    read_mail(actor=sign_in(typed=receipt.shown()))
    assert AuditRow.objects.count() == before


def test_replies_are_read_newest_first_and_go_three_days_later(desk: Desk) -> None:
    case, receipt = asked()
    me = desk["coordinator_one"]
    replied(me, case, "first", at="2026-01-02T03:04:05+00:00")
    record = replied(me, case, "second", at="2026-01-02T03:04:06+00:00")
    mail = read_mail(actor=sign_in(typed=receipt.shown()))
    assert [answer.text for answer in mail.answers] == ["second", "first"]
    assert mail.answers[0].name_shown == "Invented Wren"
    record.refresh_from_db()
    assert record.gone_at is not None
    wait = record.gone_at - timezone.now()
    assert timedelta(hours=72) <= wait <= timedelta(hours=73)
    assert (record.gone_at.minute, record.gone_at.second) == (0, 0)
    read_mail(actor=sign_in(typed=receipt.shown()))
    again = Record.objects.get(pk=record.pk)
    assert again.gone_at == record.gone_at


def test_a_reply_that_may_still_be_recalled_is_not_shown(desk: Desk) -> None:
    case, receipt = asked()
    opened = open_case(desk["coordinator_one"], case.pk)
    key, epoch = opened.writing_key("replies")
    soon = (timezone.now() + timedelta(seconds=40)).isoformat()
    sealed_record(
        key,
        {"at": soon, "by": "x", "text": "wait", "name_shown": "", "shown_from": soon},
        case=case.pk,
        compartment=Compartment.REPLIES,
        kind=RecordKind.REPLY,
        epoch=epoch,
    ).save(force_insert=True)
    assert read_mail(actor=sign_in(typed=receipt.shown())).answers == []
    assert not Record.objects.filter(gone_at__isnull=False).exists()


def test_the_coarse_status_is_the_newest_one(desk: Desk) -> None:
    case, receipt = asked()
    opened = open_case(desk["coordinator_one"], case.pk)
    key, epoch = opened.writing_key("replies")
    for minute, code in ((3, "closed"), (1, "in_hand")):
        sealed_record(
            key,
            {"at": f"2026-01-02T03:0{minute}:00+00:00", "code": code},
            case=case.pk,
            compartment=Compartment.REPLIES,
            kind=RecordKind.STATUS,
            epoch=epoch,
        ).save(force_insert=True)
    assert read_mail(actor=sign_in(typed=receipt.shown())).status == Status.CLOSED


def test_a_letter_is_read_by_the_desk_and_not_by_who_wrote_it(desk: Desk) -> None:
    case, receipt = asked()
    write_letter(actor=sign_in(typed=receipt.shown()), text="მ" * 4000)
    (letter,) = letters(desk["coordinator_one"], case)
    assert letter["text"] == "მ" * 4000
    assert letter["kind"] == "message"
    assert read_mail(actor=sign_in(typed=receipt.shown())).answers == []


def test_every_letter_wakes_somebody_within_the_hour(desk: Desk) -> None:
    case, receipt = asked()
    Case.objects.update(next_due_at=timezone.now() + timedelta(days=3))
    write_letter(actor=sign_in(typed=receipt.shown()), text="Hello")
    write_letter(actor=sign_in(typed=receipt.shown()), text="Again")
    assert Alert.objects.filter(case=case, kind=Alert.Kind.MESSAGE).count() == 1
    after = Case.objects.get(pk=case.pk)
    assert after.next_due_at is not None
    assert after.next_due_at <= timezone.now() + timedelta(hours=1)
    assert after.next_due_at.minute % 5 == 0
    assert after.version == case.version + 2
    assert AuditRow.objects.filter(actor="requester", verb="letter.received").exists()


def test_an_earlier_deadline_stays(desk: Desk) -> None:
    case, receipt = asked()
    soon = timezone.now().replace(second=0, microsecond=0)
    Case.objects.update(next_due_at=soon)
    write_letter(actor=sign_in(typed=receipt.shown()), text="Hello")
    assert Case.objects.get(pk=case.pk).next_due_at == soon


def test_whatever_is_asked_leaves_a_letter_of_one_size(desk: Desk) -> None:
    case, receipt = asked()
    for code in (receipt.shown(), decoy_of(receipt).shown()):
        person = sign_in(typed=code)
        write_letter(actor=person, text="x")
        change_contact(actor=person, contact={"profiles": [], "do_not_contact": True})
        pause(actor=person)
        withdraw(actor=person)
    rows = Record.objects.filter(case=case, kind=RecordKind.LETTER)
    assert rows.count() == 8
    assert len({len(row.sealed) for row in rows}) == 1
    assert len({(row.compartment, row.epoch, row.version) for row in rows}) == 1
    said = letters(desk["coordinator_one"], case)
    plain = [one for one in said if one["kind"] != "duress"]
    forced = [one["done"] for one in said if one["kind"] == "duress"]
    kinds = ["contact", "message", "pause", "withdraw"]
    assert sorted(one["kind"] for one in plain) == sorted(forced) == kinds


def test_a_decoy_reads_nothing_and_tells_the_desk(desk: Desk) -> None:
    case, receipt = asked()
    replied(desk["coordinator_one"], case, "for the person alone")
    decoy = make_decoy(actor=sign_in(typed=receipt.shown()))
    forced = sign_in(typed=decoy.shown())
    assert forced.quiet
    mail = read_mail(actor=forced)
    assert (mail.answers, mail.status) == ([], Status.RECEIVED)
    write_letter(actor=forced, text="All is well.")
    said = letters(desk["coordinator_one"], case)
    (forced_letter,) = [one for one in said if one["kind"] == "duress"]
    assert forced_letter["text"] == "All is well."
    assert (forced_letter["done"], forced_letter["code"]) == ("message", "decoy")


def test_asking_for_a_decoy_changes_no_mailbox_row(desk: Desk) -> None:
    _case, receipt = asked()
    before = sorted(bytes(row.sealed) for row in Mailbox.objects.all())
    first = make_decoy(actor=sign_in(typed=receipt.shown()))
    second = make_decoy(actor=sign_in(typed=receipt.shown()))
    assert first.shown() == second.shown()
    assert sorted(bytes(row.sealed) for row in Mailbox.objects.all()) == before


def test_a_code_asked_for_in_a_quiet_mailbox_opens_a_quiet_one(desk: Desk) -> None:
    _case, receipt = asked()
    forced = sign_in(typed=decoy_of(receipt).shown())
    third = make_decoy(actor=forced)
    assert sign_in(typed=third.shown()).quiet
    assert not sign_in(typed=receipt.shown()).quiet


def test_a_new_receipt_reads_and_the_lost_one_falls_silent(desk: Desk) -> None:
    case, lost = asked()
    me = desk["coordinator_one"]
    replied(me, case, "before")
    new = replace_receipt(actor=me, case_id=case.pk)
    person = sign_in(typed=new.shown())
    assert [answer.text for answer in read_mail(actor=person).answers] == ["before"]
    finder = sign_in(typed=lost.shown())
    assert finder.quiet
    assert read_mail(actor=finder).answers == []
    write_letter(actor=finder, text="It is me.")
    newest = letters(me, case)[-1]
    assert (newest["kind"], newest["code"]) == ("duress", "replaced")
    assert sign_in(typed=decoy_of(new).shown()).quiet
    account = open_case(me, case.pk).only("triage", "account")
    assert account["requester"] == new.public.hex()
    assert account["story"] == "They wait at the door."
    assert AuditRow.objects.filter(verb="receipt.replaced").count() == 1


def test_who_does_not_work_at_the_desk_replaces_no_receipt(desk: Desk) -> None:
    case, receipt = asked()
    with pytest.raises(NotAllowed):
        replace_receipt(actor=desk["verifier"], case_id=case.pk)
    assert not sign_in(typed=receipt.shown()).quiet


def test_an_inbox_key_exchanged_in_the_database_is_refused(desk: Desk) -> None:
    case, receipt = asked()
    opened = open_case(desk["coordinator_one"], case.pk)
    key, epoch = opened.writing_key("replies")
    Record.objects.filter(kind=RecordKind.INBOX_KEY).delete()
    sealed_record(
        key,
        {"inbox": box_public(new_key()).hex()},
        case=case.pk,
        compartment=Compartment.REPLIES,
        kind=RecordKind.INBOX_KEY,
        epoch=epoch,
    ).save(force_insert=True)
    with pytest.raises(NotTrusted):
        sign_in(typed=receipt.shown())


def test_a_mailbox_row_moved_under_another_look_up_opens_nothing(desk: Desk) -> None:
    case, receipt = asked()
    person = sign_in(typed=receipt.shown())
    row = mailbox_row(receipt, case.pk, Kind.RECEIPT, person.inbox)
    other = make_receipt(new_key())
    Mailbox.objects.create(lookup=other.lookup, sealed=row.sealed)
    with pytest.raises(WrongCode):
        sign_in(typed=other.shown())


def test_a_wrap_of_another_case_opens_no_replies(desk: Desk) -> None:
    _first, receipt = asked()
    _second, other = asked()
    mine, theirs = (
        CaseWrap.objects.get(recipient="requester", key__case=found)
        for found in (_first, _second)
    )
    mine.sealed = theirs.sealed
    mine.save()
    assert sign_in(typed=receipt.shown()).quiet
    assert not sign_in(typed=other.shown()).quiet


def test_a_letter_begun_before_keys_were_taken_away_can_still_be_read(
    desk: Desk,
) -> None:
    case, receipt = asked()
    person = sign_in(typed=receipt.shown())
    scope = case_scope(case.pk)
    renew_shred_keys(actor=desk["lead_one"].name, cases=[case.pk])
    finish_new_keys([scope])
    write_letter(actor=person, text="Sent a moment later.")
    (letter,) = letters(desk["coordinator_one"], case)
    assert letter["text"] == "Sent a moment later."
