"""What the organisation does not sign, and what the server does not take in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone

from evacuation.models import (
    SignedDocument,
)
from evacuation.papers import Paper, read_paper, write_paper
from evacuation.services.organisation_roster import signed_roster
from evacuation.services.rosters import documents_of
from evacuation.trusting import Kind
from evacuation.vault.cards import Team, TeamCard
from evacuation.vault.documents import sign_roster, signed
from evacuation.vault.organisation import new_organisation_keys
from evacuation.vault.sealing import box_public, new_key
from tests.evacuation.charters import next_charter
from tests.evacuation.desk import Desk
from tests.evacuation.roster_papers import Papers
from tests.evacuation.services.test_founding import Typing


@pytest.fixture
def papers(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Papers:
    return Papers(desk, Typing(monkeypatch), tmp_path)


def test_nothing_but_the_word_signs_and_signing_needs_no_database(
    desk: Desk,
    papers: Papers,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    papers.create()
    with pytest.raises(CommandError, match="Not signed"):
        papers.sign("yes")
    assert not papers.done.exists()
    with django_assert_num_queries(0):
        papers.sign()


def test_another_organisations_key_signs_nothing(
    desk: Desk, papers: Papers, tmp_path: Path
) -> None:
    papers.create()
    other = new_organisation_keys().signing
    write_paper(tmp_path / "other", Paper.SIGNING_KEY, other.reveal())
    with pytest.raises(CommandError, match="not signed by this organisation"):
        papers.sign(key=tmp_path / "other")
    # And where it signs all the same, nobody believes it.
    done = signed_roster(organisation=other, export=papers.export())
    write_paper(papers.done, Paper.ROSTER, done)
    with pytest.raises(CommandError, match="not signed by this organisation"):
        papers.receive()
    assert len(documents_of(Kind.ROSTER)) == 1


def test_the_offline_machine_refuses_another_charter_than_it_keeps(
    desk: Desk, papers: Papers
) -> None:
    next_charter(desk)
    papers.create()
    with pytest.raises(CommandError, match="another charter"):
        papers.sign()
    papers.keep_charter()
    papers.sign()


def test_a_roster_that_no_leads_signed_is_not_followed(
    desk: Desk, papers: Papers
) -> None:
    papers.create()
    export = papers.export()
    body = replace(export.roster, number=2).encoded()
    forged = signed(
        body,
        {
            desk.card(p).name: sign_roster(desk.seeds[p].sign, body)
            for p in ("verifier", "auditor")
        },
    )
    papers.rewrite(replace(export, rosters=(*export.rosters, forged)))
    with pytest.raises(CommandError, match="not signed by this organisation"):
        papers.sign()
    SignedDocument.objects.create(
        kind=Kind.ROSTER, number=2, data=forged, received_at=timezone.now()
    )
    with pytest.raises(CommandError, match="do not verify"):
        papers.create()


def test_a_stale_draft_is_refused_on_both_machines(desk: Desk, papers: Papers) -> None:
    papers.create()
    export = papers.export()
    papers.sign()
    papers.receive()
    with pytest.raises(CommandError, match="does not follow the newest"):
        papers.receive()
    # The old draft beside the new chain: the number is another one.
    papers.rewrite(replace(export, rosters=documents_of(Kind.ROSTER)))
    with pytest.raises(CommandError, match="does not follow the newest"):
        papers.sign()
    # And with the right number, but after another roster.
    body = replace(export.roster, number=3).encoded()
    papers.rewrite(replace(export, body=body, rosters=documents_of(Kind.ROSTER)))
    with pytest.raises(CommandError, match="does not follow the newest"):
        papers.sign()


def test_a_teams_key_that_was_slipped_into_the_draft_is_not_signed(
    desk: Desk, papers: Papers
) -> None:
    papers.create()
    export = papers.export()
    thief = TeamCard(Team.INTAKE, 2, box_public(new_key()))
    teams = (thief, *(c for c in export.roster.teams if c.team != Team.INTAKE))
    body = replace(export.roster, teams=teams).encoded()
    papers.rewrite(replace(export, body=body))
    with pytest.raises(CommandError, match="keys of teams"):
        papers.sign()


def test_wrong_and_changed_files_are_named_as_such(
    desk: Desk, papers: Papers, tmp_path: Path
) -> None:
    papers.create()
    with pytest.raises(CommandError, match="another file"):
        papers.sign(draft=papers.charter)
    with pytest.raises(CommandError, match="another file"):
        papers.sign(charter=papers.draft)
    with pytest.raises(CommandError, match="another file"):
        papers.receive(papers.draft)
    with pytest.raises(CommandError, match="cannot be used"):
        papers.receive(tmp_path / "missing")
    for kind, run in (
        (Paper.ROSTER_EXPORT, lambda path: papers.sign(draft=path)),
        (Paper.ROSTER, papers.receive),
    ):
        junk = tmp_path / kind[-4:]
        write_paper(junk, kind, b"no roster at all")
        with pytest.raises(CommandError, match="holds no roster"):
            run(junk)
    papers.sign()
    data = bytearray(read_paper(papers.done, Paper.ROSTER))
    data[-1] ^= 1
    papers.done.unlink()
    write_paper(papers.done, Paper.ROSTER, bytes(data))
    with pytest.raises(CommandError, match="changed afterwards"):
        papers.receive()
