"""Which modules run in `make proof` though their tests are plain ones.

Each walks through many pages or makes many cases: together they would make `make test`
longer than the two minutes that somebody waits before a commit. CI runs both rings.
"""

from __future__ import annotations

import pytest

WALKS = (
    "tests/api/v1/test_case_steps.py",
    "tests/directory/services/importing/test_pages.py",
    "tests/directory/test_admin.py",
    "tests/directory/views/editing/test_writing.py",
    "tests/evacuation/services/test_by_itself.py",
    "tests/evacuation/services/test_closing.py",
    "tests/evacuation/services/test_deciding.py",
    "tests/evacuation/services/test_facts.py",
    "tests/evacuation/services/test_following.py",
    "tests/evacuation/services/test_forgetting.py",
    "tests/evacuation/services/test_measures.py",
    "tests/evacuation/services/test_spending.py",
    "tests/evacuation/services/test_steps_for_two.py",
    "tests/evacuation/test_states_set_by_hand.py",
    "tests/evacuation/views/test_case_page.py",
    "tests/evacuation/views/test_cases.py",
    "tests/evacuation/views/test_contacting.py",
    "tests/evacuation/views/test_deciding.py",
    "tests/evacuation/views/test_downloading.py",
    "tests/evacuation/views/test_duty.py",
    "tests/evacuation/views/test_members_pages.py",
    "tests/evacuation/views/test_ownership.py",
    "tests/evacuation/views/test_retaining.py",
    "tests/evacuation/views/test_roster.py",
    "tests/evacuation/views/test_steps.py",
    "tests/evacuation/views/test_urgency.py",
    "tests/evacuation/views/test_verification.py",
)
# A minute and more each: begun last, they would leave the other process waiting.
FIRST = (
    "tests/proof/test_workflow_stories.py",
    "tests/proof/test_desk_pages.py",
    "tests/proof/test_decision_pages.py",
    "tests/proof/test_urgency_pages.py",
    "tests/proof/test_after_pages.py",
    "tests/proof/test_axe.py",
    "tests/proof/test_first_message.py",
    "tests/proof/test_verification_pages.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests before any is chosen by its mark; the longest come first."""
    for item in items:
        if _module(item) in WALKS:
            item.add_marker(pytest.mark.proof)
    items.sort(key=lambda item: _module(item) not in FIRST)


def _module(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
