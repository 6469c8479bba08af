"""The code, once kept, is shown to nobody again."""

from __future__ import annotations

import pytest
from django.test import Client

from evacuation.models import Case
from tests.evacuation.desk import Desk
from tests.evacuation.views.test_asking import asked, begun, form_of, receipt_of

pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def test_a_receipt_put_away_is_shown_to_nobody_again(
    browser: Client, desk: Desk
) -> None:
    form = form_of(begun(browser))
    receipt = receipt_of(asked(browser, form=form))
    left = browser.post("/help/", {"form": form, "leave": "1"})
    assert left["Refresh"].startswith("0; ")
    again = asked(browser, form=form)
    assert again.status_code == 410
    assert not set(receipt.split("-")) & set(again.content.decode().split())
    assert Case.objects.count() == 1
