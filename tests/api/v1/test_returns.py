"""Going back, by API."""

from __future__ import annotations

import pytest

from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.desk import Desk
from tests.evacuation.travels import arrived_case
from tests.evacuation.views.journeys.test_returning import said

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
WHERE = "journey/returns/"


def test_it_is_written_and_read_with_what_speaks_against_it(desk: Desk) -> None:
    case, caller = arrived_case(desk), tool(desk)
    assert read(caller, case, WHERE).json() == {"returns": [], "may_write": True}
    assert faults(change(caller, case, WHERE, said(review="soon"))) == ["#/review"]
    late = change(caller, case, WHERE, said(review="2020-01-01"))
    assert code(late) == (400, "return_lacks")
    assert change(caller, case, WHERE, said()).status_code == 200
    [one] = read(caller, case, WHERE).json()["returns"]
    assert (one["outcome"], one["leaves"]) == ("not_now", None)
    assert [what["what"] for what in one["against"]] == ["lists_unknown", "no_advice"]
