"""Two leads sign who is in; joiners get team secrets, leavers' copies open nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from directory.errors import SamePerson, StaleVersion
from evacuation.access import board, open_case, visible_cases
from evacuation.board import BoardLine
from evacuation.errors import NotAllowed, NotTrusted, WrongState
from evacuation.keyring import Keyring
from evacuation.models import Member, RosterDraft, SignedDocument, TeamWrap
from evacuation.models.choices import Compartment, RecordKind, Urgency
from evacuation.services import opening
from evacuation.services.granting import open_new_epochs
from evacuation.services.handing_over import hand_team_secrets
from evacuation.services.keys import make_keys, prove_code
from evacuation.services.opening import NewRequest, open_request
from evacuation.services.remarks import write_remark
from evacuation.services.roster_changes import (
    ManyWait,
    draft_mark,
    not_leads,
    open_draft,
    propose_roster,
    sign_draft,
    waiting,
    withdraw_draft,
)
from evacuation.shred.models import ShredRow
from evacuation.shredding import case_scope, team_scope
from evacuation.trusting import trust_now, trust_of_members
from evacuation.unlocked import Unlocked
from evacuation.vault.cards import Team
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import box_public, new_key
from tests.cast import PASSWORD, _user
from tests.evacuation.desk import Desk


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def case(desk: Desk) -> UUID:
    return _open(desk)


def _open(desk: Desk) -> UUID:
    request = NewRequest(BoardLine(country="AM"), Urgency.HIGH, {"story": "one"})
    found = open_request(
        actor="requester", request=request, receipt=make_receipt(new_key())
    ).case
    assert found is not None
    return found


def _joiner(desk: Desk, name: str = "newcomer", role: str = "coordinator") -> int:
    now = timezone.now()
    user = _user(name)
    Member.objects.create(
        user=user,
        roles=[role],
        starts_at=now,
        ends_at=now + timedelta(days=90),
    )
    seeds, code = make_keys(actor=user, password=PASSWORD)
    prove_code(actor=user, typed=code.shown())
    desk.users[name], desk.seeds[name] = user, seeds
    return int(user.pk)


def _answers(desk: Desk, *parts: str) -> dict[int, str]:
    users = {desk.users[part].pk for part in parts}
    return {w.user: w.answer for w in waiting(trust_now()) if w.user in users}


def _sign(desk: Desk, lead: str = "lead_two") -> None:
    draft = RosterDraft.objects.get()
    sign_draft(actor=desk[lead], seen=draft_mark(draft))


def _end(desk: Desk, part: str) -> None:
    Member.objects.filter(user=desk.users[part]).update(ended_at=timezone.now())


def test_a_joiner_opens_the_queue_once_two_leads_have_signed(
    desk: Desk, case: UUID, commits: Any
) -> None:
    user = _joiner(desk)
    (one,) = waiting(trust_now())
    assert (one.user, one.kind) == (user, "joins")
    propose_roster(actor=desk["lead_one"], accepted={user: one.answer})
    assert trust_now().member(user) is None
    with commits():
        _sign(desk)
    assert trust_now().roster.team(Team.INTAKE).epoch == 1  # type: ignore[union-attr]
    opened = open_case(desk["newcomer"], case)
    assert opened.only(Compartment.TRIAGE, RecordKind.ACCOUNT)["story"] == "one"
    assert not RosterDraft.objects.exists()


def test_one_lead_is_not_two(desk: Desk) -> None:
    user = _joiner(desk)
    answers = _answers(desk, "newcomer")
    propose_roster(actor=desk["lead_one"], accepted=answers)
    with pytest.raises(SamePerson):
        _sign(desk, "lead_one")
    for part in ("coordinator_one", "auditor"):
        with pytest.raises(NotAllowed):
            _sign(desk, part)
        with pytest.raises(NotAllowed):
            propose_roster(actor=desk[part], accepted=answers)
    assert trust_now().member(user) is None


def test_keys_exchanged_after_the_comparison_are_refused(desk: Desk) -> None:
    user = _joiner(desk)
    answers = _answers(desk, "newcomer")
    Member.objects.filter(user=user).update(box_public=box_public(new_key()))
    with pytest.raises(StaleVersion):
        propose_roster(actor=desk["lead_one"], accepted=answers)


def test_rights_added_after_the_comparison_are_refused(desk: Desk) -> None:
    user = _joiner(desk)
    answers = _answers(desk, "newcomer")
    Member.objects.filter(user=user).update(roles=["coordinator", "verifier"])
    with pytest.raises(StaleVersion):
        propose_roster(actor=desk["lead_one"], accepted=answers)


def test_a_draft_changed_in_the_database_is_not_signed(desk: Desk) -> None:
    user = _joiner(desk)
    draft = propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "newcomer"))
    seen = draft_mark(draft)
    body = bytes(draft.body)
    other = desk.card("auditor").box
    RosterDraft.objects.update(body=body.replace(other, b"\x09" * 32))
    with pytest.raises(NotTrusted):
        sign_draft(actor=desk["lead_two"], seen=seen)
    RosterDraft.objects.update(body=body, signed_by=desk.users["lead_three"])
    with pytest.raises(NotTrusted):
        sign_draft(actor=desk["lead_two"], seen=seen)
    assert trust_now().member(user) is None


def test_only_a_charter_makes_leads(desk: Desk, commits: Any) -> None:
    user = _joiner(desk, role="lead")
    assert not_leads(trust_now()) == ["newcomer"]
    propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "newcomer"))
    with commits():
        _sign(desk)
    card = trust_now().member(user)
    assert card is not None
    assert not card.rights


def test_a_leaver_is_out_and_old_copies_open_nothing(
    desk: Desk, case: UUID, commits: Any
) -> None:
    leaver = desk["coordinator_one"]
    scope = case_scope(case)
    before = bytes(ShredRow.objects.get(pk=scope).key)
    _end(desk, "coordinator_one")
    propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "coordinator_one"))
    with commits():
        _sign(desk)
    intake = trust_now().roster.team(Team.INTAKE)
    assert intake is not None
    assert intake.epoch == 2
    assert not ShredRow.objects.filter(pk=team_scope(Team.INTAKE, 1)).exists()
    assert bytes(ShredRow.objects.get(pk=scope).key) != before
    # With the old trust in hand, as an attacker with a copy of the seeds would:
    assert not visible_cases(leaver).exists()
    for part in ("coordinator_two", "lead_one", "lead_three"):
        opened = open_case(desk[part], case)
        assert opened.only(Compartment.TRIAGE, RecordKind.ACCOUNT)["story"] == "one"
        line = opened.line()
        assert line is not None
        assert line.country == "AM"


def test_after_a_leaver_the_next_holder_opens_new_epochs(
    desk: Desk, case: UUID, commits: Any
) -> None:
    _end(desk, "coordinator_one")
    propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "coordinator_one"))
    with commits():
        _sign(desk)
    assert set(open_new_epochs(desk["coordinator_two"], case)) == {
        Compartment.TRIAGE,
        Compartment.INBOX,
        Compartment.REPLIES,
    }
    assert open_case(desk["lead_one"], case).writing_key(Compartment.TRIAGE)[1] == 2
    assert _open(desk) != case  # Intake goes on with the new team key.
    lines = board(desk["coordinator_two"], visible_cases(desk["coordinator_two"]))
    assert [line.country for line in lines.values() if line] == ["AM", "AM"]


def test_an_older_roster_put_back_into_the_database_is_refused(
    desk: Desk, commits: Any
) -> None:
    _joiner(desk)
    propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "newcomer"))
    with commits():
        _sign(desk)
    trust_now()
    SignedDocument.objects.filter(kind="roster", number=2).delete()
    with pytest.raises(NotTrusted):
        _open(desk)
    SignedDocument.objects.filter(kind="roster").delete()
    with pytest.raises(NotTrusted):
        trust_of_members()


def test_a_teams_key_in_the_database_changes_nothing(desk: Desk, case: UUID) -> None:
    attacker = new_key()
    document = SignedDocument.objects.get(kind="roster")
    intake = trust_now().roster.team(Team.INTAKE)
    assert intake is not None
    document.data = bytes(document.data).replace(intake.box, box_public(attacker))
    document.save()
    with pytest.raises(NotTrusted):
        _open(desk)
    with pytest.raises(NotTrusted):
        desk["coordinator_one"]


def test_a_suspended_member_is_kept_or_left_out_never_forgotten(
    desk: Desk, commits: Any
) -> None:
    _joiner(desk)
    Member.objects.filter(user=desk.users["verifier"]).update(
        suspended_at=timezone.now()
    )
    with pytest.raises(ManyWait):
        propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "newcomer"))
    propose_roster(
        actor=desk["lead_one"], accepted=_answers(desk, "newcomer", "verifier")
    )
    with commits():
        _sign(desk)
    assert Member.objects.get(user=desk.users["verifier"]).suspended_at is None
    Member.objects.filter(user=desk.users["verifier"]).update(
        suspended_at=timezone.now()
    )
    propose_roster(
        actor=desk["lead_two"],
        accepted={},
        left_out=[desk.users["verifier"].pk],
    )
    with commits():
        _sign(desk, "lead_three")
    assert trust_now().member(desk.users["verifier"].pk) is None


def test_a_withdrawn_draft_leaves_nothing_behind(desk: Desk, commits: Any) -> None:
    _end(desk, "coordinator_one")
    answers = _answers(desk, "coordinator_one")
    propose_roster(actor=desk["lead_one"], accepted=answers)
    with pytest.raises(WrongState):
        propose_roster(actor=desk["lead_two"], accepted=answers)
    withdraw_draft(actor=desk["lead_three"])
    assert open_draft(trust_now()) is None
    assert not TeamWrap.objects.filter(epoch=2).exists()
    propose_roster(actor=desk["lead_two"], accepted=answers)
    with commits():
        _sign(desk, "lead_one")
    assert trust_now().roster.number == 2


def test_a_steward_gets_the_secret_from_a_steward_since_no_lead_holds_it(
    desk: Desk, commits: Any
) -> None:
    _joiner(desk, role="steward")
    propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "newcomer"))
    with commits():
        _sign(desk)
    names = Keyring(desk["newcomer"]).teams()
    assert names == [(Team.STEWARDS, 1)]
    assert hand_team_secrets(desk["steward"]) == [desk["newcomer"].name]
    assert Keyring(desk["newcomer"]).team(Team.STEWARDS, 1) is not None
    assert hand_team_secrets(desk["steward"]) == []


def test_the_first_roster_is_signed_by_leads_of_the_charter_alone(
    desk: Desk, commits: Any
) -> None:
    from evacuation.shred.models import HighWater
    from evacuation.shredding import drop_shred_row

    SignedDocument.objects.filter(kind="roster").delete()
    HighWater.objects.filter(kind="roster").delete()
    for team in Team:
        drop_shred_row(team_scope(team, 1))
    TeamWrap.objects.all().delete()
    trust = trust_of_members()
    assert trust.roster.number == 0

    def lead(part: str) -> Unlocked:
        card = trust.member(desk.users[part].pk)
        assert card is not None
        return Unlocked(desk.users[part], card, desk.seeds[part], trust)

    answers = {one.user: one.answer for one in waiting(trust)}
    draft = propose_roster(actor=lead("lead_one"), accepted=answers)
    with commits():
        sign_draft(actor=lead("lead_two"), seen=draft_mark(draft))
    assert len(trust_now().roster.members) == len(desk.users)
    case = _open(desk)
    assert open_case(desk["coordinator_one"], case).holds(Compartment.TRIAGE)


def test_a_request_that_met_a_signature_goes_to_the_new_key(
    desk: Desk, commits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_before = trust_now()
    _end(desk, "coordinator_one")
    propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "coordinator_one"))
    with commits():
        _sign(desk)
    answers = iter([read_before, trust_now()])
    monkeypatch.setattr(opening, "trust_now", lambda: next(answers))
    case = _open(desk)
    assert open_case(desk["coordinator_two"], case).holds(Compartment.TRIAGE)
    assert ShredRow.objects.filter(scope__startswith="case:").count() == 1


def test_a_change_begun_before_the_signature_is_asked_again(
    desk: Desk, case: UUID, commits: Any
) -> None:
    before = desk["coordinator_two"]
    _joiner(desk)
    propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "newcomer"))
    with commits():
        _sign(desk)
    with pytest.raises(StaleVersion):
        write_remark(actor=before, case_id=case, text="late", version=1)


def test_the_word_of_a_suspended_lead_does_not_count(desk: Desk) -> None:
    _joiner(desk)
    propose_roster(actor=desk["lead_one"], accepted=_answers(desk, "newcomer"))
    Member.objects.filter(user=desk.users["lead_one"]).update(
        suspended_at=timezone.now()
    )
    with pytest.raises(WrongState):
        _sign(desk)
