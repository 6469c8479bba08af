from __future__ import annotations

import re

from evacuation.services.mailbox import sign_in
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.mailboxes import asked


def test_a_member_gives_a_new_code_and_the_page_alone_has_it(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, lost = asked()
    client = unlocked_client("coordinator_one")
    address = f"/cases/{case.pk}/receipt/"
    assert address in client.get(f"/cases/{case.pk}/").content.decode()
    before = client.get(address)
    assert before.status_code == 200
    assert not sign_in(typed=lost.shown()).quiet
    answer = client.post(address)
    assert answer.headers["Cache-Control"] == "no-store"
    (shown,) = re.findall(r"(?:\w{4}-){6}\w{4}", answer.content.decode())
    person = sign_in(typed=shown)
    assert (person.case, person.quiet) == (case.pk, False)
    assert sign_in(typed=lost.shown()).quiet


def test_who_may_not_work_on_the_case_gives_no_code(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, receipt = asked()
    for part in ("verifier", "auditor", "finance"):
        answer = unlocked_client(part).post(f"/cases/{case.pk}/receipt/")
        assert answer.status_code in (403, 404)
    assert not sign_in(typed=receipt.shown()).quiet


def test_a_new_code_replaces_the_last_new_one(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, _lost = asked()
    client = unlocked_client("lead_one")
    codes = [
        re.findall(r"(?:\w{4}-){6}\w{4}", client.post(address).content.decode())[0]
        for address in [f"/cases/{case.pk}/receipt/"] * 2
    ]
    first, second = (sign_in(typed=code) for code in codes)
    assert (first.quiet, second.quiet) == (True, False)
