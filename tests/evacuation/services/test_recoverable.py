"""After a new recovery key holders wrap anew what they hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from evacuation.access import open_case
from evacuation.models import AuditRow, Case, CaseKey, CaseWrap, Note, TeamWrap
from evacuation.models.choices import Compartment
from evacuation.services.auditing import verify_audit
from evacuation.services.canary import ensure_canary
from evacuation.services.erasure import shred_case
from evacuation.services.opening import open_request
from evacuation.services.recoverable import (
    held_unrecoverable,
    keep_recoverable,
    missing,
    unrecoverable,
    wrap_all_for_recovery,
    wrap_for_recovery,
)
from evacuation.services.remarks import write_remark
from evacuation.services.roster_changes import teams_to_renew
from evacuation.services.triage import claim_case, hear_case
from evacuation.shred.models import ShredRow
from evacuation.shredding import case_scope, shred_keys, team_scope
from evacuation.trusting import trust_now
from evacuation.vault.cards import RECOVERY, Team
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from evacuation.vault.secret import Secret
from evacuation.vault.slips import Slot, open_wrap
from tests.evacuation.charters import new_recovery_key, next_charter, renew_teams
from tests.evacuation.desk import Desk
from tests.evacuation.services.test_opening import REQUEST

Commit = Callable[..., Any]
NEW = "recovery:2"
INTAKE = {Compartment.TRIAGE, Compartment.INBOX, Compartment.REPLIES}


@pytest.fixture
def case(desk: Desk) -> UUID:
    receipt = make_receipt(new_key())
    made = open_request(actor="public", request=REQUEST, receipt=receipt)
    assert made.case is not None
    return made.case


def _names(case: UUID) -> dict[str, set[str]]:
    """What recovery is called in the wraps of each compartment."""
    found: dict[str, set[str]] = {}
    rows = CaseWrap.objects.filter(key__case=case, recipient__startswith=RECOVERY)
    for part, name in rows.values_list("key__compartment", "recipient"):
        found.setdefault(part, set()).add(name)
    return found


def _opened_by(secret: Secret, name: str, key: CaseKey) -> bytes:
    row = key.wraps.get(recipient=name)
    slip = open_wrap(
        shred_keys(case_scope(key.case_id)).writing,
        secret,
        bytes(row.sealed),
        Slot(key.case_id, key.compartment, key.epoch),
        name,
        trust_now(),
        bytes(key.commit),
    )
    return slip.content.reveal()


def test_who_opens_a_case_wraps_what_they_hold_and_nothing_else(
    desk: Desk, case: UUID
) -> None:
    new_recovery_key(desk)
    hear_case(actor=desk["coordinator_one"], case_id=case)
    names = _names(case)
    assert {part for part, found in names.items() if found == {NEW}} == INTAKE
    assert names[Compartment.IDENTITY] == {RECOVERY}
    hear_case(actor=desk["lead_one"], case_id=case)
    assert all(found == {NEW} for found in _names(case).values())
    assert not unrecoverable(trust_now()).exists()


def test_the_new_key_opens_what_was_wrapped_anew(desk: Desk, case: UUID) -> None:
    new_recovery_key(desk)
    opened = hear_case(actor=desk["lead_one"], case_id=case)
    for row in CaseKey.objects.filter(case=case):
        key = opened.key(row.compartment, row.epoch).content.reveal()
        assert _opened_by(desk.organisation.recovery, NEW, row) == key
    assert verify_audit().good


def test_the_case_reads_on_after_its_shred_key_changed(
    desk: Desk, case: UUID, django_capture_on_commit_callbacks: Commit
) -> None:
    before = bytes(ShredRow.objects.get(pk=case_scope(case)).key)
    new_recovery_key(desk)
    with django_capture_on_commit_callbacks(execute=True):
        opened = hear_case(actor=desk["lead_one"], case_id=case)
    assert bytes(ShredRow.objects.get(pk=case_scope(case)).key) != before
    assert opened.only("triage", "account")["story"] == REQUEST.account["story"]
    assert opened.only("identity", "person") == REQUEST.person
    assert opened.line() is not None
    again = open_case(desk["coordinator_two"], case)
    assert again.only("inbox", "contact")["handle"] == REQUEST.contact["handle"]


def test_what_is_written_next_lies_under_keys_the_old_shares_never_held(
    desk: Desk, case: UUID
) -> None:
    new_recovery_key(desk)
    me = desk["coordinator_one"]
    claim_case(
        actor=me,
        case_id=case,
        version=hear_case(actor=me, case_id=case).case.version,
    )
    version = Case.objects.get(pk=case).version
    write_remark(actor=me, case_id=case, version=version, text="New")
    keys = CaseKey.objects.filter(case=case, compartment=Compartment.TRIAGE)
    newest = keys.order_by("epoch").last()
    assert newest is not None
    assert newest.epoch == 2
    assert not newest.wraps.filter(recipient=RECOVERY).exists()
    assert _opened_by(desk.organisation.recovery, NEW, newest)


def test_new_cases_are_for_the_new_key_at_once(desk: Desk) -> None:
    new_recovery_key(desk)
    receipt = make_receipt(new_key())
    made = open_request(actor="public", request=REQUEST, receipt=receipt)
    assert made.case is not None
    assert all(found == {NEW} for found in _names(made.case).values())


def test_opening_twice_writes_once(desk: Desk, case: UUID) -> None:
    new_recovery_key(desk)
    hear_case(actor=desk["lead_one"], case_id=case)
    rows = set(CaseWrap.objects.values_list("pk", flat=True))
    assert not wrap_for_recovery(actor=desk["lead_one"], case_id=case)
    hear_case(actor=desk["lead_one"], case_id=case)
    assert set(CaseWrap.objects.values_list("pk", flat=True)) == rows
    assert AuditRow.objects.filter(verb="recovery.wrapped").count() == 1


def test_opening_a_case_asks_nothing_before_a_second_recovery_key_and_one_thing_after(
    desk: Desk, case: UUID, django_assert_num_queries: Any
) -> None:
    opened = open_case(desk["lead_one"], case)
    with django_assert_num_queries(0):
        assert keep_recoverable(opened) is opened
    new_recovery_key(desk)
    hear_case(actor=desk["lead_one"], case_id=case)
    opened = open_case(desk["lead_one"], case)
    with django_assert_num_queries(1):
        assert keep_recoverable(opened) is opened


def test_a_charter_without_a_new_recovery_key_changes_no_wrap(
    desk: Desk, case: UUID
) -> None:
    next_charter(desk)
    hear_case(actor=desk["lead_one"], case_id=case)
    assert all(found == {RECOVERY} for found in _names(case).values())
    assert not unrecoverable(trust_now()).exists()
    assert not teams_to_renew(trust_now(), trust_now().roster.members)


def test_a_recovery_key_that_comes_back_is_known_by_its_first_name(
    desk: Desk, case: UUID
) -> None:
    before = new_recovery_key(desk)
    next_charter(desk, recovery=before.recovery_public)
    assert trust_now().recovery.name == RECOVERY
    assert not unrecoverable(trust_now()).exists()


def test_a_forged_wrap_is_not_carried_to_the_new_key(desk: Desk, case: UUID) -> None:
    triage = CaseKey.objects.get(case=case, compartment=Compartment.TRIAGE)
    inbox = CaseKey.objects.get(case=case, compartment=Compartment.INBOX)
    team = triage.wraps.get(recipient__startswith="team:")
    team.sealed = bytes(inbox.wraps.get(recipient=team.recipient).sealed)
    team.save()
    new_recovery_key(desk)
    assert wrap_for_recovery(actor=desk["coordinator_one"], case_id=case)
    names = _names(case)
    assert names[Compartment.TRIAGE] == {RECOVERY}
    assert names[Compartment.INBOX] == {NEW}


def test_a_case_that_somebody_changes_at_this_moment_is_not_waited_for(
    desk: Desk, case: UUID
) -> None:
    new_recovery_key(desk)
    with CaptureQueriesContext(connection) as asked:
        assert wrap_for_recovery(actor=desk["lead_one"], case_id=case)
    locks = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"]]
    assert "SKIP LOCKED" in next(sql for sql in locks if "evacuation_case" in sql)


def test_all_that_a_member_holds_is_wrapped_at_once_without_reading_it(
    desk: Desk, case: UUID
) -> None:
    receipt = make_receipt(new_key())
    open_request(actor="public", request=REQUEST, receipt=receipt)
    new_recovery_key(desk)
    assert missing(desk["coordinator_one"]).cases == 2
    assert wrap_all_for_recovery(actor=desk["coordinator_one"]) == 2
    left = missing(desk["coordinator_one"])
    assert (left.charter, left.cases, left.mine) == (2, 2, 0)
    assert wrap_all_for_recovery(actor=desk["lead_two"]) == 2
    assert missing(desk["lead_two"]).cases == 0
    assert not AuditRow.objects.filter(verb="case.opened").exists()


def test_the_canary_and_shredded_cases_wait_for_nobody(
    desk: Desk, case: UUID, settings: Any, tmp_path: Any
) -> None:
    settings.WAYMARK_BACKUP_FOLDER = str(tmp_path)
    ensure_canary()
    new_recovery_key(desk)
    found = set(unrecoverable(trust_now()).values_list("case", flat=True))
    assert found == {case}
    shred_case(case_id=case, actor="worker")
    assert not wrap_all_for_recovery(actor=desk["lead_one"])


def test_notes_are_for_teams_alone_and_never_for_recovery(
    desk: Desk, case: UUID
) -> None:
    new_recovery_key(desk)
    hear_case(actor=desk["lead_one"], case_id=case)
    assert Note.objects.exists()
    assert not Note.objects.filter(recipient__startswith=RECOVERY).exists()


def test_the_next_roster_gives_every_team_a_key_that_the_old_shares_do_not_open(
    desk: Desk, case: UUID
) -> None:
    new_recovery_key(desk)
    trust = trust_now()
    assert teams_to_renew(trust, trust.roster.members) == list(Team)
    with transaction.atomic():
        renew_teams(desk)
    trust = trust_now()
    assert {card.epoch for card in trust.roster.teams} == {2}
    made = TeamWrap.objects.filter(epoch=2, recipient__startswith=RECOVERY)
    assert set(made.values_list("recipient", flat=True)) == {NEW}
    assert not teams_to_renew(trust, trust.roster.members)
    # Board and queue go on; what lies for the team has a key of now.
    assert open_case(desk["coordinator_one"], case).line() is not None
    assert held_unrecoverable(desk["coordinator_one"]).exists()


def test_once_the_teams_have_new_keys_the_old_shares_open_none_of_theirs(
    desk: Desk, case: UUID, django_capture_on_commit_callbacks: Commit
) -> None:
    new_recovery_key(desk)
    with django_capture_on_commit_callbacks(execute=True):
        renew_teams(desk)
    kept = ShredRow.objects.values_list("scope", flat=True)
    for row in TeamWrap.objects.filter(recipient=RECOVERY):
        # A steward carries the facts over first, and then it goes, too.
        lost = row.team == Team.STEWARDS or team_scope(row.team, row.epoch) not in kept
        assert lost, row.team
    now = {card.name for card in trust_now().roster.teams}
    held = CaseWrap.objects.filter(recipient__startswith="team:")
    assert set(held.values_list("recipient", flat=True)) <= now
