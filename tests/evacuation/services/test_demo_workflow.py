"""The demo's board: a case in every state, and every signature believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from evacuation.access import open_case
from evacuation.models import Case
from evacuation.models.choices import State
from evacuation.services.authority import require_signed
from evacuation.services.closed import closing_holds
from evacuation.services.demo_desk import found_demo_desk
from evacuation.services.demo_stories import STORIES
from evacuation.services.demo_walk import People
from evacuation.services.demo_workflow import WAYS, load_demo_workflow
from evacuation.services.moving import waiting_step
from tests.evacuation.services import test_founding

demo = test_founding.demo
PURGED = {"purged"}  # then there is no case


@pytest.mark.proof
def test_a_case_stands_in_every_state_as_members_signed_it(demo: Path) -> None:
    said: list[str] = []
    found_demo_desk(said.append)
    load_demo_workflow(said.append)
    assert said[-1] == f"demo workflow: {len(STORIES)} of {len(STORIES)}"
    states = set(Case.objects.values_list("state", flat=True))
    assert states == set(State.values) - PURGED
    people = People()
    waiting = []
    for case in Case.objects.exclude(state=State.RECEIVED):
        opened = open_case(people["demo-bittern"], case.pk)
        if not opened.holds("triage"):
            opened = open_case(people["demo-redshank"], case.pk)
        line = opened.line()
        assert line is not None
        assert line.agrees_with(case.level, case.state)
        assert not line.pushed_back(case.next_due_at)
        require_signed(opened)
        assert closing_holds(opened)
        found = waiting_step(opened)
        waiting += [found[1].step] if found else []
    assert sorted(waiting) == ["find_again", "finish"]


def test_every_way_is_gone_by_somebody() -> None:
    assert {story.way for story in STORIES} == {"waiting", *WAYS}
    assert {story.language for story in STORIES} >= {"ru", "uk", "ka", "ky", "uz", "en"}
