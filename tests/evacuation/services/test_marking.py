"""One contact in two cases: the identity team is told, a dump shows nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from evacuation.access import open_case
from evacuation.duplicates import MOST_MARKS, duplicate_key, same_contacts
from evacuation.errors import KeyMissing
from evacuation.keyring import Keyring
from evacuation.models import AuditRow, Case, DuplicateKey, Note, RosterDraft, TeamWrap
from evacuation.models.choices import NoteKind
from evacuation.services import letters
from evacuation.services.mailbox import sign_in
from evacuation.services.marking import mark_contacts
from evacuation.services.opening import open_request
from evacuation.services.roster_changes import draft_mark, propose_roster, sign_draft
from evacuation.services.triage import claim_case
from evacuation.trusting import trust_now
from evacuation.vault.cards import Team
from evacuation.vault.marks import duplicate_mark
from evacuation.vault.receipts import Receipt, make_receipt
from evacuation.vault.sealing import new_key
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_request

LEAD = "lead_one"


def asked(*handles: str, channel: str = "phone") -> tuple[UUID, Receipt]:
    """A case with these contacts."""
    profiles = [{"channel": channel, "handle": handle} for handle in handles]
    request = replace(invented_request(), contact={"profiles": profiles})
    receipt = make_receipt(new_key())
    made = open_request(actor="requester", request=request, receipt=receipt)
    assert made.case is not None
    return made.case, receipt


def marked(desk: Desk, *cases: UUID, by: str = LEAD) -> None:
    for case in cases:
        assert mark_contacts(open_case(desk[by], case))


def same(desk: Desk, case: UUID, part: str = LEAD) -> list[UUID]:
    return [one.pk for one in same_contacts(open_case(desk[part], case))]


def marks() -> dict[UUID, bytes]:
    rows = Note.objects.filter(kind=NoteKind.MARK)
    return {row.case_id: bytes(row.sealed) for row in rows}


def test_one_contact_in_two_cases_is_told_to_the_identity_team(desk: Desk) -> None:
    one, _receipt = asked("+374 10 000001", "+374 10 000002")
    two, _receipt = asked("0037410000002")
    other, _receipt = asked("+374 10 000003")
    marked(desk, one, two, other)
    assert same(desk, one) == [two]
    assert same(desk, two, "verifier") == [one]
    assert same(desk, other) == []
    assert same(desk, one, "coordinator_one") == []


def test_a_dump_shows_no_equality_and_no_number_of_contacts(desk: Desk) -> None:
    handles = [f"+374 10 0000{number:02}" for number in range(20)]
    cases = [asked("@heron_one", channel="signal")[0] for _ in range(2)]
    cases += [asked()[0], asked(*handles)[0]]
    marked(desk, *cases)
    rows = marks()
    assert set(rows) == set(cases)
    assert len({len(sealed) for sealed in rows.values()}) == 1
    one, two = (rows[case] for case in cases[:2])
    eighths = [{row[at : at + 8] for at in range(len(row) - 7)} for row in (one, two)]
    assert not eighths[0] & eighths[1]
    lead = desk[LEAD]
    key = duplicate_key(Keyring(lead), lead.trust.team(Team.IDENTITY))
    known = {key.reveal(), duplicate_mark(key, "signal", "heron_one").reveal()}
    kept = [*rows.values(), bytes(DuplicateKey.objects.get().sealed)]
    assert not any(secret in sealed for secret in known for sealed in kept)
    assert MOST_MARKS == 15


def test_what_the_person_changed_is_marked_when_it_is_opened_next(desk: Desk) -> None:
    one, receipt = asked("+374 10 000001")
    two, _receipt = asked("+374 10 000009")
    marked(desk, one, two)
    assert not mark_contacts(open_case(desk[LEAD], one))
    letters.change_contact(
        actor=sign_in(typed=receipt.shown()),
        contact={"profiles": [{"channel": "sms", "handle": "+374 10 000009"}]},
    )
    assert same(desk, one) == []
    marked(desk, one)
    assert same(desk, one) == [two]
    # The number of before is known still.
    three, _receipt = asked("+374 10 000001")
    marked(desk, three)
    assert set(same(desk, one)) == {two, three}


def test_a_page_looks_at_the_newest_cases_alone(desk: Desk) -> None:
    cases = [asked("+374 10 000001")[0] for _ in range(3)]
    marked(desk, *cases)
    Case.objects.filter(pk=cases[1]).update(created_at=timezone.now() - timedelta(1))
    opened = open_case(desk[LEAD], cases[0])
    assert [one.pk for one in same_contacts(opened, 1)] == [cases[2]]
    assert [one.pk for one in same_contacts(opened)] == [cases[1], cases[2]]


def test_who_lacks_contact_or_identity_marks_nothing(desk: Desk) -> None:
    case, _receipt = asked("+374 10 000001")
    for part in ("verifier", "coordinator_one"):
        assert not mark_contacts(open_case(desk[part], case))
    claim_case(actor=desk[LEAD], case_id=case, version=1)
    # The account went to lead_one and a lead beside; the intake team has it no more.
    assert not mark_contacts(open_case(desk["lead_three"], case))
    assert mark_contacts(open_case(desk[LEAD], case))
    assert AuditRow.objects.filter(verb="contact.marked").count() == 1


def _without_the_verifier(desk: Desk, callbacks: Any) -> None:
    user = desk.users["verifier"].pk
    propose_roster(actor=desk[LEAD], accepted={}, left_out={user})
    with callbacks(execute=True):
        draft = RosterDraft.objects.get()
        sign_draft(actor=desk["lead_two"], seen=draft_mark(draft))


def test_the_team_keeps_its_key_from_epoch_to_epoch(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    one, _receipt = asked("+374 10 000001")
    marked(desk, one)
    lead = desk[LEAD]
    before = duplicate_key(Keyring(lead), lead.trust.team(Team.IDENTITY))
    _without_the_verifier(desk, django_capture_on_commit_callbacks)
    lead = desk[LEAD]
    card = trust_now().team(Team.IDENTITY)
    assert card.epoch == 2
    assert duplicate_key(Keyring(lead), card) == before
    assert [row.epoch for row in DuplicateKey.objects.all()] == [2]
    two, _receipt = asked("+374 10 000001")
    marked(desk, two)
    assert same(desk, two, "lead_three") == [one]


def test_a_forged_key_costs_the_marks_and_no_new_ones(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    one, _receipt = asked("+374 10 000001")
    two, _receipt = asked("+374 10 000001")
    marked(desk, one)
    DuplicateKey.objects.update(sealed=b"forged")
    _without_the_verifier(desk, django_capture_on_commit_callbacks)
    assert marks() == {}
    marked(desk, one, two)
    DuplicateKey.objects.update(sealed=b"forged")
    marked(desk, two, one)
    assert same(desk, one) == [two]


def test_without_the_team_secret_nobody_reads_the_key(desk: Desk) -> None:
    case, _receipt = asked("+374 10 000001")
    marked(desk, case)
    verifier = desk["verifier"]
    TeamWrap.objects.filter(recipient=verifier.name).delete()
    with pytest.raises(KeyMissing):
        duplicate_key(Keyring(verifier), verifier.trust.team(Team.IDENTITY))


def test_the_page_says_so_to_a_lead_and_not_to_a_coordinator(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    cases = [asked("+374 10 000001")[0] for _ in range(2)]
    lead = unlocked_client(LEAD)
    for case in cases:
        assert lead.get(f"/cases/{case}/").status_code == 200
    page = lead.get(f"/cases/{cases[0]}/").content.decode()
    assert "Perhaps the same person" in page
    assert f"/cases/{cases[1]}/" in page
    page = lead.post(f"/cases/{cases[1]}/identity/").content.decode()
    assert f"/cases/{cases[0]}/" in page
    other = unlocked_client("coordinator_one").get(f"/cases/{cases[0]}/")
    assert b"Perhaps the same person" not in other.content
