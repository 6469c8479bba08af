"""A roster by the organisation: drafted, signed offline, taken in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError
from django.utils import timezone

from evacuation.access import open_case
from evacuation.errors import NotTrusted
from evacuation.models import (
    AuditRow,
    Case,
    CaseWrap,
    KeySession,
    Member,
    RosterDraft,
    SignedDocument,
    TeamWrap,
)
from evacuation.services.auditing import verify_audit
from evacuation.services.handing_over import hand_team_secrets
from evacuation.services.opening import open_request
from evacuation.services.roster_changes import (
    draft_mark,
    open_draft,
    propose_roster,
    sign_draft,
    teams_to_renew,
    withdraw_draft,
)
from evacuation.services.triage import claim_case
from evacuation.shred.models import ShredRow
from evacuation.shredding import team_scope
from evacuation.trusting import Kind, trust_now
from evacuation.vault.cards import Right, Team
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from tests.evacuation.charters import next_charter, renew_teams
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.roster_papers import Papers
from tests.evacuation.services.test_founding import Typing
from tests.evacuation.services.test_opening import REQUEST

# lead_one and lead_two signed the roster of the founded desk.
NEW_LEADS = ("lead_two", "lead_three", "coordinator_two")


@pytest.fixture
def papers(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Papers:
    return Papers(desk, Typing(monkeypatch), tmp_path)


@pytest.fixture
def broken(desk: Desk, papers: Papers) -> Desk:
    """A charter took away lead_one, who signed the roster of now."""
    Member.objects.filter(user=desk.users["coordinator_two"]).update(
        roles=["coordinator", "lead"]
    )
    Member.objects.filter(user=desk.users["lead_one"]).update(ended_at=timezone.now())
    next_charter(desk, leads=NEW_LEADS)
    papers.keep_charter()
    with pytest.raises(NotTrusted):
        trust_now()
    return desk


def _request() -> UUID:
    receipt = make_receipt(new_key())
    made = open_request(actor="public", request=REQUEST, receipt=receipt)
    assert made.case is not None
    return made.case


def test_a_desk_that_a_charter_broke_works_again(
    broken: Desk, papers: Papers, unlocked_client: UnlockedClient
) -> None:
    said = papers.create(
        f"--take={broken.users['lead_one'].username}",
        f"--take={broken.users['coordinator_two'].username}",
    )
    assert f"LEAVES    {broken.users['lead_one'].username}" in said
    shown = papers.sign()
    for part in ("lead_two", "verifier", "auditor"):
        assert broken.card(part).fingerprint in shown
    assert "Roster 2, of" in shown
    assert "CHANGED   coordinator_two" in shown
    assert "coordinator, lead" in shown
    assert "Taken in." in papers.receive()
    trust = trust_now()
    assert trust.roster.number == 2
    assert trust.member(broken.users["lead_one"].pk) is None
    new = trust.member(broken.users["coordinator_two"].pk)
    assert new is not None
    assert Right.LEAD in new.rights
    unlocked_client("coordinator_one")
    assert AuditRow.objects.filter(
        actor="organisation", verb="roster.received"
    ).exists()
    assert verify_audit().good


def test_the_new_lead_signs_the_roster_after_it_once_they_were_handed_the_keys(
    broken: Desk, papers: Papers
) -> None:
    names = [broken.users[part].username for part in ("lead_one", "coordinator_two")]
    papers.create(*(f"--take={name}" for name in names))
    papers.sign()
    papers.receive()
    case = _request()
    assert broken.card("coordinator_two").name in hand_team_secrets(broken["lead_two"])
    propose_roster(actor=broken["lead_two"], accepted={})
    found = open_draft(trust_now())
    assert found is not None
    sign_draft(actor=broken["coordinator_two"], seen=draft_mark(found[0]))
    trust = trust_now()
    assert trust.roster.number == 3
    # What lead_one knew of the teams opens nothing from now on.
    assert not teams_to_renew(trust, trust.roster.members)
    opened = open_case(broken["coordinator_two"], case)
    assert opened.only("identity", "person") == REQUEST.person


def test_who_left_holds_nothing_and_what_they_owned_goes_on(
    desk: Desk, papers: Papers, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    case = _request()
    claim_case(actor=desk["lead_one"], case_id=case, version=Case.objects.get().version)
    shred = bytes(ShredRow.objects.get(pk=f"case:{case}").key)
    papers.create(f"--leave-out={desk.users['lead_one'].username}")
    papers.sign()
    with django_capture_on_commit_callbacks(execute=True):
        papers.receive()
    name = desk.card("lead_one").name
    assert not CaseWrap.objects.filter(recipient=name).exists()
    assert not TeamWrap.objects.filter(recipient=name).exists()
    assert bytes(ShredRow.objects.get(pk=f"case:{case}").key) != shred
    assert Case.objects.get(pk=case).owner_id != desk.users["lead_one"].pk
    reader = CaseWrap.objects.filter(recipient__startswith="member:").first()
    assert reader is not None
    part = next(p for p in desk.users if desk.card(p).name == reader.recipient)
    account = open_case(desk[part], case).only("triage", "account")
    assert account["story"] == REQUEST.account["story"]


def test_the_next_roster_of_leads_gives_teams_a_key_that_the_leaver_never_held(
    desk: Desk, papers: Papers
) -> None:
    case = _request()
    papers.create(f"--leave-out={desk.users['lead_three'].username}")
    papers.sign()
    said = papers.receive()
    assert "new keys for intake, identity" in said
    trust = trust_now()
    assert {card.epoch for card in trust.roster.teams} == {1}
    renew_teams(desk)
    trust = trust_now()
    assert {c.team: c.epoch for c in trust.roster.teams} == {
        Team.INTAKE: 2,
        Team.IDENTITY: 2,
        Team.STEWARDS: 1,
    }
    assert open_case(desk["coordinator_one"], case).line() is not None
    assert not teams_to_renew(trust, trust.roster.members)


def test_a_team_whose_last_holder_left_gets_a_new_key_from_the_next_leads(
    desk: Desk, papers: Papers
) -> None:
    papers.create(f"--leave-out={desk.users['steward'].username}")
    papers.sign()
    papers.receive()
    assert trust_now().roster.team(Team.STEWARDS) is None
    renew_teams(desk)
    made = trust_now().roster.team(Team.STEWARDS)
    assert made is not None
    # Under its old number the lost key still lies for recovery.
    assert made.epoch == 2
    assert ShredRow.objects.filter(pk=team_scope(Team.STEWARDS, 2)).exists()


def test_who_joins_gets_the_teams_keys_from_a_colleague(
    desk: Desk, papers: Papers
) -> None:
    Member.objects.filter(user=desk.users["auditor"]).update(roles=["coordinator"])
    papers.create(f"--take={desk.users['auditor'].username}")
    papers.sign()
    papers.receive()
    case = _request()
    assert desk.card("auditor").name in hand_team_secrets(desk["coordinator_one"])
    assert open_case(desk["auditor"], case).holds("triage")


def test_sessions_of_who_left_are_closed_and_a_draft_of_leads_is_gone(
    desk: Desk, papers: Papers, unlocked_client: UnlockedClient
) -> None:
    unlocked_client("verifier")
    unlocked_client("finance")
    propose_roster(
        actor=desk["lead_one"],
        accepted={},
        left_out=[desk.users["coordinator_one"].pk],
    )
    papers.create(f"--leave-out={desk.users['verifier'].username}")
    papers.sign()
    papers.receive()
    assert not RosterDraft.objects.exists()
    assert not TeamWrap.objects.filter(epoch=2).exists()
    open_now = KeySession.objects.values_list("user", flat=True)
    assert set(open_now) == {desk.users["finance"].pk}


def test_the_first_roster_can_be_the_organisations_too(
    desk: Desk, papers: Papers
) -> None:
    SignedDocument.objects.filter(kind=Kind.ROSTER).delete()
    TeamWrap.objects.all().delete()
    said = papers.create(
        *(f"--take={u.username}" for p, u in desk.users.items() if "lead" not in p)
    )
    assert "nothing: it is the first" in said
    papers.sign()
    papers.receive()
    trust = trust_now()
    assert len(trust.roster.members) == len(desk.users)
    assert trust.roster.teams == ()


def test_who_is_suspended_is_kept_or_left_out_never_forgotten(
    desk: Desk, papers: Papers
) -> None:
    rows = Member.objects.filter(user=desk.users["verifier"])
    rows.update(suspended_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(CommandError, match="suspended"):
        papers.create()
    papers.create(f"--take={desk.users['verifier'].username}")
    papers.sign()
    papers.receive()
    assert rows.get().suspended_at is None


def test_what_waits_and_is_not_taken_is_said(desk: Desk, papers: Papers) -> None:
    Member.objects.filter(user=desk.users["auditor"]).update(roles=["coordinator"])
    said = papers.create()
    assert "Waits and is not taken: auditor (rights)" in said
    assert "LEAVES" not in said
    with pytest.raises(CommandError, match="code names"):
        papers.create("--take=nobody")
    with pytest.raises(CommandError, match="code names"):
        papers.create("--leave-out=nobody")


def test_fewer_than_two_leads_left_is_said(desk: Desk, papers: Papers) -> None:
    two = [desk.users[part].username for part in ("lead_one", "lead_two")]
    said = papers.create(*(f"--leave-out={name}" for name in two))
    assert "Leads in it: 1" in said


def test_a_draft_whose_first_signer_is_no_lead_any_more_can_be_thrown_away(
    desk: Desk, papers: Papers
) -> None:
    propose_roster(
        actor=desk["lead_three"],
        accepted={},
        left_out=[desk.users["finance"].pk],
    )
    Member.objects.filter(user=desk.users["coordinator_two"]).update(
        roles=["coordinator", "lead"]
    )
    next_charter(desk, leads=("lead_one", "lead_two", "coordinator_two"))
    withdraw_draft(actor=desk["lead_one"])
    assert not RosterDraft.objects.exists()
    assert not TeamWrap.objects.filter(epoch=2).exists()
