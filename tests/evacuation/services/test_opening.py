from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from evacuation.access import board, open_case, visible_cases
from evacuation.board import BoardLine, due_text
from evacuation.errors import KeyMissing, NotTrusted, NotVisible
from evacuation.models import AuditRow, Case, CaseWrap, Mailbox, Record
from evacuation.models.choices import Urgency
from evacuation.services.opening import NewRequest, open_request, referral_of
from evacuation.shred.models import ShredRow
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from evacuation.vault.tokens import new_token
from tests.evacuation.desk import Desk

REQUEST = NewRequest(
    board=BoardLine(country="GE", language="ka", danger="24h"),
    level=Urgency.CRITICAL,
    account={"story": "They wait at the door."},
    person={"call_me": "Invented Heron"},
    contact={"handle": "+995 555 000 000"},
)


def test_the_intake_team_reads_the_account_and_nobody_below_verifier_the_person(
    desk: Desk,
) -> None:
    receipt = make_receipt(new_key())
    made = open_request(actor="public", request=REQUEST, receipt=receipt)
    assert made.created
    assert made.case is not None
    me = desk["coordinator_one"]
    case = Case.objects.get()
    assert list(visible_cases(me)) == [case]
    due = due_text(case.next_due_at)
    assert due
    line = replace(REQUEST.board, level="critical", state="received", due=due)
    assert board(me, [case])[case.pk] == line
    opened = open_case(me, case.pk)
    assert opened.only("triage", "account")["story"] == "They wait at the door."
    assert opened.only("inbox", "contact")["handle"] == "+995 555 000 000"
    with pytest.raises(KeyMissing):
        opened.only("identity", "person")
    verifier = open_case(desk["verifier"], case.pk)
    assert verifier.only("identity", "person")["call_me"] == "Invented Heron"
    with pytest.raises(KeyMissing):
        verifier.only("triage", "account")
    with pytest.raises(NotVisible):
        open_case(desk["auditor"], case.pk)


def test_the_same_form_makes_one_request(desk: Desk) -> None:
    receipt = make_receipt(new_key())
    assert open_request(actor="public", request=REQUEST, receipt=receipt).created
    assert not open_request(actor="public", request=REQUEST, receipt=receipt).created
    assert Case.objects.count() == 1
    assert Mailbox.objects.count() == 5
    assert AuditRow.objects.filter(verb="request.received").count() == 4


def test_what_the_database_refuses_is_not_taken_for_a_request_that_stands(
    desk: Desk,
) -> None:
    referral = referral_of(new_token(), uuid.uuid4(), may_tell=True)
    first, second = make_receipt(new_key()), make_receipt(new_key())
    open_request(actor="public", request=REQUEST, receipt=first, referral=referral)
    with pytest.raises(IntegrityError):
        open_request(actor="public", request=REQUEST, receipt=second, referral=referral)
    assert Case.objects.count() == 1
    assert ShredRow.objects.filter(scope__startswith="case:").count() == 1


def test_two_most_different_requests_leave_equal_rows(desk: Desk) -> None:
    long = NewRequest(
        board=BoardLine(country="KG", marks=("third_party",)),
        level=Urgency.LOW,
        account={"story": "ღ" * 2000},
        person={"call_me": "ნ" * 200},
    )
    sizes = []
    for request in (REQUEST, long):
        before = set(Record.objects.values_list("pk", flat=True))
        wraps = set(CaseWrap.objects.values_list("pk", flat=True))
        open_request(actor="public", request=request, receipt=make_receipt(new_key()))
        records = Record.objects.exclude(pk__in=before)
        found = sorted((r.compartment, len(r.sealed)) for r in records)
        more = CaseWrap.objects.exclude(pk__in=wraps)
        sizes.append((found, sorted((w.recipient, len(w.sealed)) for w in more)))
    assert sizes[0] == sizes[1]


def test_without_a_roster_that_holds_nothing_is_written(
    desk: Desk, settings: Settings
) -> None:
    settings.WAYMARK_ORGANISATION_KEY = "00" * 32
    with pytest.raises(NotTrusted):
        open_request(actor="public", request=REQUEST, receipt=make_receipt(new_key()))
    assert not Case.objects.exists()
