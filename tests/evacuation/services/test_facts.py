"""What is kept of a closed case: for stewards alone, tied to no case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from evacuation.access import open_case
from evacuation.errors import KeyMissing, NotAllowed
from evacuation.figures import Cell, quarter_of
from evacuation.keyring import Keyring
from evacuation.models import DeskDate, Fact, Member, RosterDraft, TeamWrap
from evacuation.services.closing import close_case, reopen_case
from evacuation.services.facts import EVERY, shuffle_facts, write_fact
from evacuation.services.figures import figures
from evacuation.services.handing_over import hand_team_secrets
from evacuation.services.keys import make_keys, prove_code
from evacuation.services.roster_changes import (
    draft_mark,
    propose_roster,
    sign_draft,
    waiting,
)
from evacuation.services.triage import claim_case
from evacuation.shred.models import ShredRow
from evacuation.shredding import team_scope
from evacuation.trusting import trust_now
from evacuation.vault.cards import Team
from evacuation.vault.facts import open_fact
from evacuation.workflow.reasons import Ending, Reopening
from tests.cast import PASSWORD, _user
from tests.evacuation.desk import ROLES, Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case
from tests.evacuation.services.test_moving import step, to_assessment

pytestmark = pytest.mark.proof

ONE, STEWARD = "coordinator_one", "steward"


def closed(desk: Desk, **said: Any) -> UUID:
    """A calm case, taken over and closed."""
    case, _receipt = invented_case(**{"danger": "week", "safe_now": "yes", **said})
    found = claim_case(actor=desk[ONE], case_id=case.pk, version=case.version)
    assert close_case(
        actor=desk[ONE],
        case_id=case.pk,
        reason=Ending.ADVICE,
        text="",
        version=found.version,
    )
    return case.pk


def facts_of(desk: Desk) -> list[tuple[str, dict[str, str]]]:
    me = desk[STEWARD]
    secret = Keyring(me).team(Team.STEWARDS, me.trust.team(Team.STEWARDS).epoch)
    return [open_fact(secret, bytes(row.sealed)) for row in Fact.objects.all()]


def next_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(days=100)
    monkeypatch.setattr("evacuation.services.figures.timezone.now", lambda: later)


def sign(desk: Desk, callbacks: Any, **changes: Any) -> None:
    propose_roster(actor=desk["lead_one"], **{"accepted": {}, **changes})
    with callbacks(execute=True):
        seen = draft_mark(RosterDraft.objects.get())
        sign_draft(actor=desk["lead_two"], seen=seen)


def join(desk: Desk, callbacks: Any, name: str, role: str) -> None:
    now = timezone.now()
    user = _user(name)
    until = now + timedelta(days=90)
    Member.objects.create(user=user, roles=[role], starts_at=now, ends_at=until)
    desk.seeds[name], code = make_keys(actor=user, password=PASSWORD)
    desk.users[name] = user
    prove_code(actor=user, typed=code.shown())
    answers = {one.user: one.answer for one in waiting(trust_now())}
    sign(desk, callbacks, accepted={user.pk: answers[user.pk]})


def test_a_case_that_closes_leaves_one_fact_without_a_case(desk: Desk) -> None:
    case = closed(desk, country="AM", language="uk")
    codes = {
        "country": "AM",
        "language": "uk",
        "level": "medium",
        "outcome": "advice_only",
    }
    assert facts_of(desk) == [(quarter_of(timezone.now()), codes)]
    row = Fact.objects.get()
    assert case.bytes not in bytes(row.sealed)
    assert len(bytes(row.sealed)) == 256 + 48


def test_a_case_counts_once_however_often_it_closes(desk: Desk) -> None:
    case = closed(desk)
    found = open_case(desk[ONE], case).case
    again = reopen_case(
        actor=desk[ONE],
        ground=Reopening.CAME_BACK,
        case_id=case,
        reason="It goes on",
        version=found.version,
    )
    assert close_case(
        actor=desk[ONE],
        case_id=case,
        reason=Ending.ADVICE,
        text="",
        version=again.version,
    )
    (fact,) = facts_of(desk)
    assert fact[1]["outcome"] == "advice_only"


def test_a_step_of_the_workflow_that_closes_leaves_one_too(desk: Desk) -> None:
    case, _receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=case.pk, version=1)
    to_assessment(desk[ONE], case.pk)
    assert step(desk[ONE], case.pk, "withdraw")
    (fact,) = facts_of(desk)
    assert fact[1]["outcome"] == "withdrawn"


def test_a_closing_that_waits_for_a_second_person_leaves_none(desk: Desk) -> None:
    case, _receipt = invented_case(danger="24h")
    found = claim_case(actor=desk[ONE], case_id=case.pk, version=case.version)
    assert not close_case(
        actor=desk[ONE],
        case_id=case.pk,
        reason=Ending.ADVICE,
        text="",
        version=found.version,
    )
    assert not Fact.objects.exists()


def _system_columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text, xmin::text FROM evacuation_fact ORDER BY ctid")
        return [(str(row[0]), str(row[1])) for row in cursor.fetchall()]


def test_every_week_all_facts_get_new_rows_of_one_transaction(desk: Desk) -> None:
    case = invented_case()[0].pk
    for number in range(12):
        assert write_fact(open_case(desk[ONE], case), f"outcome_{number}")
    before, said = _system_columns(), facts_of(desk)
    assert shuffle_facts() == 12
    after = _system_columns()
    assert not {pk for pk, _xmin in before} & {pk for pk, _xmin in after}
    assert len({xmin for _pk, xmin in after}) == 1
    shuffled = facts_of(desk)
    assert sorted(map(str, shuffled)) == sorted(map(str, said))
    # One in 479 million runs keeps the order.
    assert shuffled != said
    assert shuffle_facts() == 0
    DeskDate.objects.filter(name="shuffled").update(at=timezone.now() - EVERY)
    assert shuffle_facts() == 12


def test_without_a_steward_nothing_is_written(
    desk: Desk, django_capture_on_commit_callbacks: Any
) -> None:
    gone = {desk.users[STEWARD].pk}
    sign(desk, django_capture_on_commit_callbacks, left_out=gone)
    closed(desk)
    assert not Fact.objects.exists()
    # The first who comes after nobody gets a key that somebody holds.
    join(desk, django_capture_on_commit_callbacks, "new_steward", "steward")
    closed(desk)
    assert figures(actor=desk["new_steward"]).unread == 0
    assert Fact.objects.count() == 1


def test_nobody_but_a_steward_counts(desk: Desk) -> None:
    for part in set(ROLES) - {STEWARD}:
        with pytest.raises(NotAllowed):
            figures(actor=desk[part])


def test_facts_outlive_a_steward_who_leaves(
    desk: Desk, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    callbacks = django_capture_on_commit_callbacks
    closed(desk, country="AM")
    join(desk, callbacks, "new_steward", "steward")
    with pytest.raises(KeyMissing):
        figures(actor=desk["new_steward"])
    hand_team_secrets(desk[STEWARD])
    sign(desk, callbacks, left_out={desk.users[STEWARD].pk})
    me = desk["new_steward"]
    card = me.trust.team(Team.STEWARDS)
    assert card.epoch == 2
    next_quarter(monkeypatch)
    old = TeamWrap.objects.filter(team="stewards", epoch=1)
    assert {row.recipient for row in old} == {"recovery", me.name}
    with callbacks(execute=True):
        found = figures(actor=me)
    assert [cell.shown for cell in found.cells] == ["<5"]
    assert found.unread == 0
    assert {row.recipient for row in old.all()} == {"recovery"}
    assert not ShredRow.objects.filter(pk=team_scope("stewards", 1)).exists()
    secret = Keyring(me).team(Team.STEWARDS, 2)
    assert open_fact(secret, bytes(Fact.objects.get().sealed))[1]["country"] == "AM"


def _page(client: Client, address: str = "/desk/figures/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return str(answer.content.decode())


def test_the_page_hides_small_numbers_and_the_running_quarter(
    desk: Desk, unlocked_client: UnlockedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = invented_case(country="GE")[0].pk
    for _number in range(5):
        assert write_fact(open_case(desk[ONE], case), "helped")
    other = invented_case(country="AM")[0].pk
    assert write_fact(open_case(desk[ONE], other), "helped")
    client = unlocked_client(STEWARD)
    assert "No quarter that is over has any yet." in _page(client)
    quarter = quarter_of(timezone.now())
    next_quarter(monkeypatch)
    assert [Cell(quarter, "AM", "<5"), Cell(quarter, "GE", "5")] == figures(
        actor=desk[STEWARD]
    ).cells


def test_the_download_says_the_same_as_the_page(
    desk: Desk, unlocked_client: UnlockedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = invented_case(country="GE")[0].pk
    for _number in range(4):
        assert write_fact(open_case(desk[ONE], case), "helped")
    client, quarter = unlocked_client(STEWARD), quarter_of(timezone.now())
    monkeypatch.setattr("evacuation.services.figures.quarter_of", lambda _now: "9999Q1")
    assert "&lt;5" in _page(client)
    assert b'href="/desk/figures/"' in client.get("/desk/rota/").content
    said = _page(client, "/desk/figures/download/")
    assert said.splitlines() == ["quarter,country,closed_requests", f"{quarter},GE,<5"]


@pytest.mark.parametrize("part", ["lead_one", "auditor", "coordinator_one"])
def test_others_meet_nothing_there(unlocked_client: UnlockedClient, part: str) -> None:
    client = unlocked_client(part)
    for address in ("/desk/figures/", "/desk/figures/download/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code in {404, 405}
