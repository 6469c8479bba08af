"""Which modules run in `make proof` though their tests are plain ones.

Each walks through many pages or makes many cases: together they would make `make test`
longer than the two minutes that somebody waits before a commit. CI runs both rings.
"""

from __future__ import annotations

import pytest

WALKS = (
    "tests/api/v1/test_case_steps.py",
    "tests/directory/views/editing/test_writing.py",
    "tests/evacuation/services/test_closing.py",
    "tests/evacuation/services/test_deciding.py",
    "tests/evacuation/services/test_following.py",
    "tests/evacuation/services/test_forgetting.py",
    "tests/evacuation/services/test_measures.py",
    "tests/evacuation/services/test_spending.py",
    "tests/evacuation/test_states_set_by_hand.py",
    "tests/evacuation/views/test_contacting.py",
    "tests/evacuation/views/test_deciding.py",
    "tests/evacuation/views/test_downloading.py",
    "tests/evacuation/views/test_ownership.py",
    "tests/evacuation/views/test_retaining.py",
    "tests/evacuation/views/test_steps.py",
    "tests/evacuation/views/test_urgency.py",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark their tests before any is chosen by its mark."""
    for item in items:
        if item.nodeid.partition("::")[0] in WALKS:
            item.add_marker(pytest.mark.proof)
