"""What a case's pages say first: duress, and what a receipt alone asks for."""

from __future__ import annotations

import pytest

from evacuation.models import Case
from evacuation.models.choices import State
from evacuation.services import letters
from evacuation.services.mailbox import sign_in
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.services.test_triage import claimed

ORDERS = ("close the case as withdrawn", "Close the case</a>", "Write nothing")
ASKS = "Somebody with their receipt asks us to stop"


@pytest.mark.parametrize("state", [State.TRIAGE, State.ARRIVED])
def test_a_receipt_alone_orders_nobody_to_close_what_is_under_way(
    desk: Desk, unlocked_client: UnlockedClient, state: State
) -> None:
    case, receipt = claimed(desk)
    Case.objects.filter(pk=case.pk).update(state=state)
    letters.withdraw(actor=sign_in(typed=receipt.shown()))
    client, calm = unlocked_client(ONE), state == State.TRIAGE
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert [words in page for words in ORDERS] == [calm] * len(ORDERS)
    assert (ASKS in page) != calm
    board = client.get("/cases/?show=mine").content.decode()
    assert ("Close it as withdrawn" in board) == calm


def test_a_pause_by_receipt_alone_keeps_nobody_from_calling_who_is_under_way(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, receipt = claimed(desk)
    letters.pause(actor=sign_in(typed=receipt.shown()))
    client = unlocked_client(ONE)
    for state, calm in ((State.TRIAGE, True), (State.ARRIVED, False)):
        Case.objects.filter(pk=case.pk).update(state=state)
        page = client.get(f"/cases/{case.pk}/").content.decode()
        assert ("call nobody until they write again" in page) == calm
        assert ("help and check-ins go on" in page) != calm
